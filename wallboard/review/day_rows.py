"""The rows behind a review: what was counted on each day that its weeks are made of, by site, queue, department or ward. How
they are made is in `make_rows.py`."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from wallboard.metrics.combining import Gap
from wallboard.model import Scope
from wallboard.model.remit import Remit
from wallboard.review.records import FigureKey

CALLS, REQUESTS = "calls.", "tickets."
AMOUNT, OF = ":amount", ":of"  # the two numbers of a day of which another system tells a share or a mean


class DayRow(NamedTuple):
    """One count of one day. `counted` is its name, such as "calls.answered_in" or "tickets.late"; `at` the whole seconds that
    those counted waited, None of other counts. `gap`: why the day is not whole."""

    day: date
    scope: Scope
    counted: str
    at: int | None
    value: float
    gap: Gap | None = None


def packed(rows: Iterable[DayRow]) -> str:
    """Short enough to be kept with each edition: a fiftieth of what they are as JSON."""
    scopes: dict[Scope, int] = {}
    counts: dict[str, int] = {}
    lines = [
        (
            row.day.isoformat(),
            scopes.setdefault(row.scope, len(scopes)),
            counts.setdefault(row.counted, len(counts)),
            row.at,
            row.value,
            row.gap and row.gap.value,
        )
        for row in rows
    ]
    whole = {"scopes": [scope.as_dict() for scope in scopes], "counts": list(counts), "rows": lines}
    return b64encode(zlib.compress(json.dumps(whole, separators=(",", ":")).encode())).decode()


def unpacked(text: str) -> list[DayRow]:
    """Nothing of "". Raises ValueError for what was not packed here."""
    if not text:
        return []
    try:
        whole: dict[str, Any] = json.loads(zlib.decompress(b64decode(text)))
    except zlib.error as error:
        raise ValueError(f"these are no rows of days: {error}") from error
    scopes, counts = [Scope(**scope) for scope in whole["scopes"]], whole["counts"]
    return [
        DayRow(date.fromisoformat(day), scopes[scope], counts[count], at, value, None if gap is None else Gap(gap))
        for day, scope, count, at, value, gap in whole["rows"]
    ]


def packed_within(text: str, remit: Remit) -> str:
    """Those that are somebody's to see."""
    if remit.whole_sites or not text:
        return text
    return packed(row for row in unpacked(text) if FigureKey(row.counted, row.scope).is_within(remit))

"""The past of a few requests, of whoever is asked for, without a ledger."""

from __future__ import annotations

from collections.abc import Iterable

from tests.wallboard.ticket_histories import SETTINGS, START, frame
from wallboard.model import NO_INSTANT, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.requests_past import PastQuestion, RequestsPast, past_columns

EVER = PastQuestion("main", NO_INSTANT)


def past_of(
    rows: Iterable[dict[str, object]], now: Micros, question: PastQuestion = EVER, within: Remit = EVERYTHING
) -> RequestsPast:
    versions = frame(rows)
    first = {str(source): int(at) for source, at in versions.groupby("source")["received_at"].min().items()}
    return RequestsPast(question, past_columns(versions, first, SETTINGS, "main"), SETTINGS, within, now)


def request(ticket: int, **told: object) -> dict[str, object]:
    """One version of a request of department B that was opened at START."""
    row: dict[str, object] = {"ticket": str(ticket), "opened_at": START, "updated_at": START, "received_at": START}
    return row | {"department": "B"} | told

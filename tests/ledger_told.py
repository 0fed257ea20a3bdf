"""What ledgers are told in tests, and what of it stands in them then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.queue_log import logged
from wallboard.calls.happenings import Happening, Row, answered, ended, entered
from wallboard.calls.whole import VisitVersion
from wallboard.ledger import AsOf, Ledger, Recorded
from wallboard.model import DAY, NO_INSTANT, NOT_KNOWN, SECOND, TICKET_COLUMNS, Micros, Visit
from wallboard.source import Batch

NOON: Micros = 1_700_000_000 * SECOND
FOREVER: Micros = 4_000_000_000 * SECOND


def call_event(seq: int, at: Micros, event: str, callid: str = "c1", queue: str = "roads", **more: Any) -> Happening:
    data = (*more.get("data", ()), "", "", "", "", "")[:5]
    return logged("pbx", "main", seq, at, callid, queue, more.get("agent", "NONE"), event, data)


def calls(*events: Happening, cursor: int = 0, **more: Any) -> Batch:
    return Batch({"id": cursor}, happenings=events, read=len(events), **more)


def whole_row(seq: int, at: Micros, talked: int = 60) -> list[Happening]:
    """A row that tells of a whole call, in three happenings."""
    row, call = Row("pbx", "main", seq, at, f"call {seq}"), f"c{seq}"
    return [
        entered(row, call, "roads"),
        answered(row, call, "roads", "ann", wait_s=20, at=at + 20 * SECOND, part=1),
        ended(row, call, "roads", "ann", talk_s=talked, at=at + (20 + talked) * SECOND, part=2),
    ]


def visit_version(
    entered: Micros, updated: Micros, *, key: str = "1", queue: str = "roads", **told: Any
) -> VisitVersion:
    return VisitVersion("crm", "main", key, queue, updated, entered, **told)


def whole(*versions: VisitVersion, cursor: int = 0) -> Batch:
    return Batch({"id": cursor}, visits=versions, read=len(versions))


def ticket(key: str, opened: Micros, state: str = "open", **told: Any) -> dict[str, Any]:
    row: dict[str, Any] = {name: "" if kind == "str" else NO_INSTANT for name, kind in TICKET_COLUMNS.items()}
    row |= {"ticket": key, "site": "main", "opened_at": opened, "updated_at": opened, "state": state}
    return row | {"reopens": NOT_KNOWN, "paused_s": 0} | told


def frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TICKET_COLUMNS)).astype(dict(TICKET_COLUMNS))


def requests(*rows: dict[str, Any], cursor: int = 0) -> Batch:
    return Batch({"id": cursor}, tickets=frame(rows), read=len(rows))


def all_visits(ledger: Ledger) -> list[Visit]:
    return ledger.calls_at("main", FOREVER, NO_INSTANT).visits


def told(recorded: Recorded) -> pd.DataFrame:
    """All versions of every ticket that got a new one, where there was one."""
    assert recorded.versions is not None
    return recorded.versions


def versions(ledger: Ledger, at: Micros = FOREVER, **more: Any) -> list[tuple[str, str, Micros]]:
    found = ledger.ticket_versions(AsOf("main", at, **{"horizon": 100_000 * DAY, **more}))
    return list(zip(found["ticket"], found["state"], found["received_at"], strict=True))


ANSWERED = (
    call_event(1, NOON, "ENTERQUEUE", data=("", "", "1")),
    call_event(2, NOON + 20 * SECOND, "CONNECT", agent="ann", data=("20", "x", "3")),
    call_event(3, NOON + 80 * SECOND, "COMPLETECALLER", agent="ann", data=("20", "60", "1")),
)

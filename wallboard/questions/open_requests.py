"""Open requests one by one: the rows behind the counts, told by the same spans and promises that the counts come from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from wallboard.access.remit import Remit
from wallboard.calendar import NEVER
from wallboard.ledger import Ledger, RequestKey
from wallboard.model import DAY, Micros
from wallboard.settings import Settings
from wallboard.state.postings import opened_plus_closed
from wallboard.state.promises import PromiseBook, marks
from wallboard.state.timeline import Version, timeline, until

_FIELDS = list(Version._fields)


class OpenRequest(NamedTuple):
    """One open request. All texts are the source's own and hostile; `age_days` are days in which it was open, by the
    calendar; `due_at` is None where nothing was promised or its clock stands."""

    ticket: str
    source: str
    opened_at: Micros
    department: str
    service_type: str
    ward: str
    state: str  # open | paused
    status: str
    due_at: Micros | None
    priority: str
    channel: str
    age_days: float
    assignee: str


class OpenRequests(NamedTuple):
    rows: tuple[OpenRequest, ...]
    after: RequestKey | None


def open_requests(
    ledger: Ledger, settings: Settings, site: str, remit: Remit, now: Micros, after: RequestKey | None, limit: int
) -> OpenRequests:
    """The next open requests of a site within a remit, at most `limit`, and the key to go on from; None at the end.
    Fewer than `limit` are not the end: what was in the remit once and is not now is left out, its key too."""
    book = PromiseBook(settings, site)
    while True:
        versions, last = ledger.open_requests(site, remit, after, limit)
        known = (_row(of_one, book, now) for of_one in _by_ticket(versions))
        rows = [row for row in known if row is not None and remit.has_request(row.department, row.ward)]
        if last is None:
            return OpenRequests(tuple(rows), None)
        if rows:
            return OpenRequests(tuple(rows), RequestKey(rows[-1].ticket, rows[-1].source))
        after = last


def _by_ticket(versions: pd.DataFrame) -> Iterator[list[tuple[Version, str, str]]]:
    """The versions of each ticket with status and channel, which no span follows from."""
    columns = [versions[name].tolist() for name in _FIELDS]
    told = zip(map(Version._make, zip(*columns, strict=True)), versions["status"], versions["channel"], strict=True)
    for _, rows in groupby(told, key=lambda row: (row[0].source, row[0].ticket)):
        yield sorted(rows, key=lambda row: (row[0].updated_at, row[0].received_at))


def _row(rows: list[tuple[Version, str, str]], book: PromiseBook, now: Micros) -> OpenRequest | None:
    """None when it was not open at `now`."""
    spans = until(timeline([version for version, _, _ in rows]), now)
    if not spans or not spans[-1].in_open_set:
        return None
    version, promised = spans[-1].version, marks(spans, book)
    status, channel = next((s, c) for v, s, c in reversed(rows) if _same(v, version))
    return OpenRequest(
        ticket=version.ticket,
        source=version.source,
        opened_at=spans[0].start,
        department=version.department,
        service_type=version.service_type,
        ward=version.ward,
        state=spans[-1].state,
        status=status,
        due_at=None if promised is None or promised.due == NEVER else promised.due,
        priority=version.priority,
        channel=channel,
        age_days=(now - opened_plus_closed(spans)) / DAY,
        assignee=version.assignee,
    )


def _same(one: Version, other: Version) -> bool:
    return one._replace(received_at=other.received_at) == other

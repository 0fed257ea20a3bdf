"""Open requests one by one: the rows behind the counts, told by the same spans and promises that the counts come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from wallboard.calendar import NEVER
from wallboard.ledger import Ledger, RequestKey
from wallboard.model import DAY, Micros
from wallboard.model.remit import Remit
from wallboard.settings import Settings
from wallboard.state.postings import opened_plus_closed
from wallboard.state.promises import PromiseBook, marks
from wallboard.state.timeline import Version, timeline, until

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OpenRequest", "OpenRequests", "RequestKey", "RequestsQuestion", "read_open_requests"]

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


@dataclass(frozen=True, slots=True)
class RequestsQuestion:
    """The next open requests of a site, at most `limit`, in the order of their keys. A department or ward "" asks for
    those of none, None for those of all; one that does not exist or is outside the remit has none."""

    site: str
    department: str | None = None
    ward: str | None = None
    after: RequestKey | None = None
    limit: int = 500

    @property
    def narrower(self) -> Remit:
        """What it asks for, as a remit to be narrowed by."""
        return Remit(
            departments=None if self.department is None else frozenset({self.department}),
            wards=None if self.ward is None else frozenset({self.ward}),
        )


class OpenRequests(NamedTuple):
    """A page of open requests, and the key after which the next one begins; None at the end."""

    rows: tuple[OpenRequest, ...]
    after: RequestKey | None


def read_open_requests(
    question: RequestsQuestion, ledger: Ledger, settings: Settings, within: Remit, now: Micros
) -> OpenRequests:
    """What is open `within` a remit. Fewer than asked for are not the end: what was in the remit once and is not now is
    left out, its key too."""
    book, remit, after = PromiseBook(settings, question.site), within.narrowed(question.narrower), question.after
    while True:
        versions, last = ledger.open_requests(question.site, remit, after, question.limit)
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

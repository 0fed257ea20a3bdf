"""The open requests of a department one by one, with all by which its page counts them.

They are read once, by the rules that post to every figure of requests; each figure of the page is how many of them are chosen
(chosen_items.py), and its list is those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wallboard.calendar import NEVER
from wallboard.metrics.requests_at import OpenNow, RequestsAt
from wallboard.metrics.tickets import band_names
from wallboard.model import DAY, Micros
from wallboard.questions.behind.then import RequestsThen
from wallboard.state.posting_table import EMERGENCY, MARKS, NOBODY, OPEN_SINCE, UNSTAFFED
from wallboard.state.postings import GroupKey, PostingRules
from wallboard.state.ticket_groups import TicketGroup
from wallboard.state.ticket_versions import TicketKey, all_of_their_tickets, by_ticket, ticket_keys
from wallboard.state.timeline import Span, timeline, until

if TYPE_CHECKING:
    import pandas as pd


class OpenItem(NamedTuple):
    """One open request. All texts are the source's own and hostile. Ages and bands are of the department's own clock;
    `told` is when its source says that it changed last. The marks are when so much of its promise is used up: NEVER while
    its clock stands, and where nothing is `promised`."""

    source: str
    ticket: str
    service_type: str
    ward: str
    channel: str
    priority: str
    assignee: str
    state: str  # open | paused
    opened: Micros
    told: Micros
    age_days: float
    band: str
    promised: bool
    at75: Micros
    at90: Micros
    due: Micros
    at300: Micros
    unassigned: bool
    emergency: bool


class OpenItems(NamedTuple):
    """What is open in a department of a site at an instant. `clock` tells its ages: calendar | business; `bands` are named
    youngest first."""

    site: str
    department: str
    at: Micros
    clock: str
    bands: tuple[str, ...]
    items: tuple[OpenItem, ...]

    def unnamed(self) -> OpenItems:
        """To whoever may know nobody by name."""
        return self._replace(items=tuple(item._replace(assignee="") for item in self.items))


def read_open_items(department: str, requests: RequestsThen, at: Micros) -> OpenItems:
    """Of a department by its own name, within the remit of `requests`."""
    ages = _Ages(department, requests, at)
    key = GroupKey("department", department)
    versions = requests.versions
    versions = versions[all_of_their_tickets(versions, (versions["department"] == department).to_numpy(bool))]
    told = _told_last(versions, at)
    rules, assigning = requests.tickets.rules, frozenset(requests.tickets.coverage.assigning())
    found = (
        _item(ticket, spans, rules, key, ages, told, assigning)
        for ticket, rows in by_ticket(versions)
        if (spans := until(timeline(rows), at)) and _is_here(spans[-1], department, rules)
    )
    return OpenItems(requests.tickets.site, department, at, ages.now.clock, ages.bands, tuple(found))


def _is_here(last: Span, department: str, rules: PostingRules) -> bool:
    return last.in_open_set and last.version.department == department and rules.has(last.version)


class _Ages:
    """How old, and in which band, by the clock in which the department tells its ages."""

    def __init__(self, department: str, requests: RequestsThen, at: Micros) -> None:
        self.now = OpenNow(RequestsAt(requests.tickets, requests.settings, at), TicketGroup(), department)
        self.bands = tuple(band_names(self.now.edges))
        self._begins = [self.now.age_now - round(edge * self.now.day_us) for edge in self.now.edges]

    def days(self, since: Micros) -> float:
        return (self.now.age_now - since) / self.now.day_us

    def band(self, since: Micros) -> str:
        """As `in_bands` counts: open below, closed above."""
        return self.bands[sum(since < begins for begins in self._begins)]


def _item(
    ticket: TicketKey,
    spans: Sequence[Span],
    rules: PostingRules,
    group: GroupKey,
    ages: _Ages,
    told: Mapping[TicketKey, tuple[Micros, str]],
    assigning: frozenset[str],
) -> OpenItem:
    version = spans[-1].version
    posted = {posting.series: posting.at for posting in rules.postings(spans, NEVER) if group in posting.groups}
    since = posted[OPEN_SINCE]
    changed, channel = told[ticket]
    at75, at90, due, at300 = (posted.get(mark, NEVER) for mark in MARKS)
    return OpenItem(
        source=ticket[0],
        ticket=ticket[1],
        service_type=version.service_type,
        ward=version.ward,
        channel=channel,
        priority=version.priority,
        assignee=version.assignee,
        state=spans[-1].state,
        opened=spans[0].start,
        told=changed,
        age_days=ages.days(since),
        band=ages.band(since),
        promised="due" in posted,
        at75=at75,
        at90=at90,
        due=due,
        at300=at300,
        unassigned=UNSTAFFED in posted or (version.source in assigning and NOBODY + version.source in posted),
        emergency=EMERGENCY in posted,
    )


def _told_last(versions: pd.DataFrame, at: Micros) -> dict[TicketKey, tuple[Micros, str]]:
    """When each request changed last up to the instant, and by which channel it came. Of versions in the order of arrival: of those
    of one instant the last counts."""
    latest: dict[TicketKey, tuple[Micros, str]] = {}
    told = zip(ticket_keys(versions), _told(versions), strict=True)
    for key, row in sorted(told, key=lambda each: (each[0], each[1][0])):
        if row[0] <= at or key not in latest:
            latest[key] = row
    return latest


def _told(versions: pd.DataFrame) -> Iterator[tuple[Micros, str]]:
    return zip(versions["updated_at"].tolist(), versions["channel"].tolist(), strict=True)


def untouched_days(item: OpenItem, at: Micros) -> int:
    """For how many whole days nothing was told of it."""
    return int(max(0, at - item.told) // DAY)

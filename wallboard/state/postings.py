"""What one ticket adds to the figures of the groups it is in. Replacing it is taking the old away and adding the new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from wallboard.access.remit import EVERYTHING, Remit
from wallboard.calendar import NEVER
from wallboard.model import DAY, NAMELESS, Micros
from wallboard.settings import Settings
from wallboard.state.promises import Marks, PromiseBook, marks
from wallboard.state.timeline import DIMENSIONS, FINISHED, REMOVED, Flow, Span, Version, flows

FLOW_KEPT: Micros = 8 * DAY

# Series of instants. OPEN holds when each open item was opened, plus its closed time; in the department's own
# clock for departments. The marks are those of open items, NEVER included, so that each holds every promised one.
OPEN_SINCE = "open_since"
# The same instants, by when each is due: those that are late tell how old they are.
OVERDUE_SINCE = "overdue_since"
MARKS = ("at75", "at90", "due", "at300")
ON_TIME, LATE = "on_time", "late"
# Counts of open items, posted with any value.
NO_PROMISE, UNSTAFFED, NOBODY, EMERGENCY = "no_promise", "unstaffed", "nobody:", "emergency"
# Of open emergencies: when each was opened, when 75 % of its promise is used, and when it is due.
EMERGENCY_OPENED, EMERGENCY_AT75, EMERGENCY_DUE = "emergency_opened", "emergency_at75", "emergency_due"
_EMERGENCIES = (EMERGENCY, EMERGENCY_OPENED, EMERGENCY_AT75, EMERGENCY_DUE)
STANDING = frozenset({OPEN_SINCE, OVERDUE_SINCE, *MARKS, NO_PROMISE, UNSTAFFED, *_EMERGENCIES})


class GroupKey(NamedTuple):
    """A dimension and one of its values; both empty for the whole site."""

    dimension: str = ""
    name: str = ""


SITE = GroupKey()


class Posting(NamedTuple):
    series: str
    at: Micros
    groups: tuple[GroupKey, ...]
    due: Micros = NEVER  # of OVERDUE_SINCE


class PostingRules:
    """Turns the spans of a ticket into postings, by one site's settings."""

    def __init__(self, settings: Settings, site: str, remit: Remit = EVERYTHING) -> None:
        """What is outside the `remit` posts nothing. Promises and calendars are those of the whole settings: when a
        request was due is the same for everyone."""
        self.book = PromiseBook(settings, site)
        self.remit = remit
        self._emergencies = frozenset(settings.emergency_types)
        self._unstaffed = frozenset(name for name, own in settings.departments.items() if not own.staffed)

    def postings(self, spans: Sequence[Span], since: Micros) -> Iterator[Posting]:
        """Of spans that have begun; flow and decisions from `since` on."""
        if not spans:
            return
        promised = marks(spans, self.book)
        if spans[-1].in_open_set and self.has(spans[-1].version):
            yield from self._open(spans, promised)
        has = None if self.remit.whole_sites else self.has
        yield from (posting for flow in flows(spans, has) if flow.at >= since for posting in _flow(flow))
        if promised is not None:
            decided = _decided(spans, promised, self.has)
            yield from (posting for posting in decided if posting.at >= since)

    def has(self, version: Version) -> bool:
        return self.remit.has_request(version.department, version.ward)

    def is_emergency(self, service_type: str) -> bool:
        return service_type in self._emergencies

    def is_unstaffed(self, department: str) -> bool:
        """In no department, or in one with nobody on it."""
        return not department or department in self._unstaffed

    def _open(self, spans: Sequence[Span], promised: Marks | None) -> Iterator[Posting]:
        version = spans[-1].version
        everyone = groups_of(version)
        others = tuple(group for group in everyone if group.dimension != "department")
        department = GroupKey("department", version.department or NAMELESS["department"])
        since, in_department = opened_plus_closed(spans), self._department_open_since(spans)
        yield Posting(OPEN_SINCE, since, others)
        yield Posting(OPEN_SINCE, in_department, (department,))
        if promised is not None and promised.due != NEVER:
            yield Posting(OVERDUE_SINCE, since, others, promised.due)
            yield Posting(OVERDUE_SINCE, in_department, (department,), promised.due)
        if promised is None:
            yield Posting(NO_PROMISE, 0, everyone)
        else:
            yield from (Posting(series, at, everyone) for series, at in zip(MARKS, promised, strict=True))
        if self.is_unstaffed(version.department):
            yield Posting(UNSTAFFED, 0, everyone)
        elif not version.assignee:
            yield Posting(NOBODY + version.source, 0, everyone)
        if self.is_emergency(version.service_type):
            yield Posting(EMERGENCY, 0, everyone)
            yield Posting(EMERGENCY_OPENED, spans[0].start, everyone)
            if promised is not None:
                yield Posting(EMERGENCY_AT75, promised.at75, everyone)
                yield Posting(EMERGENCY_DUE, promised.due, everyone)

    def _department_open_since(self, spans: Sequence[Span]) -> Micros:
        calendar = self.book.ages_in(spans[-1].version.department)
        if calendar is None:
            return opened_plus_closed(spans)
        closed = sum(calendar.business_us(end) - calendar.business_us(start) for start, end in _closed(spans))
        return calendar.business_us(spans[0].start) + closed


def groups_of(version: Version) -> tuple[GroupKey, ...]:
    return (SITE, *(_group(version, dimension) for dimension in DIMENSIONS))


def _group(version: Version, dimension: str) -> GroupKey:
    return GroupKey(dimension, getattr(version, dimension) or NAMELESS[dimension])


def _closed(spans: Sequence[Span]) -> Iterator[tuple[Micros, Micros]]:
    for span, after in pairwise(spans):
        if not span.in_open_set:
            yield span.start, after.start


def opened_plus_closed(spans: Sequence[Span]) -> Micros:
    """When it would have been opened to be as old without the time for which it was closed."""
    return spans[0].start + sum(end - start for start, end in _closed(spans))


def _flow(flow: Flow) -> Iterator[Posting]:
    if flow.dimension:
        group = _group(flow.version, flow.dimension)
        yield Posting(flow.kind, flow.at, (SITE, group) if flow.dimension == "department" else (group,))
        return
    groups = groups_of(flow.version)
    yield Posting(flow.kind, flow.at, groups)
    if flow.kind == "finished":
        yield Posting(f"finished:{flow.version.outcome or 'done'}", flow.at, groups)


def _decided(spans: Sequence[Span], promised: Marks, has: Callable[[Version], bool]) -> Iterator[Posting]:
    """Once, at the earlier of being finished and being due, for who had it then. Late from the instant after it was
    due."""
    last = spans[-1]
    if last.state == FINISHED and last.start <= promised.due:
        if has(last.version):
            yield Posting(ON_TIME, last.start, groups_of(last.version))
    elif promised.due != NEVER and (last.state != REMOVED or promised.due < last.start):
        had_it = max((i for i, span in enumerate(spans) if span.start <= promised.due + 1), default=0)
        if has(spans[had_it].version):
            yield Posting(LATE, promised.due + 1, groups_of(spans[had_it].version))

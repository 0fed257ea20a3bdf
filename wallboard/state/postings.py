"""What one ticket adds to the figures of the groups it is in, by `posting_table`. Replacing it is taking the old away and
adding the new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from wallboard.calendar import NEVER
from wallboard.model import DAY, NAMELESS, NO_INSTANT, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.state.posting_table import (
    DEPARTMENT,
    EVERYONE,
    FLOW,
    HAS_NOW,
    OTHERS,
    Moments,
    Name,
    PostingRule,
    RequestCase,
    rules_of,
)
from wallboard.state.promises import PromiseBook, PromiseMarks, marks
from wallboard.state.timeline import DIMENSIONS, FINISHED, Flow, Span, Version, flows

FLOW_KEPT: Micros = 8 * DAY
_NOTHING_PROMISED = PromiseMarks(NEVER, NEVER, NEVER, NEVER)


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
        self.settings = settings
        self.book = PromiseBook(settings, site)
        self.remit = remit
        self._emergencies = frozenset(settings.emergency_types)
        self._unstaffed = frozenset(name for name, own in settings.departments.items() if not own.staffed)

    def postings(self, spans: Sequence[Span], since: Micros) -> Iterator[Posting]:
        """Of spans that have begun; flow and decisions from `since` on."""
        if not spans:
            return
        promised = marks(spans, self.book)
        case = self._case(spans[-1], promised)
        opened, decided = rules_of(case)
        if opened or decided:
            moments = self._moments(spans, promised or _NOTHING_PROMISED, case.open)
            yield from _open(opened, moments, spans[-1].version)
            yield from self._decided(decided, moments, spans, since)
        has = None if self.remit.whole_sites else self.has
        yield from (posting for flow in flows(spans, has) if flow.at >= since for posting in _flow(flow))

    def decisions(self, spans: Sequence[Span]) -> Iterator[Posting]:
        """Of spans that have begun: how its promise was decided, if it was, however long ago."""
        promised = marks(spans, self.book) if spans else None
        if promised is not None:
            case = self._case(spans[-1], promised)
            yield from self._decided(rules_of(case)[1], self._moments(spans, promised, case.open), spans, NO_INSTANT)

    def has(self, version: Version) -> bool:
        return self.remit.has_request(version.department, version.ward)

    def is_emergency(self, service_type: str) -> bool:
        return service_type in self._emergencies

    def is_unstaffed(self, department: str) -> bool:
        """In no department, or in one with nobody on it."""
        return not department or department in self._unstaffed

    def _case(self, last: Span, promised: PromiseMarks | None) -> RequestCase[bool]:
        version, open_ = last.version, last.in_open_set and self.has(last.version)
        unstaffed = open_ and self.is_unstaffed(version.department)
        return RequestCase(
            open=open_,
            finished=last.state == FINISHED,
            in_time=promised is not None and not last.in_open_set and last.start <= promised.due,
            promised=promised is not None,
            falls_due=promised is not None and promised.due != NEVER,
            unstaffed=unstaffed,
            unassigned=open_ and not unstaffed and not version.assignee,
            emergency=open_ and self.is_emergency(version.service_type),
        )

    def _moments(self, spans: Sequence[Span], promised: PromiseMarks, is_open: bool) -> Moments[Micros]:
        opened = spans[0].start
        since = opened_plus_closed(spans) if is_open else opened
        department_since = self._department_open_since(spans) if is_open else opened
        return Moments(0, opened, since, department_since, *promised, ended=spans[-1].start, late=promised.due + 1)

    def _decided(
        self, rules: Sequence[PostingRule], moments: Moments[Micros], spans: Sequence[Span], since: Micros
    ) -> Iterator[Posting]:
        for rule in rules:
            at = getattr(moments, rule.at)
            whose = spans[-1] if rule.of == HAS_NOW else _span_at(spans, at)
            if at >= since and self.has(whose.version):
                yield Posting(_series(rule.series, whose.version), at, groups_of(whose.version))

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


def _open(rules: Sequence[PostingRule], moments: Moments[Micros], version: Version) -> Iterator[Posting]:
    groups = _groups(version) if rules else {}
    for series, _, at, dimensions, by, _ in rules:
        due = getattr(moments, by) if by else NEVER
        yield Posting(_series(series, version), getattr(moments, at), groups[dimensions], due)


def _series(name: Name, version: Version) -> str:
    return name.of(getattr(version, name.column)) if name.column else name.name


def _groups(version: Version) -> Mapping[tuple[str, ...], tuple[GroupKey, ...]]:
    """Those of the dimensions that rules name."""
    site, department, *others = everyone = groups_of(version)
    return {EVERYONE: everyone, DEPARTMENT: (department,), OTHERS: (site, *others)}


def _flow(flow: Flow) -> Iterator[Posting]:
    groups = groups_of(flow.version)
    if flow.dimension:
        group = _group(flow.version, flow.dimension)
        groups = (SITE, group) if flow.dimension == "department" else (group,)
    for name in FLOW[flow.kind]:
        yield Posting(_series(name, flow.version), flow.at, groups)


def _span_at(spans: Sequence[Span], at: Micros) -> Span:
    """The last that had begun, else the first."""
    return next((span for span in reversed(spans) if span.start <= at), spans[0])

"""What was promised for a request, and the instants at which parts of its promise are used up.

Definitions: docs/metrics.md, "Promises". The clock stands while a request is finished or paused. A due instant
told by the source already holds its pauses; if it is unchanged after a reopening, the closed time is added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from wallboard.calendar import NEVER, Calendar, calendar
from wallboard.clock import day_start, local_day
from wallboard.model import DAY, NO_INSTANT, SECOND, Micros
from wallboard.settings import Promise, Settings
from wallboard.state.timeline import OPEN, PAUSED, Span
from wallboard.state.values import Value, least, most


class PromiseMarks(NamedTuple):
    """When 75 %, 90 %, all and three times of a promise are used up; NEVER while its clock stands before that."""

    at75: Micros
    at90: Micros
    due: Micros
    at300: Micros


class Term(NamedTuple):
    """An amount of open time (of `calendar`) or of time (None)."""

    amount: Micros
    calendar: Calendar | None


class PromiseBook:
    """The promises and calendars of one site."""

    def __init__(self, settings: Settings, site: str) -> None:
        self._settings = settings
        self.zone = settings.zone(site)
        self._calendars: dict[str, Calendar] = {}
        self._by_type = _by_type(settings.promises)
        self.site_calendar = calendar(settings.sites[site].hours, self.zone)

    def calendar(self, department: str) -> Calendar:
        """The business calendar of a department: its own hours, else the site's."""
        own = self._settings.departments.get(department)
        if own is None or not own.hours:
            return self.site_calendar
        if department not in self._calendars:
            self._calendars[department] = calendar(own.hours, self.zone)
        return self._calendars[department]

    def ages_in(self, department: str) -> Calendar | None:
        """The calendar in which the department's ages are told; None for calendar days."""
        own = self._settings.departments.get(department)
        return self.calendar(department) if own is not None and own.age_in == "business" else None

    def term(self, service_type: str, department: str, priority: str, opened: Micros) -> Term | None:
        """What the settings promise for a request opened then; None when nothing is promised."""
        day = local_day(opened, self.zone)
        promise = _most_specific(self.matching(service_type, department, priority), day)
        return None if promise is None else self._term(promise, department, day)

    def matching(self, service_type: str, department: str, priority: str) -> list[Promise]:
        return [
            promise
            for promise in self._by_type.get(service_type, ())
            if promise.department in ("", department) and promise.priority in ("", priority)
        ]

    def periods(self, service_type: str, department: str, priority: str) -> list[tuple[Micros, Term | None]]:
        """What is promised by when a request was opened: (from then on, term), in order."""
        calendar = self.calendar(department)
        changes = {promise.from_ for promise in self.matching(service_type, department, priority)}
        if any(promise.business for promise in self._settings.promises) and not calendar.always_open:
            changes |= calendar.changes
        starts = [day_start(day, self.zone) for day in sorted(changes)]
        return [(start, self.term(service_type, department, priority, start)) for start in starts]

    def _term(self, promise: Promise, department: str, day: date) -> Term:
        calendar = self.calendar(department) if promise.business else None
        return Term(round(promise.days * (calendar.mean_open_day_us(day) if calendar else DAY)), calendar)


def _by_type(promises: Sequence[Promise]) -> dict[str, list[Promise]]:
    """In their order. Asked for each request that changes: most promises are of other types."""
    ours: dict[str, list[Promise]] = {}
    for promise in promises:
        ours.setdefault(promise.service_type, []).append(promise)
    return ours


def _most_specific(promises: Sequence[Promise], day: date) -> Promise | None:
    in_force = (promise for promise in promises if promise.from_ <= day)
    return max(
        in_force, key=lambda p: (bool(p.department) + bool(p.priority), bool(p.department), p.from_), default=None
    )


def marks(spans: Sequence[Span], book: PromiseBook) -> PromiseMarks | None:
    """The marks of a ticket with these spans so far, the last one going on; None where nothing was promised."""
    by_source = _told_marks(spans)
    if by_source is not None:
        return by_source
    version = spans[-1].version
    term = book.term(version.service_type, version.department, version.priority, spans[0].start)
    return None if term is None else _term_marks(spans, term)


def parts(amount: Value) -> tuple[Value, Value, Value, Value]:
    return amount * 3 // 4, amount * 9 // 10, amount, amount * 3


def linear(opened: Value, due: Value) -> tuple[Value, Value, Value, Value]:
    """The marks of a due instant that was told, while nothing stops its clock."""
    at75, at90, _, at300 = parts(most(due, opened) - opened)
    return least(due, opened + at75), least(due, opened + at90), due, most(due, opened + at300)


def _told_marks(spans: Sequence[Span]) -> PromiseMarks | None:
    """By the source's own due instant."""
    last_due, reached, closed_since = NO_INSTANT, [NEVER] * 4, NEVER
    for span in spans:
        due = span.version.due_at
        reopened = closed_since != NEVER and span.in_open_set
        if due not in (NO_INSTANT, last_due):
            last_due = due
            reached = list(linear(spans[0].start, due))
        elif reopened and span.version is not spans[0].version:
            reached = [mark + span.start - closed_since if mark > closed_since else mark for mark in reached]
        closed_since = NEVER if span.in_open_set else min(closed_since, span.start)
    stands_since = min(closed_since, _paused_since(spans))
    return (
        None if last_due == NO_INSTANT else PromiseMarks(*(NEVER if mark > stands_since else mark for mark in reached))
    )


def _paused_since(spans: Sequence[Span]) -> Micros:
    since = NEVER
    for span in reversed(spans):
        if span.state != PAUSED:
            break
        since = span.start
    return since


def _term_marks(spans: Sequence[Span], term: Term) -> PromiseMarks:
    """By the settings' promise, in its own clock."""
    clock: Callable[[int], int] = term.calendar.business_us if term.calendar else int
    instant: Callable[[int], int] = term.calendar.instant_at if term.calendar else int
    extra = _pauses_not_seen(spans, clock)
    wanted = [amount + extra for amount in parts(term.amount)]
    reached, used = [NEVER] * 4, 0
    for i, span in enumerate(spans):
        if span.state != OPEN:
            continue
        start = clock(span.start)
        runs = clock(spans[i + 1].start) - start if i + 1 < len(spans) else NEVER
        for k, amount in enumerate(wanted):
            if reached[k] == NEVER and used + runs >= amount:
                reached[k] = instant(start + amount - used)
        used += runs
    return PromiseMarks(*reached)


def _pauses_not_seen(spans: Sequence[Span], clock: Callable[[int], int]) -> Micros:
    """How much longer the clock stood, by the source's count, than in the pauses that we saw."""
    last = max((i for i, span in enumerate(spans) if span.version.paused_s > 0), default=None)
    if last is None:
        return 0
    seen = sum(
        clock(spans[i + 1].start) - clock(span.start) for i, span in enumerate(spans[:last]) if span.state == PAUSED
    )
    return max(0, spans[last].version.paused_s * SECOND - seen)

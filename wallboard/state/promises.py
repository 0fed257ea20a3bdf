"""What was promised for a request, and the instants at which parts of its promise are used up.

Definitions: docs/metrics.md, "Promises". The clock stands while a request is finished, and while it is paused unless promise
or source say that it runs on. When it is reopened it goes on, or begins anew where the source says so. A due instant told by the
source already holds its pauses; if it is unchanged after a reopening, the closed time is added, where the clock goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from wallboard.calendar import NEVER, Calendar, calendar
from wallboard.clock import day_start, local_day
from wallboard.model import BY_SOURCE, DAY, NO_INSTANT, SECOND, Micros
from wallboard.settings import Promise, PromiseClock, Settings
from wallboard.state.timeline import OPEN, PAUSED, Span
from wallboard.state.values import Value, least, most


class PromiseMarks(NamedTuple):
    """When 75 %, 90 %, all and three times of a promise are used up; NEVER while its clock stands before that."""

    at75: Micros
    at90: Micros
    due: Micros
    at300: Micros


class Term(NamedTuple):
    """An amount of open time (of `calendar`) or of time (None), and whether its clock stands in pauses; None: as the source
    says."""

    amount: Micros
    calendar: Calendar | None
    pauses: bool | None = None

    def apart(self, told: Value, promised: Value) -> Value:
        """How much later one due instant is than the other, in its own clock: closing time and the next morning are the same."""
        if self.calendar is None:
            return told - promised
        return self.calendar.business_us(told) - self.calendar.business_us(promised)


Periods = list[tuple[Micros, Term | None]]


class PromiseBook:
    """The promises and calendars of one site."""

    def __init__(self, settings: Settings, site: str) -> None:
        self._settings = settings
        self.zone = settings.zone(site)
        self._calendars: dict[str, Calendar] = {}
        self._own_hours = {
            name: calendar(own.hours, self.zone) for name, own in settings.service_types.items() if own.hours
        }
        self._by_type = _by_type(settings.promises)
        self.by = tuple(_asked_by(settings))  # of service type, department and priority those that make a difference
        self._clocks: dict[str, PromiseClock] = {}
        self._periods: dict[tuple[int, ...], Periods] = {}
        self.site_calendar = calendar(settings.sites[site].hours, self.zone)

    def calendar(self, department: str) -> Calendar:
        """The business calendar of a department: its own hours, else the site's."""
        own = self._settings.departments.get(department)
        if own is None or not own.hours:
            return self.site_calendar
        if department not in self._calendars:
            self._calendars[department] = calendar(own.hours, self.zone)
        return self._calendars[department]

    def clock_of(self, service_type: str, department: str) -> Calendar:
        """The business calendar of a promise: the service type's own hours, else the department's, else the site's."""
        return self._own_hours.get(service_type) or self.calendar(department)

    def source_clock(self, source: str) -> PromiseClock:
        """What a source's pauses and reopenings do to the clock."""
        if source not in self._clocks:
            self._clocks[source] = self._settings.promise_clock(source)
        return self._clocks[source]

    def ages_in(self, department: str) -> Calendar | None:
        """The calendar in which the department's ages are told; None for calendar days."""
        own = self._settings.departments.get(department)
        return self.calendar(department) if own is not None and own.age_in == "business" else None

    def term(self, service_type: str, department: str, priority: str, opened: Micros) -> Term | None:
        """What the settings promise for a request opened then; None when nothing is promised."""
        return self._in_force(self.matching(service_type, department, priority), department, opened)

    def matching(self, service_type: str, department: str, priority: str) -> list[Promise]:
        return [
            promise
            for promise in self._by_type.get(service_type, ())
            if promise.department in ("", department) and promise.priority in ("", priority)
        ]

    def periods(self, service_type: str, department: str, priority: str) -> Periods:
        """What is promised by when a request was opened: (from then on, term), in order."""
        matching, calendar = self.matching(service_type, department, priority), self.clock_of(service_type, department)
        same = (
            id(calendar),
            *map(id, matching),
        )  # of thousands of kinds of requests few are promised anything of their own
        if same not in self._periods:
            self._periods[same] = self._periods_of(matching, calendar, department)
        return self._periods[same]

    def _periods_of(self, matching: Sequence[Promise], calendar: Calendar, department: str) -> Periods:
        changes = {promise.from_ for promise in matching}
        if any(promise.business for promise in matching) and not calendar.always_open:
            changes |= calendar.changes
        starts = [day_start(day, self.zone) for day in sorted(changes)]
        return [(start, self._in_force(matching, department, start)) for start in starts]

    def _in_force(self, matching: Sequence[Promise], department: str, opened: Micros) -> Term | None:
        day = local_day(opened, self.zone)
        promise = _most_specific(matching, day)
        return None if promise is None else self._term(promise, department, day)

    def _term(self, promise: Promise, department: str, day: date) -> Term:
        calendar = self.clock_of(promise.service_type, department) if promise.business else None
        amount = round(promise.days * (calendar.mean_open_day_us(day) if calendar else DAY))
        return Term(amount, calendar, None if promise.when_paused is None else promise.when_paused == "stands")


def _by_type(promises: Sequence[Promise]) -> dict[str, list[Promise]]:
    """In their order. Asked for each request that changes: most promises are of other types."""
    ours: dict[str, list[Promise]] = {}
    for promise in promises:
        ours.setdefault(promise.service_type, []).append(promise)
    return ours


def _asked_by(settings: Settings) -> Iterator[str]:
    """Where nothing is promised by department or priority, thousands of kinds of requests are a hundred."""
    promises = settings.promises
    yield "service_type"
    if any(each.department for each in promises) or any(own.hours for own in settings.departments.values()):
        yield "department"
    if any(each.priority for each in promises):
        yield "priority"


def _most_specific(promises: Sequence[Promise], day: date) -> Promise | None:
    in_force = (promise for promise in promises if promise.from_ <= day)
    return max(
        in_force, key=lambda p: (bool(p.department) + bool(p.priority), bool(p.department), p.from_), default=None
    )


def marks(spans: Sequence[Span], book: PromiseBook) -> PromiseMarks | None:
    """The marks of a ticket with these spans so far, the last one going on; None where nothing was promised."""
    by_source = marks_by_source(spans, book)
    return by_source if by_source is not None else marks_by_settings(spans, book)


def marks_by_source(spans: Sequence[Span], book: PromiseBook) -> PromiseMarks | None:
    """By the due instant that the source told, None where it told none."""
    return _told_marks(spans, book.source_clock(spans[-1].version.source))


def marks_by_settings(spans: Sequence[Span], book: PromiseBook) -> PromiseMarks | None:
    """By what the settings promise, whatever the source told; None where they promise nothing."""
    run, term = running(spans, book), term_by_settings(spans, book)
    if term is None:
        return None
    pauses = stands_in_pauses(term, book.source_clock(spans[-1].version.source))
    return _term_marks(run, term, pauses, whole=len(run) == len(spans))


def term_by_settings(spans: Sequence[Span], book: PromiseBook) -> Term | None:
    """What the settings promise to a request with these spans."""
    version = spans[-1].version
    return book.term(version.service_type, version.department, version.priority, running(spans, book)[0].start)


def running(spans: Sequence[Span], book: PromiseBook) -> Sequence[Span]:
    """The spans by which its promise counts: where the source restarts it, those from the last reopening on."""
    restarts = book.source_clock(spans[-1].version.source).when_reopened == "restarts"
    return _since_restart(spans) if restarts else spans


def stands_in_pauses(term: Term | None, clock: PromiseClock) -> bool:
    """Whether a pause stops the clock of what the settings promise, or (None) of what a source told."""
    return clock.when_paused == "stands" if term is None or term.pauses is None else term.pauses


def _since_restart(spans: Sequence[Span]) -> Sequence[Span]:
    reopened = (i for i in range(len(spans) - 1, 0, -1) if spans[i].in_open_set and not spans[i - 1].in_open_set)
    return spans[next(reopened, 0) :]


def parts(amount: Value) -> tuple[Value, Value, Value, Value]:
    return amount * 3 // 4, amount * 9 // 10, amount, amount * 3


def linear(opened: Value, due: Value) -> tuple[Value, Value, Value, Value]:
    """The marks of a due instant that was told, while nothing stops its clock."""
    at75, at90, _, at300 = parts(most(due, opened) - opened)
    return least(due, opened + at75), least(due, opened + at90), due, most(due, opened + at300)


def _told_marks(spans: Sequence[Span], clock: PromiseClock) -> PromiseMarks | None:
    last_due, reached, closed_since = NO_INSTANT, [NEVER] * 4, NEVER
    began, goes_on = spans[0].start, clock.when_reopened == "goes_on"
    for span in spans:
        reopened = closed_since != NEVER and span.in_open_set
        if reopened and not goes_on:
            began = span.start
            if span.version.basis == BY_SOURCE:  # its history says what is promised anew, and that nothing is
                last_due, reached = NO_INSTANT, [NEVER] * 4
        due = due_told(span, last_due)
        if due != last_due:
            last_due = due
            reached = list(linear(began, due))
        elif reopened and goes_on and span.version is not spans[0].version:
            reached = [mark + span.start - closed_since if mark > closed_since else mark for mark in reached]
        closed_since = NEVER if span.in_open_set else min(closed_since, span.start)
    stands_since = min(closed_since, _paused_since(spans)) if stands_in_pauses(None, clock) else closed_since
    return (
        None if last_due == NO_INSTANT else PromiseMarks(*(NEVER if mark > stands_since else mark for mark in reached))
    )


def due_told(span: Span, before: Micros) -> Micros:
    """The due instant of a span, after one with `before`. One that a source sets when it finishes a request, or later, did not
    stand while there was time: by a history that is told only what stood until then counts. Who is asked now and then cannot tell."""
    due = span.version.due_at
    too_late = not span.in_open_set and span.version.basis == BY_SOURCE and before != NO_INSTANT
    return before if due == NO_INSTANT or too_late else due


def _paused_since(spans: Sequence[Span]) -> Micros:
    since = NEVER
    for span in reversed(spans):
        if span.state != PAUSED:
            break
        since = span.start
    return since


def _term_marks(spans: Sequence[Span], term: Term, pauses: bool, whole: bool) -> PromiseMarks:
    """By the settings' promise, in its own clock. `pauses`: it stands in them. `whole`: the spans are all of the request's, for
    the pauses that a source counts are of its whole life."""
    clock: Callable[[int], int] = term.calendar.business_us if term.calendar else int
    instant: Callable[[int], int] = term.calendar.instant_at if term.calendar else int
    extra = _pauses_not_seen(spans, clock) if pauses and whole else 0
    wanted = [amount + extra for amount in parts(term.amount)]
    reached, used = [NEVER] * 4, 0
    for i, span in enumerate(spans):
        if span.state != OPEN and (pauses or span.state != PAUSED):
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

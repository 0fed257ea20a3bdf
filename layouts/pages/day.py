"""One day of one site: its course, what is usual for its weekday, and how things stood at its end. Pure but for `history`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

import pandas as pd

from layouts.pages.history import History
from wallboard.clock import day_start, local_day
from wallboard.judging import thresholds
from wallboard.ledger import OutOfRetention
from wallboard.metrics.usual import SLOTS, Course, Usual, course, slot_edges, usual
from wallboard.model import Micros, Snapshot
from wallboard.questions.usual import past_days
from wallboard.settings import CallTarget, Settings, in_force

PATH = "/today"


class NoSuchDay(ValueError):
    """The address asks for something that cannot be shown; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    site: str
    day: date

    def address(self, day: date | None = None) -> str:
        return f"{PATH}?{urlencode({'day': (day or self.day).isoformat(), 'site': self.site})}"


def asked(search: str, settings: Settings, now: Micros) -> Asked:
    """Reads `?day=2026-11-20&site=main`; today and the first site where they are left out. Raises NoSuchDay."""
    if not settings.sites:
        raise NoSuchDay("No site is yours to see. Whoever looks after the accounts can change that.")
    query = parse_qs(search.lstrip("?"))
    site = query.get("site", [next(iter(settings.sites))])[0]
    if site not in settings.sites:
        raise NoSuchDay(f"There is no such site. There are: {', '.join(settings.sites)}.")
    today = local_day(now, settings.zone(site))
    told = query.get("day", [today.isoformat()])[0]
    try:
        day = date.fromisoformat(told)
    except ValueError:
        raise NoSuchDay("This is no day. Write it as in ?day=2026-11-20.") from None
    if day > today:
        raise NoSuchDay(f"{long_day(day)} has not begun yet.")
    kept = settings.retention.call_events_days
    if day < today - timedelta(days=kept):
        raise NoSuchDay(f"{long_day(day)} is out of retention: calls are kept for {kept} days.")
    return Asked(site, day)


def long_day(day: date) -> str:
    """Tue 24 Nov 2026"""
    return f"{day:%a} {day.day} {day:%b %Y}"


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that the page shows."""

    asked: Asked
    zone: ZoneInfo
    as_of: Micros  # the end of the day, or now
    begun: int  # slots of the day that have begun
    course: Course
    usual: Usual | None
    target: CallTarget | None  # that all queues share; None where they differ or nothing is promised
    variant: str
    snapshot: Snapshot

    @property
    def calls(self) -> int:
        return int(self.course.offered.sum())

    @property
    def usual_calls(self) -> float | None:
        """The usual calls by `as_of`, as the wall tells them."""
        return None if self.usual is None else self.usual.offered_by(self.as_of, slot_edges(self.asked.day, self.zone))

    @property
    def slots(self) -> range:
        """The slots worth showing: those with calls, on this day or usually, and office hours at least."""
        busy = self.course.offered > 0
        if self.usual is not None:
            busy = busy | (self.usual.offered.high > 0)
        marked = [slot for slot in range(SLOTS) if busy[slot]]
        return range(min([32, *marked]), max([72, *(slot + 1 for slot in marked)]))

    def slot_starts(self) -> list[str]:
        """Local times of the shown slots, as Plotly reads them."""
        first = datetime.combine(self.asked.day, time())
        return [(first + timedelta(minutes=15 * slot)).isoformat(timespec="minutes") for slot in self.slots]


def read_day(ask: Asked, history: History, now: Micros) -> Day:
    settings = history.settings
    zone = settings.zone(ask.site)
    end = day_start(ask.day + timedelta(days=1), zone)
    as_of = min(end - 1, now)
    queues = {name: queue for name, queue in settings.queues.items() if settings.site_of(queue) == ask.site}
    promised = [target for queue in queues.values() if (target := in_force(queue.targets, ask.day)) is not None]
    variants = {queue.service_level for queue in queues.values()}
    variant = variants.pop() if len(variants) == 1 else "offered"
    limits = {name: queue.short_abandon_s for name, queue in queues.items()}

    def course_of(day: date, visits: pd.DataFrame) -> Course:
        within = {name: settings.target(name, day).within_s for name in queues}
        return course(visits, day, zone, within, variant, limits)

    try:
        today = course_of(ask.day, history.visits(ask.site, day_start(ask.day, zone), end))
        snapshot = history.snapshot_at(as_of)
    except OutOfRetention:
        raise NoSuchDay(f"{long_day(ask.day)} is out of retention: its records are no longer kept.") from None
    before = [course_of(*past) for past in past_days(history.visits, settings, ask.site, ask.day).items()]
    begun = int((slot_edges(ask.day, zone)[:-1] <= as_of).sum())
    return Day(
        asked=ask,
        zone=zone,
        as_of=as_of,
        begun=begun,
        course=today,
        usual=usual(before),
        target=thresholds.common(promised),
        variant=variant,
        snapshot=snapshot,
    )

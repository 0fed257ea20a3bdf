"""One day of one site: its course, what is usual for its weekday, and how things stood at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from wallboard.clock import day_start, local_day
from wallboard.ledger import OutOfRetention
from wallboard.metrics.usual import Course, Usual, slot_edges
from wallboard.model import Micros, Snapshot
from wallboard.questions.call_rules import CallRules
from wallboard.questions.errors import NoSuchSite, NotBegun, NotKept
from wallboard.questions.past import Past
from wallboard.questions.stock import Stock, stock
from wallboard.settings import CallTarget, Settings
from wallboard.state.values import Ints


@dataclass(frozen=True, slots=True)
class DayQuestion:
    """Which local day of which site."""

    site: str
    day: date

    def check(self, settings: Settings, now: Micros) -> None:
        """Raises NoSuchSite, NotBegun or NotKept where nothing could be told."""
        if self.site not in settings.sites:
            raise NoSuchSite(settings.sites)
        today, kept = local_day(now, settings.zone(self.site)), settings.retention.call_events_days
        if self.day > today:
            raise NotBegun(self.day)
        if self.day < today - timedelta(days=kept):
            raise NotKept(self.day, kept)

    def bounds(self, zone: ZoneInfo) -> tuple[Micros, Micros]:
        """When the day begins and when the next one does."""
        return day_start(self.day, zone), day_start(self.day + timedelta(days=1), zone)


@dataclass(frozen=True, slots=True)
class Day:
    """The answer. `course` and `usual` are of all queues together, in quarters of an hour by the local clock, 96 a day."""

    question: DayQuestion
    zone: ZoneInfo
    as_of: Micros  # the end of the day, or now
    begun: int  # slots of the day that have begun
    course: Course
    usual: Usual | None
    usual_calls: float | None  # by `as_of`
    target: CallTarget | None  # that all queues share; None where they differ or nothing is promised
    variant: str  # of the service level
    stock: Stock
    snapshot: Snapshot

    @property
    def calls(self) -> int:
        return int(self.course.offered.sum())

    @property
    def edges(self) -> Ints:
        """The 97 instants at which its slots begin and end."""
        return slot_edges(self.question.day, self.zone)


def read_day(question: DayQuestion, past: Past, now: Micros) -> Day:
    """Raises NoSuchSite and NoSuchDay."""
    question.check(past.settings, now)
    try:
        return _read(question, past, now)
    except OutOfRetention:
        raise NotKept(question.day) from None


def _read(question: DayQuestion, past: Past, now: Micros) -> Day:
    settings, site, day = past.settings, question.site, question.day
    zone, rules = settings.zone(site), CallRules(settings, site)
    begins, ends = question.bounds(zone)
    as_of, edges = min(ends - 1, now), slot_edges(day, zone)
    visits, snapshot, usual = past.visits_between(site, begins, ends), past.snapshot_at(as_of), past.usual(site, day)
    return Day(
        question=question,
        zone=zone,
        as_of=as_of,
        begun=int((edges[:-1] <= as_of).sum()),
        course=rules.course(visits, day),
        usual=usual,
        usual_calls=None if usual is None else usual.course.offered_by(as_of, edges),
        target=rules.target(day),
        variant=rules.variant,
        stock=stock(snapshot, settings, site),
        snapshot=snapshot,
    )

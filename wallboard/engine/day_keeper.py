"""Every local day that is over is counted once, and again when something arrives that it should have held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from threading import Event
from time import monotonic, thread_time
from typing import NamedTuple

import structlog

from wallboard.clock import Clock, day_start, local_day
from wallboard.engine.halves import COUNTED
from wallboard.ledger import Ledger, LedgerError, RecordKind
from wallboard.ledger.day_counts import CountedDay
from wallboard.model import MINUTE, Micros
from wallboard.settings import Settings

log = structlog.get_logger(__name__)

DAYS = "days"
LOOK_EVERY_S = 60.0
AT_ONCE_S = 30.0  # then others have their turn, and what is new is looked at
STRETCH = timedelta(weeks=4)  # of days that are read at once
SETTLES: Micros = 10 * MINUTE  # after midnight a day is counted: what happened on it has been told by then
_ONE_DAY = timedelta(days=1)


class MissingDay(NamedTuple):
    """A day that is over and is not counted, or not by what is known and promised now."""

    site: str
    carries: RecordKind
    day: date
    rules: str


def missing_days(ledger: Ledger, settings: Settings, now: Micros) -> Iterator[MissingDay]:
    """Of all sites and halves, the newest first. What is no longer kept cannot be counted any more. Raises LedgerError."""
    for site in settings.sites:
        yesterday = local_day(now - SETTLES, settings.zone(site)) - _ONE_DAY
        for carries, half in COUNTED.items():
            begins = first_countable(ledger, settings, site, carries)
            if begins is None:
                continue
            counted, rules_of = ledger.days.rules(site, carries), half.rules(settings, site)
            day = min(yesterday, last_heard_day(ledger, settings, site, carries) or yesterday)
            while day >= begins:
                rules = rules_of(day)
                if counted.get(day) != rules:
                    yield MissingDay(site, carries, day, rules)
                day -= _ONE_DAY


def first_countable(ledger: Ledger, settings: Settings, site: str, carries: RecordKind) -> date | None:
    """The first day whose rows are there."""
    half = COUNTED[carries]
    first, oldest = half.first_day(ledger, settings, site), ledger.oldest(carries)
    if first is None or oldest is None:
        return first
    return max(first, local_day(oldest + half.looks_back, settings.zone(site)) + _ONE_DAY)


def last_heard_day(ledger: Ledger, settings: Settings, site: str, carries: RecordKind) -> date | None:
    """The last day that was over when any source of a half was heard of last: what came after it, nobody told."""
    ours = [name for name, its in settings.sources.items() if settings.site_of(its) == site]
    told = [name for name in ours if ledger.newest_told(carries, name) is not None]
    heard = [at for name in told if (at := ledger.last_received(name)) is not None]
    return local_day(max(heard), settings.zone(site)) - _ONE_DAY if heard else None


def stretches(missing: Iterable[MissingDay]) -> Iterator[list[MissingDay]]:
    """Days of one half that lie near each other, to be read at once."""
    stretch: list[MissingDay] = []
    for each in missing:
        if stretch and not _belongs(each, stretch[0]):
            yield stretch
            stretch = []
        stretch.append(each)
    if stretch:
        yield stretch


def _belongs(each: MissingDay, newest: MissingDay) -> bool:
    return (each.site, each.carries) == (newest.site, newest.carries) and newest.day - each.day < STRETCH


def count(ledger: Ledger, settings: Settings, stretch: Sequence[MissingDay], now: Micros) -> Iterator[bool]:
    """Counts each day of a stretch and keeps it. False where something of it arrived or was renamed meanwhile: it is still missing. Raises
    LedgerError."""
    site, carries, _, _ = stretch[0]
    zone, batch, rewritten = settings.zone(site), ledger.newest_batch(), ledger.rewritten
    rules = {each.day: each.rules for each in stretch}
    for day, by_dimension in COUNTED[carries].counted(ledger, settings, site, list(rules)):
        span = day_start(day, zone), day_start(day + _ONE_DAY, zone)
        counted = CountedDay(site, carries, day, *span, rules[day], by_dimension)
        yield ledger.rewritten == rewritten and ledger.days.keep(counted, now, batch)


def count_missing(ledger: Ledger, settings: Settings, now: Micros) -> Iterator[bool]:
    """Counts every day that is missing, as `count` does, without a rest."""
    for stretch in stretches(missing_days(ledger, settings, now)):
        yield from count(ledger, settings, stretch, now)


class DayKeeper:
    """Counts on a worker of its own, and rests as long as it worked: the wall goes first."""

    def __init__(
        self, ledger: Ledger, settings: Callable[[], Settings], busy: Callable[[str, RecordKind], bool], clock: Clock
    ) -> None:
        """`busy`: whether a half of a site is still reading history, whose days are counted when that is over."""
        self._ledger, self._settings, self._busy, self._clock = ledger, settings, busy, clock
        self._stopping = Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> float | None:
        """Counts for a while. Gives back the seconds after which it wants to go on; None: nothing is missing."""
        begun, settings = monotonic(), self._settings()
        try:
            for stretch in stretches(missing_days(self._ledger, settings, self._clock())):
                if self._busy(stretch[0].site, stretch[0].carries):
                    continue
                worked = thread_time()
                for _ in count(self._ledger, settings, stretch, self._clock()):
                    if self._stopping.wait(thread_time() - worked):
                        return None
                    if monotonic() - begun > AT_ONCE_S or settings is not self._settings():
                        return 0.1
                    worked = thread_time()
        except LedgerError as error:
            log.warning("days could not be counted", error=str(error))
        return None

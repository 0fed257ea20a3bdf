"""The only place that asks for the time, and where instants become local days and back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import cast
from zoneinfo import ZoneInfo

from wallboard.mendable import Mendable
from wallboard.model import SECOND, Micros

Clock = Callable[[], Micros]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = (1900, 2200)  # of instants that people write: a week before or after must still be one


def system_clock() -> Micros:
    return time.time_ns() // 1_000


def uptime() -> Micros:
    """How long the machine has been up, suspended or not: nobody can set it. Where a system does not count the time
    for which it was suspended, that looks like a clock that jumped ahead."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000
    return time.monotonic_ns() // 1_000


class SteadyClock:
    """The machine's clock for as long as it keeps pace with its uptime. When it jumps, this one goes on as if it had
    not, until somebody who knows says which is right (see engine/clock_watch.py). It never goes back by itself.

    Any thread may call."""

    STEP: Micros = 5 * SECOND  # a correction of at most this is no jump: it is followed, backwards at half speed

    def __init__(self, wall: Clock = system_clock, uptime: Clock = uptime) -> None:
        self._wall, self.uptime = wall, uptime
        self._lock = Lock()
        self._looked = uptime()
        self._ahead = wall() - self._looked  # of the uptime

    def __call__(self) -> Micros:
        return self.look()[0]

    def look(self) -> tuple[Micros, Micros]:
        """This clock's instant, and how far ahead of it the machine's is: 0 unless that jumped."""
        with self._lock:
            wall, up = self._wall(), self.uptime()
            since, self._looked = up - self._looked, up
            apart = wall - up - self._ahead
            if abs(apart) > self.STEP:
                return up + self._ahead, apart
            self._ahead += max(apart, -since // 2)
            return up + self._ahead, 0

    def follow(self) -> None:
        """The machine's clock is right: go by it."""
        with self._lock:
            self._ahead = self._wall() - self.uptime()

    def go_by(self, instant: Micros) -> None:
        """It is this instant now, whatever the machine's clock says."""
        with self._lock:
            self._ahead = instant - self.uptime()


def shifted(start: Micros) -> Clock:
    """A clock that reads `start` now and goes on at the usual pace: for a demonstration of another hour."""
    ahead = start - system_clock()
    return lambda: system_clock() + ahead


class NoInstant(Mendable, ValueError):
    """A text that is no instant; the words say how one is written."""


def instant(text: str, zone: ZoneInfo | None = None) -> Micros:
    """ISO 8601 as Micros; a text without a zone is local time of `zone`. Quotes around it, as examples are written, are
    passed over. Raises NoInstant saying what would be right."""
    text = text.strip().strip('"')
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NoInstant(f'"{text}" is no instant; write one like "2026-11-20T10:42" or "2026-11-20T15:42Z"') from None
    if moment.tzinfo is None and zone is None:
        local = moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")
        raise NoInstant(f'"{text}" has no time zone; write one like "{local}Z" or "{local}-05:00"')
    if not _YEARS[0] <= moment.year < _YEARS[1]:
        raise NoInstant(f'"{text}" is no instant of ours; the year must be {_YEARS[0]} to {_YEARS[1] - 1}')
    return micros(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def micros(instant: datetime) -> Micros:
    """An aware datetime as Micros. Raises ValueError for a naive one: a zone must never be guessed."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone")
    return (instant - _EPOCH) // timedelta(microseconds=1)


def shown_first(wall: datetime) -> Micros:
    """When the clocks of its zone show a time first, or, where they skip it, the instant at which they do.

    `wall` has the zone, and fold 0."""
    late, early = micros(wall), micros(wall.replace(fold=1))
    if late <= early:
        return late
    # Skipped: by the clock of before it is later than the change, by that of after earlier.
    zone = cast(ZoneInfo, wall.tzinfo)
    new = local(late, zone).utcoffset()
    while late - early > 1:
        middle = (late + early) // 2
        if local(middle, zone).utcoffset() == new:
            late = middle
        else:
            early = middle
    return late


def utc(instant: Micros) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)


def local(instant: Micros, zone: ZoneInfo) -> datetime:
    return utc(instant).astimezone(zone)


def iso(instant: Micros) -> str:
    """ISO 8601 in UTC, ending in Z."""
    return utc(instant).isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=4096)
def day_start(day: date, zone: ZoneInfo) -> Micros:
    """The first instant of a local day."""
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone))


def local_day(instant: Micros, zone: ZoneInfo) -> date:
    return local(instant, zone).date()


def midnight_before(instant: Micros, zone: ZoneInfo) -> Micros:
    """The first instant of the local day that holds `instant`."""
    return day_start(local_day(instant, zone), zone)


def half_hour(instant: Micros, zone: ZoneInfo) -> tuple[Micros, Micros]:
    """The half hour of the zone's own clock that holds `instant`: from :00 or :30 to the next of them."""
    moment = local(instant, zone)
    into = (moment.minute % 30) * 60 * SECOND + moment.second * SECOND + moment.microsecond
    return instant - into, instant - into + 30 * 60 * SECOND


def seconds_between(start: Micros, end: Micros) -> int:
    """Whole seconds, rounded down, never below 0."""
    return max(0, (end - start) // SECOND)

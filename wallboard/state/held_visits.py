"""Visits that are held, and in which today, half hour and start each of them is counted."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from wallboard.calls.fold import Restart
from wallboard.clock import day_start, half_hour, local_day
from wallboard.model import Micros, Visit
from wallboard.state.starts import Starts
from wallboard.state.thresholds import Threshold
from wallboard.state.windows import (
    HALF_AT,
    HALF_BITS,
    SINCE_BITS,
    TODAY_AT,
    TODAY_BITS,
    rolling_share,
    since_share,
    steps_taken,
)


class Held:
    """A visit, what of it is counted (`seen`), and where (`share`, see windows.py)."""

    __slots__ = ("day", "due", "half", "seen", "share", "shown", "start", "threshold", "visit")

    def __init__(self, visit: Visit, threshold: Threshold) -> None:
        self.visit = visit
        self.threshold = threshold
        self.seen: Visit | None = None
        self.shown = False  # false for one that was let go, and is counted since the start alone
        self.share = 0
        self.day: Micros = 0  # the today, the half hour and the start to which `share` refers
        self.half: Micros = 0
        self.start: Restart | None = None
        self.due: Micros | None = None


class CountedTimes:
    """The day and the half hour of a site's clock that are going on, and the last starts of its phone systems."""

    def __init__(self, zone: ZoneInfo, starts: Starts) -> None:
        self.day: tuple[Micros, Micros] = (0, 0)  # midnight to midnight
        self.half: tuple[Micros, Micros] = (0, 0)
        self._zone, self._starts = zone, starts

    def new_day(self, now: Micros) -> None:
        day = local_day(now, self._zone)
        self.day = (day_start(day, self._zone), day_start(day + timedelta(days=1), self._zone))

    def new_half_hour(self, now: Micros) -> None:
        self.half = half_hour(now, self._zone)

    def share(self, seen: Visit, now: Micros) -> int:
        """Where a visit counts at `now`."""
        share = rolling_share(seen, now)
        if self.day[0] <= seen.entered < self.day[1]:
            share |= steps_taken(seen) << TODAY_AT
        if self.half[0] <= seen.entered < self.half[1]:
            share |= steps_taken(seen) << HALF_AT
        start = self._starts.last(seen.key.source)
        return share if start is None else share | since_share(seen, start.at)

    def note(self, held: Held) -> None:
        """Its `share` is one of these times."""
        held.day, held.half = self.day[0], self.half[0]
        held.start = self._starts.last(held.visit.key.source)

    def counted(self, held: Held) -> int:
        """Where a visit is counted still: not in a day, a half hour or since a start that is over."""
        counted = held.share
        if held.day != self.day[0]:
            counted &= ~TODAY_BITS
        if held.half != self.half[0]:
            counted &= ~HALF_BITS
        if held.start is not self._starts.last(held.visit.key.source):
            counted &= ~SINCE_BITS
        return counted

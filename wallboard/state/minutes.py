"""The last half hour of one group, minute by minute: what sparklines are drawn from."""

from __future__ import annotations

from collections.abc import Callable

from wallboard.model import MINUTE, Micros, Visit
from wallboard.state.tally import Tally
from wallboard.state.thresholds import Threshold

POINTS = 30
SPAN = 5  # minutes behind each point of a rate

_KEPT = POINTS + SPAN + 1

Points = tuple[float | None, ...]


class _Minute:
    """What happened in the minute that ends at a whole minute, that instant included."""

    __slots__ = ("entered", "left")

    def __init__(self) -> None:
        self.entered = 0
        self.left = Tally()


class Minutes:
    def __init__(self) -> None:
        self._minutes: dict[int, _Minute] = {}
        self._mark = 0
        self._memo: dict[str, Points] = {}

    def advance(self, now: Micros) -> None:
        mark = now // MINUTE
        if mark == self._mark:
            return
        self._mark = mark
        self._memo.clear()
        for old in [minute for minute in self._minutes if minute <= mark - _KEPT]:
            del self._minutes[old]

    def add(self, visit: Visit, threshold: Threshold, by: int = 1) -> None:
        """Count (or, with by=-1, take back) what is known of a visit; minutes long past are not kept."""
        minute = self._minute(visit.entered)
        if minute is not None:
            minute.entered += by
        if visit.left is not None:
            minute = self._minute(visit.left)
            if minute is not None:
                minute.left.leave(visit, threshold.within_s, threshold.short_s, by)
                minute.left.offer(by)

    def _minute(self, at: Micros) -> _Minute | None:
        end = -(-at // MINUTE)
        if end <= self._mark - _KEPT:
            return None
        if end <= self._mark:
            self._memo.clear()
        return self._minutes.setdefault(end, _Minute())

    def waiting(self, now_waiting: int) -> Points:
        """Callers waiting at each of the last whole minutes, oldest first: counted back from those waiting now."""
        points = self._memo.get("waiting")
        if points is None:
            depth, depths = now_waiting, []
            for mark in range(self._mark, self._mark - POINTS, -1):
                after = self._minutes.get(mark + 1)
                if after is not None:
                    depth += after.left.offered - after.entered
                depths.append(float(depth))
            points = self._memo["waiting"] = tuple(reversed(depths))
        return points

    def rate(self, name: str, metric: Callable[[Tally], float | None]) -> Points:
        """A metric over the five minutes before each of the last whole minutes, oldest first."""
        points = self._memo.get(name)
        if points is None:
            marks = range(self._mark - POINTS + 1, self._mark + 1)
            points = self._memo[name] = tuple(metric(self._before(mark)) for mark in marks)
        return points

    def _before(self, mark: int) -> Tally:
        minutes = (self._minutes.get(end) for end in range(mark - SPAN + 1, mark + 1))
        return Tally.total(minute.left for minute in minutes if minute is not None)

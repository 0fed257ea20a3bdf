"""The last half hour of one group, minute by minute: what sparklines are drawn from."""

from __future__ import annotations

from collections.abc import Callable

from wallboard.model import MINUTE, Micros, Visit
from wallboard.state.tally import Tally, case_of
from wallboard.state.thresholds import Threshold
from wallboard.state.windows import OUT

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
        self._spans: dict[int, Tally] = {}  # by mark: what left in the SPAN minutes before it
        self._points: dict[str, Points] = {}

    def advance(self, now: Micros) -> None:
        mark = now // MINUTE
        if mark == self._mark:
            return
        self._mark = mark
        self._points.clear()
        for old in [minute for minute in self._minutes if minute <= mark - _KEPT]:
            del self._minutes[old]
        for old in [span for span in self._spans if span <= mark - POINTS]:
            del self._spans[old]

    def change(self, former: Visit | None, visit: Visit | None, threshold: Threshold) -> None:
        """Replace what was known of a visit by what is; minutes long past are not kept."""
        if former is None and visit is not None and visit.left is not None and _ends(visit.left) <= self._mark - _KEPT:
            return  # it waits no more in any minute that is drawn
        if former is None or visit is None or former.entered != visit.entered:
            self._enter(former, -1)
            self._enter(visit, 1)
        if _way_out(former) != _way_out(visit):
            self._leave(former, threshold, -1)
            self._leave(visit, threshold, 1)

    def _enter(self, visit: Visit | None, by: int) -> None:
        minute = None if visit is None else self._minute(visit.entered)
        if minute is not None:
            minute.entered += by

    def _leave(self, visit: Visit | None, threshold: Threshold, by: int) -> None:
        if visit is None or visit.left is None:
            return
        minute = self._minute(visit.left)
        if minute is not None:
            minute.left.take(visit, case_of(visit, threshold), OUT, by)

    def _minute(self, at: Micros) -> _Minute | None:
        end = _ends(at)
        if end <= self._mark:  # a late row: points that were drawn change, by one that waits since long ago too
            self._points.clear()
        if end <= self._mark - _KEPT:
            return None
        if end <= self._mark:
            for mark in range(end, end + SPAN):
                self._spans.pop(mark, None)
        return self._minutes.setdefault(end, _Minute())

    def waiting(self, now_waiting: int) -> Points:
        """Callers waiting at each of the last whole minutes, oldest first: counted back from those waiting now."""
        points = self._points.get("waiting")
        if points is None:
            depth, depths = now_waiting, []
            for mark in range(self._mark, self._mark - POINTS, -1):
                after = self._minutes.get(mark + 1)
                if after is not None:
                    depth += after.left.offered - after.entered
                depths.append(float(depth))
            points = self._points["waiting"] = tuple(reversed(depths))
        return points

    def has_entered(self, at: Micros, span: int) -> bool:
        """Whether who entered at that instant is one of them."""
        return self._mark - span < _ends(at) <= self._mark

    def entered(self, span: int) -> int:
        """Callers who entered in the last `span` whole minutes."""
        minutes = (self._minutes.get(end) for end in range(self._mark - span + 1, self._mark + 1))
        return sum(minute.entered for minute in minutes if minute is not None)

    def rate(self, name: str, metric: Callable[[Tally], float | None]) -> Points:
        """A metric over the five minutes before each of the last whole minutes, oldest first."""
        points = self._points.get(name)
        if points is None:
            marks = range(self._mark - POINTS + 1, self._mark + 1)
            points = self._points[name] = tuple(metric(self._before(mark)) for mark in marks)
        return points

    def _before(self, mark: int) -> Tally:
        span = self._spans.get(mark)
        if span is None:
            minutes = (self._minutes.get(end) for end in range(mark - SPAN + 1, mark + 1))
            span = self._spans[mark] = Tally.total(minute.left for minute in minutes if minute is not None)
        return span


def _way_out(visit: Visit | None) -> tuple[object, ...]:
    return () if visit is None else (visit.left, visit.outcome, visit.wait_s, visit.reason)


def _ends(at: Micros) -> int:
    """The mark of the minute that holds an instant."""
    return -(-at // MINUTE)

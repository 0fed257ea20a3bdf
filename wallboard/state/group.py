"""The counts of one queue, or of all queues of a site: a tally for each window, who waits, the last half hour."""

from __future__ import annotations

from wallboard.model import Micros, Visit, VisitKey
from wallboard.state.minutes import Minutes
from wallboard.state.tally import Tally, case_of
from wallboard.state.thresholds import Threshold
from wallboard.state.windows import WINDOWS

_SINCE = WINDOWS.index("since_start")


class Group:
    def __init__(self) -> None:
        self._tallies = [Tally() for _ in WINDOWS]
        self.since: dict[str, Tally] = {}  # by source: each phone system has its own start
        self.sources: set[str] = set()
        self.entered: dict[VisitKey, Micros] = {}  # of those waiting
        self.minutes = Minutes()

    @property
    def oldest(self) -> Micros | None:
        """Entry of the caller who has waited longest; None while nobody waits."""
        return min(self.entered.values(), default=None)

    @property
    def empty(self) -> bool:
        counted = (*self._tallies[:_SINCE], *self.since.values())
        return not self.entered and not any(tally.offered or tally.completed for tally in counted)

    def tally(self, window: str) -> Tally:
        """Raises ValueError for a window that does not exist."""
        if window != "since_start":
            return self._tallies[WINDOWS.index(window)]
        since = list(self.since.values())
        return since[0] if len(since) == 1 else Tally.total(since)

    def new_day(self) -> None:
        self._tallies[WINDOWS.index("today")] = Tally()

    def new_half_hour(self) -> None:
        self._tallies[WINDOWS.index("half_hour")] = Tally()

    def new_start(self, source: str) -> None:
        self.since[source] = Tally()

    def count(self, visit: Visit, threshold: Threshold, share: int, by: int) -> None:
        """Take the steps of `share` (see windows.py) in every window that it names; back with by=-1."""
        case = case_of(visit, threshold)
        for i in range(len(WINDOWS)):
            steps = share >> (3 * i) & 7
            if steps:
                self._tally(i, visit).take(visit, case, steps, by)

    def _tally(self, window: int, visit: Visit) -> Tally:
        return self._tallies[window] if window != _SINCE else self.since.setdefault(visit.key.source, Tally())

    def change(self, former: Visit | None, visit: Visit | None, threshold: Threshold) -> None:
        """What is independent of windows: who waits, and the minutes."""
        self.minutes.change(former, visit, threshold)
        if former is not None:
            self.entered.pop(former.key, None)
        if visit is not None:
            self.sources.add(visit.key.source)
            if visit.left is None:
                self.entered[visit.key] = visit.entered

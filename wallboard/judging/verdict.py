"""The day's figure beside that of the last minutes: is its promise lost, or can it still be kept?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallboard.judging.figure import JudgedFigure
from wallboard.judging.instant import Instant
from wallboard.judging.recent import Promised, of_queue, of_site


class Verdict(StrEnum):
    """How a promise of the day stands."""

    KEPT_SO_FAR = "kept_so_far"
    CAN_BE_KEPT = "can_be_kept"  # it is not kept now, and would be were all calls answered at once that are still usual
    KEPT = "kept"  # the day is over
    LOST = "lost"  # likewise, or nothing that is usual can win it back


@dataclass(frozen=True, slots=True)
class DayFigure:
    """A promised figure of the day so far, not judged by tone. `verdict` is None where nothing is promised, or where nobody
    knows what is usual."""

    figure: JudgedFigure
    verdict: Verdict | None = None

    @property
    def final(self) -> bool:
        """Whether nothing can change the verdict any more."""
        return self.verdict in (Verdict.KEPT, Verdict.LOST)


def day(at: Instant, of: Promised, queue: str = "") -> DayFigure:
    """The day's figure of a queue, or of the site, and its verdict."""
    key = "day", of.name, queue
    if key not in at.judged:
        at.judged[key] = _day(at, of, queue)
    known: DayFigure = at.judged[key]
    return known


def _day(at: Instant, of: Promised, queue: str) -> DayFigure:
    figure = of_queue(at, of, queue, "today") if queue else of_site(at, of, "today")
    if figure.value is None or not figure.n or figure.target is None:
        return DayFigure(figure)
    if _keeps(of, figure.value, figure.target):
        return DayFigure(figure, Verdict.KEPT if at.is_over else Verdict.KEPT_SO_FAR)
    rest = 0.0 if at.is_over else at.value("calls.offered", "rest_of_day", "usual", queue=queue)
    if rest is None:
        return DayFigure(figure)
    best = (figure.value * figure.n + (1.0 if of.high else 0.0) * rest) / (figure.n + rest)
    return DayFigure(figure, Verdict.CAN_BE_KEPT if _keeps(of, best, figure.target) else Verdict.LOST)


def _keeps(of: Promised, value: float, target: float) -> bool:
    return value >= target if of.high else value <= target

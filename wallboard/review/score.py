"""One number per service, where a city wants one: how near each figure came to its target, and their mean. See docs/score.md.

Never without how many it was made of, up to which day it tells, and how long ago that was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import fsum
from typing import NamedTuple

from wallboard.metrics.combining import PeriodFigure, Scale
from wallboard.metrics.xmr import Better
from wallboard.metrics.xmr.shares import TOO_FEW
from wallboard.review.records import OUTSIDE, FigureKey, Review, ReviewedFigure

CAP = 1.5  # one figure far above its target must not hide another one far below


class Unscored(Enum):
    """Why there is no score."""

    NO_TARGET = "no_target"
    NO_DIRECTION = "no_direction"  # a target, of a figure of which neither more nor less is better
    NOT_WHOLE = "not_whole"  # no whole period of it is known
    NOTHING = "nothing"  # nothing to divide by, or nothing told
    TOO_FEW = "too_few"  # a share of fewer than five
    NEGATIVE = "negative"  # a result or target below 0: no ratio says how near they are


class Score(NamedTuple):
    """Of one figure. `value` is 1.0 where the target was met to the point, more where it was surpassed; None has `why`.

    `n` is how many the result was made of, None where that says nothing. `until` is the last day that it tells: of the
    period under review, or, where that is not whole, of the last one that is. `stale_days`: how long ago that was.
    """

    key: FigureKey
    value: float | None
    why: Unscored | None = None
    n: float | None = None
    until: date | None = None
    stale_days: int | None = None


class Service(Enum):
    CALLS = "calls"
    REQUESTS = "requests"  # of all departments together
    DEPARTMENT = "department"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class ServiceScore:
    """Of one service: the mean of its figures' scores, None where none of them has one. `department` is "" for others."""

    service: Service
    department: str
    scores: tuple[Score, ...]

    @property
    def scored(self) -> tuple[Score, ...]:
        return tuple(score for score in self.scores if score.value is not None)

    @property
    def value(self) -> float | None:
        values = [score.value for score in self.scores if score.value is not None]
        return fsum(values) / len(values) if values else None

    @property
    def until(self) -> date | None:
        """The last day that all of them tell."""
        return min((score.until for score in self.scored if score.until is not None), default=None)

    @property
    def stale_days(self) -> int | None:
        return max((score.stale_days for score in self.scored if score.stale_days is not None), default=None)


def score(figure: ReviewedFigure, today: date) -> Score:
    """`today`: the site's day on which it is asked."""
    if figure.target is None:
        return Score(figure.key, None, Unscored.NO_TARGET)
    if figure.better is Better.NEITHER:
        return Score(figure.key, None, Unscored.NO_DIRECTION)
    newest = next(_whole(figure), None)
    if newest is None:
        return Score(figure.key, None, Unscored.NOT_WHOLE)
    until = newest.period.last
    told = newest.n, until, max(0, (today - until).days)
    if newest.n is not None and figure.scale is Scale.SHARE and 0 < newest.n < TOO_FEW:
        return Score(figure.key, None, Unscored.TOO_FEW, *told)
    if newest.value is None:
        return Score(figure.key, None, Unscored.NOTHING, *told)
    if newest.value < 0 or figure.target < 0:
        return Score(figure.key, None, Unscored.NEGATIVE, *told)
    return Score(figure.key, nearness(newest.value, figure.target, figure.better), None, *told)


def nearness(result: float, target: float, better: Better) -> float:
    """Result / target, or target / result where less is better; at least 1 where the target is met, at most 1.5. Neither is
    below 0."""
    part, whole = (result, target) if better is Better.MORE else (target, result)
    if whole == 0:
        return 1.0 if part == 0 else CAP
    return min(part / whole, CAP)


def service_scores(review: Review, today: date) -> tuple[ServiceScore, ...]:
    """Of every service that has a target: calls, requests together, each department by name, figures of other systems."""
    promised = [figure for figure in review.figures if figure.target is not None]
    groups: dict[tuple[Service, str], list[Score]] = {}
    for figure in [*_of_calls(promised), *(each for each in promised if not _is_call(each))]:
        key = figure.key
        if key.scope.ward or key.scope.service_type:
            continue
        groups.setdefault((_service(key), key.scope.department), []).append(score(figure, today))
    order = list(Service)
    ordered = sorted(groups.items(), key=lambda each: (order.index(each[0][0]), each[0][1]))
    return tuple(ServiceScore(service, department, tuple(scores)) for (service, department), scores in ordered)


def _whole(figure: ReviewedFigure) -> Iterator[PeriodFigure]:
    """The period under review, else those before it, newest first."""
    last = figure.box.last
    weeks = (each.now for each in reversed(figure.weeks)) if figure.weeks else iter(())
    before = (each for each in (figure.box.before, *weeks) if each.period.kind is last.period.kind)
    newest = sorted(
        {each.period.last: each for each in before}.values(), key=lambda each: each.period.last, reverse=True
    )
    return (each for each in (last, *newest) if each.whole)


def _of_calls(promised: Sequence[ReviewedFigure]) -> list[ReviewedFigure]:
    """Of all queues together; of each queue where they were promised different things."""
    calls = [figure for figure in promised if _is_call(figure)]
    together = {figure.key.metric for figure in calls if not figure.key.scope.queue}
    return [figure for figure in calls if not figure.key.scope.queue or figure.key.metric not in together]


def _is_call(figure: ReviewedFigure) -> bool:
    return figure.key.metric.startswith("calls.")


def _service(key: FigureKey) -> Service:
    if key.metric.startswith("calls."):
        return Service.CALLS
    if key.metric.startswith(OUTSIDE):
        return Service.OUTSIDE
    return Service.DEPARTMENT if key.scope.department else Service.REQUESTS

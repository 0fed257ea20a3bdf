"""The chart by which signal is told from noise, of one figure, up to the week under review."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import pairwise

from wallboard.metrics.combining import AmountOf, PeriodFigure
from wallboard.metrics.xmr import (
    ANY_VALUE,
    COUNT_OR_TIME,
    Chart,
    RuleSet,
    differences_to_usual,
    is_rare,
    rare_chart,
    season_can_be_taken_out,
    share_chart,
    xmr_chart,
)
from wallboard.metrics.xmr.limits import FULL
from wallboard.review.records import Season, WeekChart

FEWEST_EVENTS = 7  # of which there are six times between, the fewest that have limits


def shares(
    figures: Sequence[PeriodFigure],
    parts: Sequence[AmountOf | None],
    anew: Collection[date],
    rules: RuleSet,
    *,
    screen: bool,
) -> WeekChart | None:
    """Of a share, with limits by week where it is one of few. `anew`: days from whose week on limits are made anew."""
    begin = _begin(figures)
    if begin is None:
        return None
    points = tuple(figure.period.last for figure in figures[begin:])
    drawn = share_chart(parts[begin:], breaks=_breaks(points, anew), screen=screen, rules=rules)
    return WeekChart(points, drawn)


def amounts(
    figures: Sequence[PeriodFigure], anew: Collection[date], rules: RuleSet, *, seasonal: bool, screen: bool
) -> WeekChart | None:
    """Of a count or a time. What follows the year is drawn as difference to what is usual at that time of it, as soon as
    there are enough of those for limits that are frozen."""
    begin = _begin(figures)
    if begin is None:
        return None
    points = tuple(figure.period.last for figure in figures[begin:])
    values = [figure.value if figure.whole else None for figure in figures[begin:]]
    if not seasonal:
        return WeekChart(points, _drawn(values, points, anew, rules, screen=screen))
    differences = differences_to_usual(values)
    known = [at for at, each in enumerate(differences) if each is not None]
    if len(known) < FULL or not season_can_be_taken_out(values):
        return WeekChart(points, _drawn(values, points, anew, rules, screen=screen), Season.IN_IT)
    points, differences = points[known[0] :], differences[known[0] :]
    drawn = xmr_chart(differences, breaks=_breaks(points, anew), screen=screen, rules=rules)
    return WeekChart(points, drawn, Season.TAKEN_OUT)


def seldom(
    figures: Sequence[PeriodFigure],
    happened: Callable[[], Sequence[date]],
    anew: Collection[date],
    rules: RuleSet,
    *,
    screen: bool,
) -> WeekChart | None:
    """Of what happens less than once a week; `happened` tells the days on which it did, each as often. None where it is
    not so.

    Between two with a week that is not whole it may have happened again, unknown to anybody: that does not count."""
    counts = [figure.value for figure in figures if figure.whole and figure.value is not None]
    if not is_rare(counts) or len(days := happened()) < FEWEST_EVENTS:
        return None
    broken = [figure.period for figure in figures if not figure.whole]
    between = [
        None if any(week.last > earlier and week.first <= later for week in broken) else float((later - earlier).days)
        for earlier, later in pairwise(days)
    ]
    points = tuple(days[1:])
    return WeekChart(points, rare_chart(between, breaks=_breaks(points, anew), screen=screen, rules=rules), rare=True)


def _drawn(
    values: Sequence[float | None], points: Sequence[date], anew: Collection[date], rules: RuleSet, *, screen: bool
) -> Chart:
    negative = any(value is not None and value < 0 for value in values)  # as degrees may be
    bounds = ANY_VALUE if negative else COUNT_OR_TIME
    return xmr_chart(values, bounds=bounds, breaks=_breaks(points, anew), screen=screen, rules=rules)


def _begin(figures: Sequence[PeriodFigure]) -> int | None:
    """The first week that is whole: what was before, nobody knows."""
    return next((at for at, figure in enumerate(figures) if figure.whole and figure.value is not None), None)


def _breaks(points: Sequence[date], anew: Collection[date]) -> list[int]:
    """The first point at or after each of these days, where one comes before it."""
    places = {next((at for at, point in enumerate(points) if point >= day), 0) for day in anew}
    return sorted(places - {0})

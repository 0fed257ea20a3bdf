"""What happens less than once a week, as the days between one and the next.

Counts by week would be zeros with a one now and then, in which nothing can be seen. Days between are skewed: many short,
few long. Nelson (1994) takes the power of 1/3.6 of them, which makes them nearly normal; limits are drawn on that
scale and told in days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import pairwise

from wallboard.metrics.xmr.chart import (
    Chart,
    ChartLine,
    Phase,
    PhaseChart,
    at_weeks,
    counting,
    in_phases,
    point_of,
    without_limits,
)
from wallboard.metrics.xmr.limits import COUNT_OR_TIME, frozen_limits
from wallboard.metrics.xmr.signals import RuleSet, signals

RARE = 1.0  # mean number a week under which days between are drawn
_POWER = 1 / 3.6


def is_rare(counts: Sequence[float]) -> bool:
    """Of a figure by its weeks; one that never happened is not: there is nothing between."""
    return 0 < sum(counts) < RARE * len(counts)


def days_between(days: Sequence[date]) -> list[int]:
    """From each to the next, 0 for two on one day. The days in any order."""
    return [(later - earlier).days for earlier, later in pairwise(sorted(days))]


def days_since(days: Sequence[date], until: date) -> int | None:
    """How long it is that nothing happened: not a point of the chart yet, for it may grow. None: it never happened."""
    return (until - max(days)).days if days else None


def rare_chart(
    between: Sequence[float | None],
    *,
    breaks: Sequence[int] = (),
    screen: bool = True,
    rules: RuleSet = RuleSet.STANDARD,
) -> Chart:
    """The chart of days between. Upwards is rarer. A point is an event, and no week; None does not count."""

    return in_phases(between, breaks, partial(_on_scale, between, screen=screen, rules=rules))


def _on_scale(between: Sequence[float | None], first: int, end: int, *, screen: bool, rules: RuleSet) -> PhaseChart:
    at, counted = counting(between, first, end)
    scaled = [value**_POWER for value in counted]
    frozen = frozen_limits(scaled, COUNT_OR_TIME, screen=screen)
    if frozen is None:
        return without_limits(first, end)
    line = ChartLine(_days(frozen.centre), _days(frozen.lower), _days(frozen.upper), frozen.reach)
    on_scale = ChartLine(frozen.centre, frozen.lower, frozen.upper, frozen.reach)
    points = [
        point_of(value, on_scale)._replace(value=days, centre=line.centre)
        for days, value in zip(counted, scaled, strict=True)
    ]
    return PhaseChart(Phase(first, end, frozen.maturity), [line] * (end - first), at_weeks(signals(points, rules), at))


def _days(on_scale: float) -> float:
    return float(on_scale ** (1 / _POWER))

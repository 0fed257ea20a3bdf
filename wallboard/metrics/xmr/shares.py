"""Shares of few, or of now many and now few: each week has limits of its own, made from how many it is a share of.

Of ten requests on time nine is no worse than of a hundred ninety-five, but single limits cannot know that. Limits by the
binomial alone would be too narrow for large weeks, as weeks differ by more than chance; Laney's p′ (2002) widens them by
how much more: sigma z, from the moving ranges of the values in standard deviations of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from wallboard.metrics.combining import AmountOf
from wallboard.metrics.xmr.chart import (
    Chart,
    ChartLine,
    Phase,
    PhaseChart,
    at_weeks,
    counting,
    in_phases,
    one_line,
    point_of,
    without_limits,
)
from wallboard.metrics.xmr.limits import FEWEST, FULL, LIMIT_FACTOR, SHARE, Maturity, mean_moving_range
from wallboard.metrics.xmr.signals import RuleSet, signals

TOO_FEW = 5  # under it a share says nothing: the week is in no rule
FEW = 30  # under it a share jumps about by chance
UNEVEN = 3  # times the smallest week


def too_few(part: AmountOf | None) -> bool:
    return part is not None and part.of < TOO_FEW


def small_or_uneven(parts: Sequence[AmountOf | None]) -> bool:
    """Whether limits must be made by point: a week of under thirty, or more than threefold between weeks. Weeks of
    nobody at all do not tell."""
    counts = [part.of for part in parts if part is not None and part.of]
    return bool(counts) and (min(counts) < FEW or max(counts) > UNEVEN * min(counts))


def share_chart(
    parts: Sequence[AmountOf | None],
    *,
    breaks: Sequence[int] = (),
    screen: bool = True,
    rules: RuleSet = RuleSet.STANDARD,
) -> Chart:
    """The chart of a share, 0 to 1. None: the week is not whole. Weeks of under five do not count.

    Whether limits are made by point is decided for each phase, from all its weeks so far: the first small week changes
    the lines of those before it in the same phase, and of no other.
    """
    values = [None if part is None or too_few(part) else part.amount / part.of for part in parts]

    def draw(first: int, end: int) -> PhaseChart:
        if small_or_uneven(parts[first:end]):
            return _lines_by_count(parts, values, first, end, screen=screen, rules=rules)
        return one_line(values, first, end, bounds=SHARE, screen=screen, rules=rules)

    return in_phases(values, breaks, draw)


def _lines_by_count(
    parts: Sequence[AmountOf | None],
    values: Sequence[float | None],
    first: int,
    end: int,
    *,
    screen: bool,
    rules: RuleSet,
) -> PhaseChart:
    at, _ = counting(values, first, end)
    counted = [part for week in at if (part := parts[week]) is not None]
    if len(counted) < FEWEST:
        return without_limits(first, end)
    spread = Spread.of(counted[:FULL], screen=screen)
    lines = [None if part is None or too_few(part) else spread.line(part.of) for part in parts[first:end]]
    points = [point_of(part.amount / part.of, spread.line(part.of)) for part in counted]
    maturity = Maturity.FULL if len(counted) >= FULL else Maturity.TRIAL
    return PhaseChart(Phase(first, end, maturity, by_count=True), lines, at_weeks(signals(points, rules), at))


class Spread(NamedTuple):
    """The share of all weeks together, and how much more weeks differ than chance alone would have them (1: no more)."""

    share: float
    sigma_z: float

    @classmethod
    def of(cls, parts: Sequence[AmountOf], *, screen: bool = True) -> Spread:
        """Of two weeks or more, none of them of nobody."""
        share = sum(part.amount for part in parts) / sum(part.of for part in parts)
        if not 0 < share < 1:  # never a single one of the other kind: chance has nothing to work on
            return cls(share, 0.0)
        apart = [(part.amount / part.of - share) / _chance(share, part.of) for part in parts]
        return cls(share, mean_moving_range(apart, screen=screen) * LIMIT_FACTOR / 3)

    def line(self, of: float) -> ChartLine:
        reach = 3 * self.sigma_z * _chance(self.share, of)
        return ChartLine(self.share, max(0.0, self.share - reach), min(1.0, self.share + reach), reach)


def _chance(share: float, of: float) -> float:
    """The standard deviation of a share of so many."""
    return sqrt(share * (1 - share) / of)

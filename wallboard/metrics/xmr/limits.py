"""Between which limits a figure moves as things are: centre and natural limits of single values, from their moving ranges.

A moving range is the distance of a value to the one before it. It knows what differs from one week to the next, and
little of a slow change: so that limits made of it are not widened by the very change that they should show.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

# Three standard deviations over what the mean range of two values is of one (1.128), and how far ranges themselves go.
LIMIT_FACTOR = 2.66
RANGE_FACTOR = 3.268
FULL = 12  # points that limits are drawn from, and then frozen
FEWEST = 6  # under it, limits would say more of chance than of the figure


class Bounds(NamedTuple):
    """What a figure cannot fall below or exceed, whatever its limits say."""

    floor: float | None = None
    ceiling: float | None = None


ANY_VALUE = Bounds()
COUNT_OR_TIME = Bounds(floor=0.0)
SHARE = Bounds(floor=0.0, ceiling=1.0)


class Maturity(Enum):
    """How much limits are worth."""

    TRIAL = "trial"  # of fewer than 12 points: each new point still moves them
    FULL = "full"


class Limits(NamedTuple):
    """In the figure's unit. `lower` and `upper` are within its bounds; `reach` is how far a limit lies from the centre
    where no bound is in the way, by which rules measure how near a point is to one."""

    centre: float
    lower: float
    upper: float
    reach: float
    mean_range: float
    range_limit: float
    points: int

    @property
    def maturity(self) -> Maturity:
        return Maturity.FULL if self.points >= FULL else Maturity.TRIAL


def limits(values: Sequence[float], bounds: Bounds = ANY_VALUE, *, screen: bool = True) -> Limits | None:
    """The limits of all these values; None for fewer than six.

    `screen` leaves out ranges above the range limit once, and makes the mean again (Nelson 1982): one week that stood
    out would else widen the limits by which it is judged.
    """
    if len(values) < FEWEST:
        return None
    # a mean lies among its values, also where rounding would have it beside twelve of them that are all the same
    centre = min(max(sum(values) / len(values), min(values)), max(values))
    mean_range = mean_moving_range(values, screen=screen)
    reach = LIMIT_FACTOR * mean_range
    return Limits(
        centre=centre,
        lower=_within(centre - reach, bounds),
        upper=_within(centre + reach, bounds),
        reach=reach,
        mean_range=mean_range,
        range_limit=RANGE_FACTOR * mean_range,
        points=len(values),
    )


def frozen_limits(values: Sequence[float], bounds: Bounds = ANY_VALUE, *, screen: bool = True) -> Limits | None:
    """The limits of the first twelve values, which later ones do not move."""
    return limits(values[:FULL], bounds, screen=screen)


def mean_moving_range(values: Sequence[float], *, screen: bool = True) -> float:
    """Of two values or more."""
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    mean = sum(ranges) / len(ranges)
    if not screen:
        return mean
    kept = [each for each in ranges if each <= RANGE_FACTOR * mean]  # never empty: not all of them exceed their mean
    return sum(kept) / len(kept)


def _within(value: float, bounds: Bounds) -> float:
    if bounds.floor is not None:
        value = max(value, bounds.floor)
    return value if bounds.ceiling is None else min(value, bounds.ceiling)

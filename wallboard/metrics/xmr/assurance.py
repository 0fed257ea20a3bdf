"""Whether a process meets its target as things are: always, never, or by chance.

This is what a meeting should act on. Where a target lies between the limits, single weeks meet it or miss it by chance:
such a process needs changing, and nobody is to be praised or scolded for a week of it.
"""

from __future__ import annotations

from enum import Enum

from wallboard.metrics.xmr.chart import ChartLine


class Better(Enum):
    """Which way is good, as each metric declares it. The value is the direction of a signal that is."""

    MORE = 1
    LESS = -1
    NEITHER = 0


class Assurance(Enum):
    ALWAYS = "always"
    NEVER = "never"
    BY_CHANCE = "by_chance"


def assurance(line: ChartLine, target: float, better: Better) -> Assurance:
    """More is better: a value of at least `target` meets it; less: one of at most `target`. Raises ValueError where neither
    is."""
    if better is Better.NEITHER:
        raise ValueError("a figure has no target where neither more nor less of it is better")
    sign = better.value
    worst, best = (line.lower, line.upper) if better is Better.MORE else (line.upper, line.lower)
    if sign * (worst - target) >= 0:
        return Assurance.ALWAYS
    return Assurance.NEVER if sign * (best - target) < 0 else Assurance.BY_CHANCE


class Tendency(Enum):
    """What a direction means for people."""

    BETTER = "better"
    WORSE = "worse"
    NEUTRAL = "neutral"


def tendency(direction: int, better: Better) -> Tendency:
    """Of a signal's direction, 1 or -1."""
    if better is Better.NEITHER:
        return Tendency.NEUTRAL
    return Tendency.BETTER if direction == better.value else Tendency.WORSE

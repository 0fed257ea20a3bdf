"""Whether an improvement came and stayed: the weeks since it, told from the weeks before it.

The rules of the chart do not answer that. Eight in a row finds a shift of 1.5 sigma within twelve weeks in seven cases
of ten; all rules together find it in nine, and find one in every eighth improvement that did nothing. They look at single
points, and the question is of a mean, which twelve weeks tell well. So the mean of the weeks since gets a limit as a
single week has one, only narrower: its own chance and that of the mean before both count (1/n + 1/m).

Held means that it is better than before and stayed so. Why, no figure tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from math import sqrt
from typing import NamedTuple

from wallboard.metrics.xmr.assurance import Better
from wallboard.metrics.xmr.chart import xmr_chart
from wallboard.metrics.xmr.limits import FULL, LIMIT_FACTOR, mean_moving_range

FIRST_LOOK = 8  # weeks since, before which a good start says little
DECIDED = 12  # weeks since, after which what has not come has not held: with each further look chance has one more try
RECENT = 4  # weeks at the end that must still lie on the good side: what fell back has not held
# Two hold too many that did nothing (6 %), three miss one real improvement of 1.5 sigma in four: docs/xmr.md
SIGMAS = 2.5


class Effect(Enum):
    HELD = "held"
    NOT_HELD = "not_held"
    CANNOT_SAY = "cannot_say"


class EffectReason(Enum):
    """Why nothing can be said yet, or why it has not held."""

    FEW_BEFORE = "few_before"
    MOVED_BEFORE = "moved_before"  # it was getting better already: limits are to be made anew from where that began
    FEW_SINCE = "few_since"
    NOT_YET = "not_yet"
    TOO_SMALL = "too_small"
    FELL_BACK = "fell_back"


class Judgement(NamedTuple):
    """`size` is the mean of the weeks since less that of the weeks before, in the figure's unit. `needed` is how far it
    had to lie on the good side at the last look. Both None where there is too little to compare. `weeks` that count have
    passed since."""

    effect: Effect
    reason: EffectReason | None
    size: float | None
    needed: float | None
    weeks: int


def judge_improvement(
    before: Sequence[float], since: Sequence[float], better: Better, *, screen: bool = True
) -> Judgement:
    """`before`: the weeks of the limits in force, up to the improvement, at least twelve. `since`: the weeks after it, as
    far as they have come. Only weeks that count. Raises ValueError where neither way is better."""
    if better is Better.NEITHER:
        raise ValueError("a figure cannot improve where neither more nor less of it is better")
    sign, weeks = better.value, len(since)
    if len(before) < FULL:
        return Judgement(Effect.CANNOT_SAY, EffectReason.FEW_BEFORE, None, None, weeks)
    if any(signal.direction == sign for signal in xmr_chart(before, screen=screen).now()):
        return Judgement(Effect.CANNOT_SAY, EffectReason.MOVED_BEFORE, None, None, weeks)
    if not since:
        return Judgement(Effect.CANNOT_SAY, EffectReason.FEW_SINCE, None, None, 0)
    usual, sigma = _mean(before), mean_moving_range(before, screen=screen) * LIMIT_FACTOR / 3

    def needed(look: int) -> float:
        return SIGMAS * sigma * sqrt(1 / len(before) + 1 / look)

    last_look = min(weeks, DECIDED)
    shown = any(sign * (_mean(since[:look]) - usual) > needed(look) for look in range(FIRST_LOOK, last_look + 1))
    stays = sign * (_mean(since[-RECENT:]) - usual) > 0
    return Judgement(*_effect(weeks, shown=shown, stays=stays), _mean(since) - usual, needed(last_look), weeks)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _effect(weeks: int, *, shown: bool, stays: bool) -> tuple[Effect, EffectReason | None]:
    if weeks < FIRST_LOOK:
        return Effect.CANNOT_SAY, EffectReason.FEW_SINCE
    if shown and stays:
        return Effect.HELD, None
    if weeks < DECIDED:
        return Effect.CANNOT_SAY, EffectReason.NOT_YET
    return Effect.NOT_HELD, EffectReason.FELL_BACK if shown else EffectReason.TOO_SMALL

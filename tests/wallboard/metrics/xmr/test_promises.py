"""What the review promises of itself, held by simulation: how rarely it cries wolf, how well it judges improvements.

`python -m tests.review_simulations` prints the long form. Seeds are fixed: these tests say the same each time.
"""

from __future__ import annotations

from statistics import median

import pytest

from tests.review_simulations import (
    QUIET,
    Quiet,
    improvements_held,
    other_ways_of_judging,
    quiet_years,
    weeks_until_seen,
)
from wallboard.metrics.xmr import Better, Effect, EffectReason, RuleSet, judge_improvement

BEFORE = [10.0, 12.0] * 6


@pytest.mark.parametrize("figure", QUIET, ids=lambda figure: figure.name)
def test_in_quiet_years_the_review_says_no_more_than_the_bare_rules(figure: Quiet) -> None:
    review, bare, _ = quiet_years(figure, 15)
    assert min(bare.by_rule) > 0
    assert review.any <= 1.05 * bare.any, "promised"
    assert review == bare, "and kept to the week"


def test_a_shift_is_seen_the_sooner_the_larger_it_is() -> None:
    weeks = [median(weeks_until_seen(shift, RuleSet.STANDARD, 100)) for shift in (1.0, 1.5, 2.0)]
    assert weeks == sorted(weeks, reverse=True)
    assert weeks[-1] <= 4


def test_of_200_improvements_without_effect_at_most_five_per_cent_are_judged_held() -> None:
    assert improvements_held(0.0, 200) <= 10


def test_of_200_real_ones_at_least_eighty_per_cent_are_judged_held_within_twelve_weeks() -> None:
    assert improvements_held(1.5, 200) >= 160


@pytest.mark.slow
def test_no_other_way_of_judging_keeps_both_promises() -> None:
    """Why improvements are judged as they are."""
    ways = other_ways_of_judging(400)
    both = [name for name, judged in ways.items() if judged.without <= 0.05 and judged.real >= 0.8]
    assert both == ["mean since beyond 2.5 sigma"]


@pytest.mark.parametrize(
    ("since", "effect", "reason"),
    [
        ([], Effect.CANNOT_SAY, EffectReason.FEW_SINCE),
        ([20.0] * 7, Effect.CANNOT_SAY, EffectReason.FEW_SINCE),
        ([20.0] * 8, Effect.HELD, None),
        ([11.2] * 11, Effect.CANNOT_SAY, EffectReason.NOT_YET),
        ([11.2] * 12, Effect.NOT_HELD, EffectReason.TOO_SMALL),
        ([2.0] * 12, Effect.NOT_HELD, EffectReason.TOO_SMALL),
        ([20.0] * 8 + [10.5] * 4, Effect.NOT_HELD, EffectReason.FELL_BACK),
        ([20.0] * 8 + [11.2] * 30, Effect.HELD, None),
        ([11.2] * 12 + [20.0] * 12, Effect.NOT_HELD, EffectReason.TOO_SMALL),
        ([20.0] * 7 + [10.5] * 4, Effect.CANNOT_SAY, EffectReason.NOT_YET),
    ],
)
def test_how_an_improvement_is_judged(since: list[float], effect: Effect, reason: EffectReason | None) -> None:
    judged = judge_improvement(BEFORE, since, Better.MORE)
    assert (judged.effect, judged.reason, judged.weeks) == (effect, reason, len(since))
    mirrored = judge_improvement([-week for week in BEFORE], [-week for week in since], Better.LESS)
    assert (mirrored.effect, mirrored.reason) == (effect, reason)


def test_without_twelve_weeks_before_nothing_can_be_said() -> None:
    judged = judge_improvement(BEFORE[:11], [20.0] * 30, Better.MORE)
    assert (judged.effect, judged.reason) == (Effect.CANNOT_SAY, EffectReason.FEW_BEFORE)


def test_the_size_is_told_in_the_figures_unit() -> None:
    judged = judge_improvement(BEFORE, [15.0] * 8, Better.MORE)
    assert judged.size == pytest.approx(4)
    assert judged.needed == pytest.approx(2.5 * 2 * 2.66 / 3 * (1 / 12 + 1 / 8) ** 0.5)


def test_an_improvement_needs_a_way_that_is_good() -> None:
    with pytest.raises(ValueError, match="cannot improve"):
        judge_improvement(BEFORE, [], Better.NEITHER)


def test_what_was_getting_better_already_is_not_put_down_to_the_improvement() -> None:
    climbing = [*BEFORE, *(11.0 + week for week in range(12))]
    judged = judge_improvement(climbing, [24.0] * 12, Better.MORE)
    assert (judged.effect, judged.reason) == (Effect.CANNOT_SAY, EffectReason.MOVED_BEFORE)
    assert judge_improvement(climbing, [5.0] * 12, Better.LESS).effect is Effect.HELD, "what was getting worse may be"

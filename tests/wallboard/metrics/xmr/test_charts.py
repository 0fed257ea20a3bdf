"""What a chart draws and says: bounds, maturity, breaks, weeks that do not count, signals with first point, size, side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.metrics.xmr import (
    COUNT_OR_TIME,
    SHARE,
    Assurance,
    Better,
    ChartLine,
    Maturity,
    RuleSet,
    Signal,
    SignalRule,
    Strength,
    Tendency,
    assurance,
    limits,
    tendency,
    xmr_chart,
)

LEVEL = [10.0, 12.0] * 6  # centre 11, mean range 2, limits 5.68 and 16.32
VALUES = st.lists(st.floats(-1e6, 1e6, allow_nan=False), max_size=40)


def of_rule(values: list[float], rule: SignalRule, rules: RuleSet = RuleSet.STANDARD) -> list[Signal]:
    return [signal for signal in xmr_chart(values, rules=rules).signals if signal.rule is rule]


@pytest.mark.parametrize(
    ("points", "maturity"), [(5, None), (6, Maturity.TRIAL), (11, Maturity.TRIAL), (12, Maturity.FULL)]
)
def test_limits_are_none_then_trial_then_full(points: int, maturity: Maturity | None) -> None:
    chart = xmr_chart(LEVEL[:points])
    assert chart.maturity is maturity
    assert all((line is None) is (maturity is None) for line in chart.lines)


def test_full_limits_are_frozen_whatever_comes_after() -> None:
    quiet, wild = xmr_chart([*LEVEL, 11.0]), xmr_chart([*LEVEL, 900.0, -900.0, 40.0])
    assert quiet.lines[0] == wild.lines[0] == wild.lines[-1]


def test_a_count_has_no_limit_below_zero_and_a_share_none_above_all() -> None:
    few = limits([0.0, 4.0] * 6, COUNT_OR_TIME)
    most = limits([0.9, 1.0] * 6, SHARE)
    assert few is not None
    assert most is not None
    assert few.lower == 0
    assert few.upper == pytest.approx(2 + 2.66 * 4)
    assert most.upper == 1


def test_a_bound_does_not_bring_values_nearer_to_a_limit() -> None:
    """Zero is the end of the scale, and three weeks of it in four are no signal where they are not far from the centre."""
    chart = xmr_chart([0.0, 4.0, 1.0, 3.0] * 3 + [0.0, 0.0, 2.5, 0.0], bounds=COUNT_OR_TIME)
    assert chart.signals == ()


@given(VALUES, st.booleans())
def test_lines_are_in_order_and_within_bounds(values: list[float], screen: bool) -> None:
    found = limits(values, screen=screen)
    if found is not None:
        assert found.lower <= found.centre <= found.upper
        within = limits([abs(value) for value in values], COUNT_OR_TIME, screen=screen)
        assert within is not None
        assert within.lower >= 0


@given(VALUES)
def test_screening_never_widens_limits(values: list[float]) -> None:
    screened, whole = limits(values), limits(values, screen=False)
    assert (screened is None) is (whole is None)
    if screened is not None and whole is not None:
        assert screened.reach <= whole.reach * (1 + 1e-9)


@given(st.lists(st.integers(-1000, 1000), max_size=40), st.sampled_from(RuleSet))
def test_upside_down_every_signal_points_the_other_way(whole: list[int], rules: RuleSet) -> None:
    values = [float(value) for value in whole]
    up, down = (xmr_chart([factor * value for value in values], rules=rules).signals for factor in (1, -1))
    assert {(s.rule, s.first, s.noticed, s.last, s.direction) for s in up} == {
        (s.rule, s.first, s.noticed, s.last, -s.direction) for s in down
    }


@pytest.mark.parametrize("rules", RuleSet)
def test_what_is_always_the_same_is_no_signal_and_the_first_that_is_not_is_one(rules: RuleSet) -> None:
    chart = xmr_chart([0.1] * 20, rules=rules)
    assert chart.signals == (), "a sum of tenths is not ten times one of them"
    (signal,) = xmr_chart([*[0.1] * 20, 0.2], rules=rules).signals
    assert (signal.rule, signal.first) == (SignalRule.BEYOND_LIMIT, 20)


def test_a_break_begins_new_limits_and_ends_runs() -> None:
    chart = xmr_chart([*LEVEL, *[20.0, 22.0] * 6], breaks=[12])
    assert [phase.first for phase in chart.phases] == [0, 12]
    assert [line.centre for line in (chart.lines[11], chart.lines[12]) if line] == [11, 21]
    assert chart.signals == ()
    assert xmr_chart([*LEVEL, 20.0], breaks=[12]).lines[12] is None, "old limits are not drawn on"


@pytest.mark.parametrize("at", [0, 12, -1])
def test_limits_cannot_be_made_anew_where_no_week_stands(at: int) -> None:
    with pytest.raises(ValueError, match="made anew"):
        xmr_chart(LEVEL, breaks=[at])


def test_a_week_that_is_not_whole_is_in_no_rule() -> None:
    values: list[float | None] = [*LEVEL, 12.0, 12.0, 12.0, 12.0, None, 12.0, 12.0, 12.0]
    (signal,) = xmr_chart(values).signals
    assert (signal.rule, signal.first, signal.noticed) == (SignalRule.EIGHT_IN_A_ROW, 11, 19), (
        "told by weeks, not by points"
    )
    assert xmr_chart([*LEVEL[:6], None, *LEVEL[6:]]).lines[0] == xmr_chart(LEVEL).lines[0]


def test_beyond_a_limit() -> None:
    (signal,) = of_rule([*LEVEL, 17.0, 18.0, 11.0], SignalRule.BEYOND_LIMIT)
    assert signal == Signal(SignalRule.BEYOND_LIMIT, first=12, noticed=12, last=13, direction=1, size=6.5)
    assert signal.strength is Strength.STRONG
    assert of_rule([*LEVEL, limits(LEVEL).upper], SignalRule.BEYOND_LIMIT) == [], "on it is not beyond it"  # type: ignore[union-attr]


def test_three_of_four_nearer_a_limit_than_the_centre() -> None:
    (signal,) = of_rule([*LEVEL, 14.0, 11.0, 14.0, 14.0], SignalRule.THREE_OF_FOUR)
    assert (signal.first, signal.noticed, signal.last, signal.direction) == (12, 15, 15, 1)
    assert signal.size == pytest.approx((3 + 0 + 3 + 3) / 4)
    assert of_rule([*LEVEL, 14.0, 14.0, 8.0], SignalRule.THREE_OF_FOUR) == [], "not on both sides"
    assert of_rule([*LEVEL, 14.0, 11.0, 11.0, 14.0, 14.0], SignalRule.THREE_OF_FOUR) == [], "not of five"


def test_eight_in_a_row_on_one_side() -> None:
    (signal,) = of_rule([*LEVEL[:-1], *[10.5] * 11], SignalRule.EIGHT_IN_A_ROW)
    assert (signal.first, signal.direction) == (10, -1)
    assert of_rule([*LEVEL, *[10.5] * 7, 11.0, 10.5], SignalRule.EIGHT_IN_A_ROW) == [], (
        "a point on the centre ends a run"
    )


def test_the_health_services_set() -> None:
    rules = RuleSet.HEALTH_SERVICE
    climbing = [8.0, 9.0, 9.5, 10.0, 10.5, 11.0, 11.5]
    (trend,) = of_rule([*LEVEL, *climbing], SignalRule.TREND, rules)
    assert (trend.first, trend.last, trend.direction, trend.size) == (12, 18, 1, 3.5)
    assert of_rule([*LEVEL, *climbing[:-1]], SignalRule.TREND, rules) == [], "six points are five steps"
    assert len(of_rule([*LEVEL, 15.0, 11.0, 15.0], SignalRule.TWO_OF_THREE, rules)) == 1
    assert len(of_rule([*LEVEL[:-1], 10.5, *[10.5] * 5], SignalRule.SEVEN_IN_A_ROW, rules)) == 1
    assert of_rule([*LEVEL, *[14.0] * 3], SignalRule.THREE_OF_FOUR, rules) == []


def test_signals_of_the_last_point_are_told_by_themselves() -> None:
    assert [signal.rule for signal in xmr_chart([*LEVEL, 20.0]).now()] == [SignalRule.BEYOND_LIMIT]
    assert xmr_chart([*LEVEL, 20.0, 11.0]).now() == ()


def test_nothing_at_all_is_a_chart_too() -> None:
    chart = xmr_chart([])
    assert (chart.values, chart.lines, chart.phases, chart.signals, chart.maturity) == ((), (), (), (), None)


@pytest.mark.parametrize(
    ("target", "better", "expected"),
    [
        (0.70, Better.MORE, Assurance.ALWAYS),
        (0.75, Better.MORE, Assurance.ALWAYS),
        (0.80, Better.MORE, Assurance.BY_CHANCE),
        (0.85, Better.MORE, Assurance.BY_CHANCE),
        (0.86, Better.MORE, Assurance.NEVER),
        (0.86, Better.LESS, Assurance.ALWAYS),
        (0.75, Better.LESS, Assurance.BY_CHANCE),
        (0.70, Better.LESS, Assurance.NEVER),
    ],
)
def test_assurance_against_a_target(target: float, better: Better, expected: Assurance) -> None:
    assert assurance(ChartLine(0.8, 0.75, 0.85, 0.05), target, better) is expected


def test_assurance_needs_a_way_that_is_good() -> None:
    with pytest.raises(ValueError, match="no target"):
        assurance(ChartLine(0.8, 0.75, 0.85, 0.05), 0.8, Better.NEITHER)


@pytest.mark.parametrize(
    ("direction", "better", "expected"),
    [
        (1, Better.MORE, Tendency.BETTER),
        (-1, Better.MORE, Tendency.WORSE),
        (-1, Better.LESS, Tendency.BETTER),
        (1, Better.NEITHER, Tendency.NEUTRAL),
    ],
)
def test_what_a_direction_means_for_people(direction: int, better: Better, expected: Tendency) -> None:
    assert tendency(direction, better) is expected

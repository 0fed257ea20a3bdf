"""Shares of few, rare events and seasons: what single limits cannot draw."""

from __future__ import annotations

from datetime import date

import pytest

from wallboard.metrics.combining import AmountOf
from wallboard.metrics.xmr import (
    SHARE,
    Maturity,
    SignalRule,
    days_between,
    days_since,
    differences_to_usual,
    is_rare,
    rare_chart,
    season_can_be_taken_out,
    share_chart,
    small_or_uneven,
    too_few,
    xmr_chart,
)

BIG = [AmountOf(80 + week % 3, 100) for week in range(14)]
SMALL = [AmountOf(8 + week % 3, 12) for week in range(14)]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [([30, 90], False), ([29, 60], True), ([30, 91], True), ([0, 40, 41], False), ([], False), ([40, 4], True)],
)
def test_when_limits_are_made_by_point(sizes: list[int], expected: bool) -> None:
    assert small_or_uneven([None, *(AmountOf(0, of) for of in sizes)]) is expected


def test_shares_of_many_are_a_chart_of_single_values() -> None:
    chart = share_chart(BIG)
    assert not chart.phases[0].by_count
    assert chart == xmr_chart([amount / of for amount, of in BIG])._replace(lines=chart.lines)


def test_small_weeks_have_wider_limits_than_large_ones() -> None:
    chart = share_chart([*SMALL, AmountOf(5, 6), AmountOf(500, 600)])
    small, large = chart.lines[-2:]
    assert chart.phases[0].by_count
    assert small is not None
    assert large is not None
    assert small.centre == large.centre
    assert small.upper - small.lower > large.upper - large.lower
    assert all(line is not None and 0 <= line.lower <= line.upper <= 1 for line in chart.lines)


def test_of_evenly_many_limits_by_point_are_those_of_single_values() -> None:
    single, by_point = xmr_chart([amount / of for amount, of in SMALL], bounds=SHARE), share_chart(SMALL)
    assert by_point.phases[0].by_count
    for one, other in zip(single.lines, by_point.lines, strict=True):
        assert one is not None
        assert other is not None
        assert (other.centre, other.lower, other.upper) == pytest.approx((one.centre, one.lower, one.upper))


def test_a_small_week_changes_the_lines_of_its_own_phase_alone() -> None:
    chart = share_chart([*BIG, *SMALL], breaks=[len(BIG)])
    assert [phase.by_count for phase in chart.phases] == [False, True]
    assert chart.lines[: len(BIG)] == share_chart(BIG).lines


def test_the_same_share_is_a_signal_of_many_and_none_of_few() -> None:
    few, many = (share_chart([*SMALL, AmountOf(of * 0.4, of)]) for of in (5, 500))
    assert [signal for signal in few.signals if signal.last == 14] == []
    assert SignalRule.BEYOND_LIMIT in {signal.rule for signal in many.now()}


def test_under_five_a_week_is_in_no_rule() -> None:
    parts = [*SMALL, AmountOf(0, 4)]
    chart = share_chart(parts)
    assert too_few(parts[-1])
    assert not too_few(None)
    assert chart.values[-1] is None
    assert chart.lines[-1] is None
    assert chart.now() == ()
    assert chart.lines[:-1] == share_chart(SMALL).lines


def test_a_share_that_never_failed_has_flat_limits() -> None:
    chart = share_chart([AmountOf(10, 10)] * 12 + [AmountOf(9, 10)])
    assert chart.maturity is Maturity.FULL
    assert [signal.rule for signal in chart.now()] == [SignalRule.BEYOND_LIMIT]


def test_of_fewer_than_six_weeks_there_are_no_limits_by_point() -> None:
    assert share_chart(SMALL[:5]).lines == (None,) * 5
    assert share_chart(SMALL[:6]).maturity is Maturity.TRIAL


def test_what_is_rare() -> None:
    assert is_rare([0, 0, 1, 0])
    assert not is_rare([1, 1, 1])
    assert not is_rare([0, 0]), "of nothing there is nothing between"


def test_days_between_and_since() -> None:
    days = [date(2026, 3, 1), date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 11)]
    assert days_between(days) == [0, 10, 49]
    assert days_since(days, date(2026, 3, 15)) == 14
    assert days_since([], date(2026, 3, 15)) is None


def test_a_long_time_without_is_a_signal_upwards_and_told_in_days() -> None:
    between = [10.0, 30.0, 14.0, 22.0, 18.0, 9.0, 26.0, 12.0, 31.0, 17.0, 20.0, 15.0]
    chart = rare_chart([*between, 300.0])
    line = chart.lines[-1]
    assert line is not None
    assert 9 < line.centre < 31
    assert line.lower >= 0
    (signal,) = chart.now()
    assert (signal.rule, signal.direction) == (SignalRule.BEYOND_LIMIT, 1)
    assert signal.size == pytest.approx(300 - line.centre)
    assert rare_chart(between[:5]).lines == (None,) * 5


def test_a_season_is_taken_out_as_difference_to_the_same_week() -> None:
    year = [1000.0 + 400 * (40 <= week < 46) for week in range(52)]
    values: list[float | None] = [value + 10 * back for back in range(4) for value in year]
    differences = differences_to_usual(values)
    assert differences[:104] == [None] * 104, "one year alone would carry its own chance into the next"
    assert set(differences[104:156]) == {15.0}
    assert set(differences[156:]) == {20.0}
    assert differences_to_usual([*values, *values[:52]])[-1] == year[51] - 1020.0, "what is longer ago is not usual"
    assert xmr_chart(values).signals
    assert season_can_be_taken_out(values)
    assert not season_can_be_taken_out(values[:104])
    assert not season_can_be_taken_out([])


def test_a_week_that_was_not_whole_is_not_usual() -> None:
    values: list[float | None] = [10.0, None, 14.0, None, 12.0]
    assert differences_to_usual(values, period=2) == [None, None, None, None, 0.0]
    assert differences_to_usual([10.0, None, None, None, 12.0], period=2)[-1] is None

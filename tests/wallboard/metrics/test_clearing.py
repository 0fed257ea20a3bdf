"""When a backlog clears."""

from __future__ import annotations

import pytest

from wallboard.metrics.clearing import NotClearing, clearing


def test_the_same_every_week_clears_when_it_is_used_up() -> None:
    found = clearing(100, [-10] * 12)
    assert (found.low, found.median, found.high, found.why) == (10, 10, 10, None)
    assert [each.median for each in found.ahead] == [60, 20, 0]
    assert clearing(100, [-10] * 12, down_to=50).high == 5


def test_weeks_that_differ_give_a_range_and_always_the_same() -> None:
    weeks = [-20, 5, -12, -3, -15, 8, -10, -7, -18, 2, -9, -11]
    found = clearing(100, weeks)
    assert found == clearing(100, weeks)
    assert found.low is not None
    assert found.median is not None
    assert found.high is not None
    assert found.low < found.median < found.high
    assert found.median == pytest.approx(100 / 7.5, abs=2)
    assert [each.low < each.median < each.high for each in found.ahead[:2]] == [True, True]


def test_a_backlog_that_grows_is_not_clearing() -> None:
    found = clearing(100, [5, -3, 4, 2, -1, 6, 3, 1])
    assert (found.why, found.low, found.high, found.net) == (NotClearing.GROWING, None, None, 2.125)
    assert found.ahead[0].median > 100
    assert clearing(3, [5, -4, 6, -5, 4, -5, 5, -5]).why is NotClearing.GROWING, (
        "though most drawings come to nothing by chance"
    )
    assert clearing(5_000, [-1, 0, -1, 1, -2, 0, -1, 1]).why is NotClearing.NEVER


def test_a_range_may_be_open_above() -> None:
    found = clearing(100, [-30, 28, -25, 24, -20, 22, -28, 21])
    assert found.low is not None
    assert found.high is None


def test_nothing_is_told_of_few_weeks_nor_of_what_is_clear() -> None:
    assert clearing(10, [-1] * 7).why is NotClearing.TOO_FEW
    assert clearing(10, []).net is None
    assert clearing(0, [-1] * 20).why is NotClearing.CLEAR
    assert clearing(3, [], down_to=3).why is NotClearing.CLEAR

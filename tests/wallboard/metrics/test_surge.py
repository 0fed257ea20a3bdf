"""How many callers are no chance any more: a tail that is one, and a band that cries wolf as rarely as it says."""

from __future__ import annotations

from itertools import pairwise
from math import exp, factorial

import numpy as np
import pytest

from wallboard.metrics.surge import LEAST, Coming, Expected, by_minute, spread
from wallboard.metrics.usual import slot_edges
from wallboard.model import MINUTE

DAYS = 8


@pytest.mark.parametrize("expected", [Expected(0.06, 0.07), Expected(4.0, 5.0), Expected(90.0, 400.0)])
def test_the_tail_is_a_probability(expected: Expected) -> None:
    tails = [expected.tail(calls) for calls in range(400)]
    assert tails[0] == pytest.approx(1, abs=1e-6)
    assert all(one >= other - 1e-9 for one, other in pairwise(tails))
    assert sum(tails[1:]) == pytest.approx(expected.mean, rel=1e-3), "the sum of a tail is the mean"


def test_without_differing_days_and_with_many_of_them_it_is_a_poisson() -> None:
    expected = Expected.of([4.0] * 100_000, 0.0)
    poisson = 1 - sum(exp(-4) * 4**k / factorial(k) for k in range(10))
    assert expected.tail(10) == pytest.approx(poisson, rel=1e-3)


def test_days_that_differ_and_a_mean_of_few_days_widen_the_band() -> None:
    many, few = Expected.of([20.0] * 1000, 0.0), Expected.of([20.0] * 3, 0.0)
    differing = Expected.of([20.0] * 1000, 0.1)
    assert many.surge() < few.surge() < differing.surge()


def test_the_surge_is_the_smallest_number_that_is_no_chance_and_never_under_five() -> None:
    expected = Expected(9.0, 14.0)
    assert expected.tail(expected.surge()) < 1e-5 <= expected.tail(expected.surge() - 1), "one in 100,000"
    assert Expected.of([0.0] * DAYS, 0.0).surge() >= LEAST


def test_where_nobody_ever_called_a_handful_is_a_surge_and_fewer_are_not() -> None:
    assert LEAST <= Expected.of([0.0] * DAYS, 0.0).surge() <= 12


@pytest.mark.slow
def test_it_cries_wolf_about_as_rarely_as_it_says_and_a_poisson_many_times_as_often() -> None:
    """20,000 quarters of an hour of days that differ as real ones do, each against the eight days before it."""
    random = np.random.default_rng(11)
    mean = 6 + 20 * np.sin(np.linspace(0, np.pi, 40)) ** 2
    alarms = plain = looks = 0
    for _ in range(500):
        days = random.poisson(mean * random.gamma(25, 1 / 25, (DAYS + 1, 1)))
        alpha = spread(days[:-1].astype(float))
        for slot in range(len(mean)):
            known, now = days[:-1, slot], days[-1, slot]
            looks += 1
            alarms += Expected.of(known.tolist(), alpha).tail(int(now)) < 1e-3
            plain += now > known.mean() + 3 * np.sqrt(known.mean())
    print(
        f"\n{looks:,} looks: {alarms} under 1 in 1,000 ({looks / 1000:.0f} due), {plain} above the mean + 3 s of a Poisson"
    )
    assert alarms <= 4 * looks / 1000
    assert plain > 4 * alarms


def test_minutes_are_told_by_the_local_clock_on_a_day_of_23_hours_too() -> None:
    from datetime import date
    from zoneinfo import ZoneInfo

    edges = slot_edges(date(2026, 3, 8), ZoneInfo("America/Chicago"))
    at_noon = edges[48]
    entered = np.array([at_noon, at_noon + 90 * 1_000_000, at_noon + 16 * MINUTE])
    counts, others = by_minute(entered, np.zeros(3, np.int64), 2, edges)
    assert not others.any()
    assert (counts[720], counts[721], counts[722], counts[736], counts[737]) == (0, 1, 2, 2, 3)
    assert len(counts) == 1441


def test_what_is_expected_of_these_minutes_and_of_the_next() -> None:
    days = np.zeros((4, 1441))
    days[:, 600:] = 3
    days[:, 650:] = 5
    coming = Coming(days)
    assert coming.before(14) is None, "it began before midnight"
    expected, surge = coming.before(610) or (None, 0)
    assert expected is not None
    assert expected.mean == pytest.approx(3 + 0.5 / 4)
    assert surge == expected.surge()
    assert coming.between(640, 660) == 2

"""The survival estimate against SciPy's, and at its edges."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from wallboard.metrics.survival import SHARES, Survival, Told, Untold, survival

lives = st.lists(st.tuples(st.integers(0, 40).map(lambda day: day / 4), st.booleans()), min_size=1, max_size=60)


def of(found: list[tuple[float, bool]]) -> Survival:
    return survival(np.array([days for days, _ in found], float), np.array([done for _, done in found], bool))


def scipys(found: list[tuple[float, bool]]) -> Any:
    days, finished = np.array([days for days, _ in found], float), np.array([done for _, done in found], bool)
    from scipy.stats import CensoredData, ecdf  # takes a second to import, in each process that collects tests

    return ecdf(CensoredData(uncensored=days[finished], right=days[~finished])).sf


@examples(60)
@given(lives.filter(lambda found: any(done for _, done in found)))
def test_the_curve_and_its_band_are_those_of_scipy(found: list[tuple[float, bool]]) -> None:
    curve, its = of(found), scipys(found)
    assert curve.still_open == pytest.approx(its.evaluate(curve.days), abs=1e-9)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        band = its.confidence_interval(confidence_level=0.95, method="log-log")
        low, high = band.low.evaluate(curve.days), band.high.evaluate(curve.days)
    falling = np.isfinite(low) & (curve.still_open > 1e-9)
    # ours never rises where the curve falls
    assert curve.low[falling] == pytest.approx(np.minimum.accumulate(low[falling]), abs=1e-9)
    assert curve.high[falling] == pytest.approx(np.minimum.accumulate(high[falling]), abs=1e-9)


@examples(60)
@given(lives.filter(lambda found: len(found) >= 5), st.sampled_from(SHARES))
def test_a_quantile_is_the_first_time_at_which_the_curve_is_there(
    found: list[tuple[float, bool]], share: float
) -> None:
    told = of(found).days_until(share)
    reached = [days for days, done in sorted(found) if done and scipys(found).evaluate(days) <= 1 - share + 1e-9]
    assert told.value == (reached[0] if reached else None)
    assert told.why is (None if reached else Untold.NOT_REACHED)
    if told.value is not None:
        assert told.low is not None
        assert told.low <= told.value
        assert told.high is None or told.high >= told.value


@examples(30)
@given(lives, st.floats(0, 12))
def test_shares_of_what_is_all_finished_are_plain_shares(found: list[tuple[float, bool]], within: float) -> None:
    everything = [(days, True) for days, _ in found] * 5
    told = of(everything).finished_within(within)
    assert told.value == pytest.approx(np.mean([days <= within for days, _ in everything]), abs=1e-9)


def test_open_ones_count_as_not_finished_yet() -> None:
    curve = of([(1, True), (2, True), (100, False), (100, False), (100, False), (100, False)])
    assert curve.days_until(0.25) == Told(2.0, 1.0, None)
    assert curve.days_until(0.5) == Told(None, 1.0, None, Untold.NOT_REACHED)
    assert curve.finished_within(50).value == pytest.approx(1 / 3)
    assert (curve.n, curve.finished, curve.longest) == (6, 2, 100.0)


def test_nothing_is_told_of_few_nor_beyond_the_time_watched() -> None:
    assert of([]).days_until(0.5) == Told(None, why=Untold.NOTHING)
    assert of([(1, True)] * 4).finished_within(2) == Told(None, why=Untold.TOO_FEW)
    watched = of([(1, True), *[(3, False)] * 5])
    assert watched.finished_within(3).value == pytest.approx(1 / 6)
    assert watched.finished_within(3.1) == Told(None, why=Untold.NOT_WATCHED)
    assert of([(3, False)] * 5).finished_within(4) == Told(None, why=Untold.NOT_WATCHED)
    assert of([(3, False)] * 5).finished_within(2) == Told(0.0, 0.0, 0.0)
    assert of([(1, True)] * 5).finished_within(9).value == 1.0


def test_a_curve_is_drawn_with_few_steps_and_ends_where_it_ends() -> None:
    days = np.random.default_rng(1).exponential(10, 5_000)
    curve = survival(days, np.ones(len(days), bool))
    drawn = curve.drawn(100)
    assert len(drawn.days) <= 100
    assert (drawn.days[0], drawn.days[-1], drawn.n) == (curve.days[0], curve.days[-1], 5_000)
    assert max(-np.diff(drawn.still_open)) < 0.011
    assert curve.drawn(5_000) is curve

"""One number per service: what it is made of, and what it never hides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reviews import WEEK_ENDING, Week, Weekly, a_figure, a_review
from wallboard.metrics.combining import AmountOf, Gap
from wallboard.metrics.xmr import Better
from wallboard.periods import PeriodKind
from wallboard.review.score import CAP, Service, Unscored, nearness, score, service_scores

TODAY = WEEK_ENDING + timedelta(days=3)
KEPT: list[Week] = [AmountOf(85, 100), AmountOf(78, 100)]
STREETS, WATER = {"department": "STR"}, {"queue": "water"}


@pytest.mark.parametrize(
    ("result", "target", "better", "value"),
    [
        (0.80, 0.80, Better.MORE, 1.0),
        (0.40, 0.80, Better.MORE, 0.5),
        (1.00, 0.80, Better.MORE, 1.25),
        (30.0, 10.0, Better.MORE, CAP),
        (60.0, 30.0, Better.LESS, 0.5),
        (25.0, 30.0, Better.LESS, 1.2),
        (10.0, 30.0, Better.LESS, CAP),
        (0.0, 30.0, Better.LESS, CAP),
        (0.0, 0.0, Better.LESS, 1.0),
        (3.0, 0.0, Better.LESS, 0.0),
        (0.0, 0.8, Better.MORE, 0.0),
    ],
)
def test_a_score_is_result_by_target_or_the_other_way_where_less_is_better(
    result: float, target: float, better: Better, value: float
) -> None:
    assert nearness(result, target, better) == pytest.approx(value)


amounts = st.floats(0, 1e6, allow_nan=False)


@given(result=amounts, target=amounts, better=st.sampled_from([Better.MORE, Better.LESS]))
def test_a_score_is_at_least_one_exactly_where_the_target_was_met(result: float, target: float, better: Better) -> None:
    met = result >= target if better is Better.MORE else result <= target
    assert (nearness(result, target, better) >= 1) == met
    assert 0 <= nearness(result, target, better) <= CAP


def test_a_score_says_of_how_many_until_when_and_how_long_ago() -> None:
    its = score(a_figure(Weekly("tickets.on_time", KEPT, target=0.8)), TODAY)
    assert its.value == pytest.approx(0.975)
    assert (its.n, its.until, its.stale_days, its.why) == (100, WEEK_ENDING, 3, None)


def test_of_a_week_that_is_not_whole_the_last_whole_one_is_told_with_its_own_day() -> None:
    lost = {WEEK_ENDING: Gap.SOURCE_LOST}
    its = score(a_figure(Weekly("tickets.on_time", KEPT, target=0.85, gaps=lost)), TODAY)
    assert (its.value, its.until, its.stale_days) == (1.0, WEEK_ENDING - timedelta(days=7), 10)
    only = score(a_figure(Weekly("tickets.on_time", KEPT[:1], target=0.85, gaps=lost)), TODAY)
    assert (only.value, only.why, only.until) == (None, Unscored.NOT_WHOLE, None)


def test_a_month_is_not_told_by_one_of_its_weeks() -> None:
    ends = date(2026, 10, 31)
    weekly = Weekly("tickets.on_time", KEPT * 5, target=0.85, gaps={ends: Gap.SOURCE_LOST})
    its = score(a_figure(weekly, week_ending=ends, kind=PeriodKind.MONTH), ends)
    assert its.until == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("weekly", "why"),
    [
        (Weekly("tickets.on_time", KEPT), Unscored.NO_TARGET),
        (Weekly("outside.visits", [3.0], better=Better.NEITHER, target=2), Unscored.NO_DIRECTION),
        (Weekly("tickets.on_time", [AmountOf(2, 4)], target=0.8), Unscored.TOO_FEW),
        (Weekly("calls.asa_s", [AmountOf(0, 0)], target=30), Unscored.NOTHING),
        (Weekly("outside.frost", [-3.0], kind="extreme", better=Better.LESS, target=2), Unscored.NEGATIVE),
    ],
)
def test_where_there_is_no_score_it_says_why(weekly: Weekly, why: Unscored) -> None:
    its = score(a_figure(weekly), TODAY)
    assert (its.value, its.why) == (None, why)


def test_a_service_is_the_mean_of_what_was_promised_of_it() -> None:
    review = a_review(
        Weekly("calls.asa_s", [AmountOf(6_000, 100)], target=30),
        Weekly("calls.asa_s", [AmountOf(9_000, 100)], WATER, target=30),
        Weekly("calls.abandon_rate", [AmountOf(1, 100)], WATER, target=0.05),
        Weekly("calls.offered", [300.0]),
        Weekly("tickets.on_time", [AmountOf(72, 100)], STREETS, target=0.9),
        Weekly("tickets.on_time", [AmountOf(2, 4)], {"department": "SAN"}, target=0.9),
        Weekly("tickets.on_time", [AmountOf(80, 100)], target=0.8),
        Weekly("tickets.on_time", [AmountOf(80, 100)], {"ward": "7"}, target=0.8),
        Weekly("outside.pressure", [4.0], kind="extreme", better=Better.MORE, target=5),
    )
    found = service_scores(review, TODAY)
    told = [(each.service, each.department, each.value, len(each.scored), len(each.scores)) for each in found]
    assert told == [
        # of all queues together where all were promised the same, else of each
        (Service.CALLS, "", pytest.approx((0.5 + CAP) / 2), 2, 2),
        (Service.REQUESTS, "", 1.0, 1, 1),
        (Service.DEPARTMENT, "SAN", None, 0, 1),
        (Service.DEPARTMENT, "STR", pytest.approx(0.8), 1, 1),
        (Service.OUTSIDE, "", 0.8, 1, 1),
    ]
    assert (found[0].until, found[0].stale_days) == (WEEK_ENDING, 3)
    assert (found[2].until, found[2].stale_days) == (None, None)


def test_a_service_is_as_old_as_the_oldest_figure_in_it() -> None:
    review = a_review(
        Weekly("calls.asa_s", [AmountOf(6_000, 100)] * 2, target=30, gaps={WEEK_ENDING: Gap.SOURCE_LOST}),
        Weekly("calls.abandon_rate", [AmountOf(1, 100)] * 2, target=0.05),
    )
    (calls,) = service_scores(review, TODAY)
    assert (calls.until, calls.stale_days) == (WEEK_ENDING - timedelta(days=7), 10)


def test_without_a_cap_one_figure_would_hide_another() -> None:
    """0.2 of a target missed, beside one surpassed threefold: together no 1.6."""
    review = a_review(
        Weekly("calls.asa_s", [AmountOf(15_000, 100)], target=30),
        Weekly("calls.abandon_rate", [AmountOf(1, 100)], target=0.03),
    )
    (calls,) = service_scores(review, TODAY)
    assert calls.value == pytest.approx(0.85)

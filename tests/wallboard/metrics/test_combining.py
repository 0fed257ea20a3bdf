"""A figure of a period from its days: equal to the same made of all rows at once, whatever the days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.metrics.combining import (
    AmountOf,
    ChangeBy,
    ExtremeKind,
    FigureKind,
    FlowKind,
    Gap,
    MeanKind,
    PercentileKind,
    PeriodFigure,
    RatioKind,
    Scale,
    StockKind,
    change,
    combine,
)
from wallboard.periods import PeriodRules

WEEK = PeriodRules().week(date(2026, 11, 25))
BEFORE = PeriodRules().before(WEEK)
DAYS = list(WEEK.days())
WAITS = st.lists(st.lists(st.integers(0, 600), max_size=20), min_size=7, max_size=7)


def counts(waits: list[int]) -> dict[int, int]:
    return {wait: waits.count(wait) for wait in waits}


@given(WAITS)
def test_made_from_days_is_made_from_rows(waits: list[list[int]]) -> None:
    rows = [wait for day in waits for wait in day]
    by_day = dict(zip(DAYS, waits, strict=True))
    offered = combine(FlowKind(), WEEK, {day: len(of_day) for day, of_day in by_day.items()})
    in_time = {day: AmountOf(sum(wait <= 20 for wait in of_day), len(of_day)) for day, of_day in by_day.items()}
    waited = {day: AmountOf(sum(of_day), len(of_day)) for day, of_day in by_day.items()}
    longest = combine(ExtremeKind(), WEEK, {day: max(of_day, default=None) for day, of_day in by_day.items()})
    assert (offered.value, longest.value) == (len(rows), max(rows, default=None))
    service_level, speed = combine(RatioKind(), WEEK, in_time), combine(MeanKind(), WEEK, waited)
    if not rows:
        assert (service_level.value, speed.value) == (None, None), "nothing to divide by is neither 0 nor 1"
    else:
        assert service_level.value == pytest.approx(sum(wait <= 20 for wait in rows) / len(rows))
        assert speed.value == pytest.approx(sum(rows) / len(rows))
    assert service_level.n == len(rows)


@given(WAITS, st.sampled_from([0.0, 0.5, 0.85, 0.9, 1.0]))
def test_a_percentile_is_made_anew_from_all_values(waits: list[list[int]], share: float) -> None:
    rows = [wait for day in waits for wait in day]
    made = combine(PercentileKind(share), WEEK, {day: counts(of_day) for day, of_day in zip(DAYS, waits, strict=True)})
    assert made.value == (pytest.approx(np.quantile(rows, share)) if rows else None)
    assert made.n == len(rows)


def test_a_mean_is_not_a_mean_of_means() -> None:
    days = {day: AmountOf(0, 0) for day in DAYS} | {DAYS[0]: AmountOf(900, 90), DAYS[6]: AmountOf(300, 1)}
    assert combine(MeanKind(), WEEK, days).value == pytest.approx(1200 / 91)


def test_a_stock_is_what_there_was_at_the_end_of_the_last_day() -> None:
    days = {DAYS[0]: 90.0, DAYS[6]: 40.0}
    made = combine(StockKind(), WEEK, days, {DAYS[3]: Gap.SOURCE_LOST})
    assert (made.value, made.whole) == (40.0, True), "the days before do not matter"
    assert combine(StockKind(), WEEK, {DAYS[0]: 90.0}) == PeriodFigure(WEEK, None, None, {Gap.UNKNOWN: 1})


def test_the_smallest_is_an_extreme_too() -> None:
    assert combine(ExtremeKind(largest=False), WEEK, {day: float(day.day) for day in DAYS}).value == DAYS[0].day


@pytest.mark.parametrize("kind", [FlowKind(), ExtremeKind()])
def test_a_period_that_is_not_whole_says_so_and_why(kind: FigureKind) -> None:
    days = dict.fromkeys(DAYS[2:], 10.0)
    made = combine(kind, WEEK, days, {DAYS[0]: Gap.BEFORE_FIRST, DAYS[6]: Gap.SOURCE_LOST})
    assert made.gaps == {Gap.BEFORE_FIRST: 1, Gap.UNKNOWN: 1, Gap.SOURCE_LOST: 1}
    assert not made.whole
    assert made.value == (50 if isinstance(kind, FlowKind) else 10), "what there is, is told"


def whole(value: float | None, days: int = 0) -> PeriodFigure:
    period = PeriodRules().week(WEEK.last - timedelta(days=days))
    return PeriodFigure(period, value)


@pytest.mark.parametrize(
    ("scale", "now", "before", "changed"),
    [
        (Scale.AMOUNT, 110.0, 100.0, (ChangeBy.PERCENT, 10)),
        (Scale.AMOUNT, 50.0, 100.0, (ChangeBy.PERCENT, -50)),
        (Scale.AMOUNT, 3.0, 0.0, (ChangeBy.NEW, None)),
        (Scale.AMOUNT, 0.0, 0.0, (ChangeBy.PERCENT, 0)),
        (Scale.AMOUNT, 0.0, 4.0, (ChangeBy.PERCENT, -100)),
        (Scale.AMOUNT, -5.0, -10.0, (ChangeBy.PERCENT, 50)),
        (Scale.SHARE, 0.84, 0.80, (ChangeBy.POINTS, 4)),
        (Scale.SHARE, 0.04, 0.0, (ChangeBy.POINTS, 4)),
        (Scale.SHARE, None, 0.8, None),
        (Scale.AMOUNT, 4.0, None, None),
    ],
)
def test_changes_are_in_per_cent_of_amounts_and_in_points_of_shares(
    scale: Scale, now: float | None, before: float | None, changed: tuple[ChangeBy, float | None] | None
) -> None:
    found = change(scale, whole(now), whole(before, 364))
    if changed is None or found is None:
        assert found is changed is None
    else:
        assert found.by is changed[0]
        assert found.size == (None if changed[1] is None else pytest.approx(changed[1]))


def test_no_change_is_computed_from_a_period_that_is_not_whole() -> None:
    lost = combine(FlowKind(), BEFORE, dict.fromkeys(BEFORE.days(), 10.0), {BEFORE.last: Gap.FORGOTTEN})
    assert change(Scale.AMOUNT, whole(80), lost) is None
    assert change(Scale.AMOUNT, lost, whole(80)) is None

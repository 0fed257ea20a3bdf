"""Which days a figure is of: every weekday that a week may end on, every month that a year may, leap years."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.periods import Period, PeriodKind, PeriodRules

DAY = timedelta(days=1)
RULES = st.builds(PeriodRules, st.integers(0, 6), st.integers(1, 12))
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31)) | st.builds(
    lambda year, after: date(year, 2, 27) + timedelta(days=after), st.integers(1992, 2096), st.integers(0, 3)
)
CALENDAR = st.sampled_from([PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR])
KINDS = st.sampled_from(list(PeriodKind))


def names(*periods: Period) -> list[tuple[int, int]]:
    return [(period.year, period.number) for period in periods]


@given(RULES, DAYS, KINDS)
def test_every_day_is_in_one_period_of_each_kind_and_they_follow_without_a_gap(
    rules: PeriodRules, day: date, kind: PeriodKind
) -> None:
    period = rules.holding(kind, day)
    assert day in period
    assert {rules.holding(kind, each) for each in (period.first, period.last)} == {period}
    before, after = rules.before(period), rules.holding(kind, period.last + DAY)
    assert before.last + DAY == period.first
    assert rules.before(after) == period
    assert names(before)[0] < names(period)[0] < names(after)[0]
    assert list(period.days())[:: period.length - 1 or 1] in ([period.first, period.last], [period.first])


@given(RULES, DAYS)
def test_a_week_has_seven_days_and_ends_on_the_sites_weekday(rules: PeriodRules, day: date) -> None:
    week = rules.week(day)
    assert week.length == 7
    assert week.last.weekday() == rules.week_ends


@given(DAYS)
def test_weeks_that_end_on_sunday_are_the_iso_weeks(day: date) -> None:
    week = PeriodRules().week(day)
    assert (week.year, week.number) == day.isocalendar()[:2]


@given(RULES, DAYS)
def test_a_week_belongs_to_the_year_that_has_most_of_its_days(rules: PeriodRules, day: date) -> None:
    week = rules.week(day)
    assert sum(each.year == week.year for each in week.days()) >= 4
    assert 1 <= week.number <= 53
    previous = rules.before(week)
    assert names(week)[0] == (previous.year, previous.number + 1) or (
        week.number == 1 and week.year == previous.year + 1 and previous.number >= 52
    )


@pytest.mark.parametrize(
    ("last", "year", "number"),
    [  # as the CDC's calendar of MMWR weeks has them
        (date(2021, 1, 2), 2020, 53),
        (date(2021, 1, 9), 2021, 1),
        (date(2022, 1, 1), 2021, 52),
        (date(2023, 1, 7), 2023, 1),
        (date(2025, 1, 4), 2025, 1),
        (date(2026, 1, 3), 2025, 53),
    ],
)
def test_weeks_that_end_on_saturday_are_the_epidemiological_ones(last: date, year: int, number: int) -> None:
    week = PeriodRules(week_ends=5).week(last)
    assert (week.last, week.year, week.number) == (last, year, number)


@given(RULES, DAYS)
def test_twelve_months_and_four_quarters_make_the_sites_own_year(rules: PeriodRules, day: date) -> None:
    year = rules.year(day)
    assert year.last.month == rules.year_ends
    assert (year.last + DAY).day == 1
    assert year.year == year.last.year
    quarters = rules.trailing(rules.quarter(year.last), 4)
    months = rules.trailing(rules.month(year.last), 12)
    assert quarters[0].first == months[0].first == year.first
    assert names(*quarters) == [(year.year, number) for number in (1, 2, 3, 4)]
    assert [quarter.last for quarter in quarters] == [month.last for month in months[2::3]]


def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends() -> None:
    boston = PeriodRules(year_ends=6)
    assert boston.year(date(2026, 11, 27)) == Period(PeriodKind.YEAR, date(2026, 7, 1), date(2027, 6, 30), 2027, 1)
    assert boston.quarter(date(2026, 11, 27)) == Period(
        PeriodKind.QUARTER, date(2026, 10, 1), date(2026, 12, 31), 2027, 2
    )
    assert boston.month(date(2026, 11, 27)).number == 11


@given(RULES, DAYS)
def test_the_week_of_the_year_before_is_52_weeks_earlier_with_the_same_weekdays(rules: PeriodRules, day: date) -> None:
    week = rules.week(day)
    before = rules.year_before(week)
    assert (week.first - before.first).days == (week.last - before.last).days == 364
    assert before == rules.week(before.first)


@given(RULES, DAYS, CALENDAR)
def test_a_calendar_period_is_compared_with_the_same_one(rules: PeriodRules, day: date, kind: PeriodKind) -> None:
    period = rules.holding(kind, day)
    before = rules.year_before(period)
    assert names(before) == [(period.year - 1, period.number)]
    assert before == rules.holding(kind, before.first)


@given(RULES, DAYS, CALENDAR)
def test_to_date_ends_on_the_same_day_of_the_year_before(rules: PeriodRules, day: date, kind: PeriodKind) -> None:
    until = rules.to_date(kind, day)
    before = rules.year_before(until)
    assert (until.first, until.last) == (rules.holding(kind, day).first, day)
    assert until.to_date
    assert before.to_date
    assert before.first == rules.year_before(rules.holding(kind, day)).first
    leap_day = (day.month, day.day) == (2, 29)
    assert (before.last.year, before.last.month, before.last.day) == (day.year - 1, day.month, day.day - leap_day)


@given(RULES, DAYS)
def test_a_review_ends_every_period_to_date_with_its_week(rules: PeriodRules, day: date) -> None:
    review = rules.review(day)
    last = review.week.period.last
    assert {until.period.last for until in (review.month_to_date, review.quarter_to_date, review.year_to_date)} == {
        last
    }
    assert len(review.weeks) == 6
    assert review.weeks[-1] == review.week
    assert all((one.period.first - one.year_before.first).days == 364 for one in review.weeks)
    assert len(review.months) == 12
    assert review.months[-1].period.last <= last < rules.month(review.months[-1].period.last + DAY).last
    assert names(*(one.year_before for one in review.months)) == [
        (one.period.year - 1, one.period.number) for one in review.months
    ]


def test_a_review_at_the_end_of_february_of_a_leap_year() -> None:
    review = PeriodRules(week_ends=3, year_ends=9).review(date(2024, 2, 29))
    assert review.week.period.last == date(2024, 2, 29)
    assert review.months[-1].period.last == date(2024, 2, 29), "February is over with the week"
    assert review.months[-1].year_before.last == date(2023, 2, 28)
    assert review.month_to_date.year_before.last == date(2023, 2, 28)
    assert (review.year_to_date.period.first, review.year_to_date.year_before.first) == (
        date(2023, 10, 1),
        date(2022, 10, 1),
    )


@given(st.integers(1992, 2096).filter(isleap), st.integers(1, 12))
def test_a_year_to_date_up_to_29_february_is_compared_up_to_the_28th(year: int, year_ends: int) -> None:
    until = PeriodRules(year_ends=year_ends).to_date(PeriodKind.YEAR, date(year, 2, 29))
    assert PeriodRules(year_ends=year_ends).year_before(until).last == date(year - 1, 2, 28)


@pytest.mark.parametrize(("week_ends", "year_ends"), [(-1, 12), (7, 12), (6, 0), (6, 13)])
def test_another_weekday_or_month_is_refused(week_ends: int, year_ends: int) -> None:
    with pytest.raises(ValueError, match="ends with"):
        PeriodRules(week_ends, year_ends)

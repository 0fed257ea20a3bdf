"""Half hours of a week: when callers waited too long."""

from __future__ import annotations

from datetime import date, timedelta

from tests.wallboard.review.test_make import SETTINGS
from wallboard.model.day_counts import DayCounts
from wallboard.periods import PeriodKind
from wallboard.review import HalfHour
from wallboard.review.day_table import DayTable
from wallboard.review.make import ReviewDays, make_review

SUNDAY = date(2026, 11, 15)
DAYS = [SUNDAY - timedelta(days=n) for n in range(14)]


def a_day(day: date) -> DayCounts:
    """On Mondays and Tuesdays at half past ten too many wait; more of them on Tuesday."""
    missed = {0: 10, 1: 20}.get(day.weekday(), 0)
    answered = [50, 40]
    in_time = [50, 40 - missed]
    return DayCounts(("09:00", "10:30"), {"offered": answered, "answered": answered, "answered_in": in_time})


def test_the_half_hours_in_which_most_were_missed_come_first() -> None:
    by_half_hour = {day: a_day(day) for day in DAYS}
    whole = {
        day: DayCounts(("",), {name: [sum(column)] for name, column in told.counts.items()})  # type: ignore[arg-type]
        for day, told in by_half_hour.items()
    }
    days = ReviewDays({"site": DayTable(whole, {}), "half_hour": DayTable(by_half_hour, {})})
    review = make_review(SETTINGS, "main", SUNDAY, PeriodKind.WEEK, days, 0)
    assert review.hot() == (HalfHour(1, "10:30", 40, 0.5, 40, 20), HalfHour(0, "10:30", 40, 0.75, 40, 10))
    assert len(review.half_hours) == 14
    month = make_review(SETTINGS, "main", SUNDAY, PeriodKind.MONTH, days, 0)
    assert month.hot(1) == (HalfHour(1, "10:30", 80, 0.5, 80, 40),)  # two Tuesdays of it are told


def test_without_calls_there_are_none() -> None:
    review = make_review(SETTINGS, "main", SUNDAY, PeriodKind.WEEK, ReviewDays(), 0)
    assert (review.half_hours, review.hot()) == ((), ())

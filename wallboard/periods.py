"""Which days a figure is of: weeks, months, quarters and years as a site counts them, and what each is compared with.

Dates alone, a site's local days; `wallboard/clock.py` knows when each begins. Nothing here knows what day it is: whoever
asks says of which week.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

SUNDAY = 6  # as `date.weekday` counts
DECEMBER = 12
SAME_WEEKDAY = timedelta(days=364)  # 52 weeks: the week of the year before has the same weekdays
TRAILING_WEEKS = 6
TRAILING_MONTHS = 12
_MONTHS_OF_QUARTER = 3


class PeriodKind(Enum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both counted.

    `year` and `number` are its name: week 48 of 2026, month 11 of 2026, quarter 2 of the year that ends in 2027; the
    number of a year is 1, that of a day its day of the year. `to_date`: it begins with the month, quarter or year
    and ends with a day of it.
    """

    kind: PeriodKind
    first: date
    last: date
    year: int
    number: int
    to_date: bool = False

    def __hash__(self) -> int:
        """Many figures are asked of the same period: what it is called makes no two of them differ."""
        return hash((self.first, self.last))

    @property
    def length(self) -> int:
        """Days."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        return (self.first + timedelta(days=after) for after in range(self.length))


class WithYearBefore(NamedTuple):
    """A period, and the same one of the year before."""

    period: Period
    year_before: Period


@dataclass(frozen=True, slots=True)
class ReviewPeriods:
    """Every period that the review of one week shows, each with that of the year before, oldest first."""

    week: WithYearBefore
    weeks: tuple[WithYearBefore, ...]  # six, the last of them the week under review
    months: tuple[WithYearBefore, ...]  # twelve, up to the last that was over with the week
    month_to_date: WithYearBefore
    quarter_to_date: WithYearBefore
    year_to_date: WithYearBefore


@dataclass(frozen=True, slots=True)
class PeriodRules:
    """How a site counts: the weekday with which its weeks end (0 is Monday, 6 Sunday) and the month with which its year
    ends (1 to 12). Raises ValueError for another one."""

    week_ends: int = SUNDAY
    year_ends: int = DECEMBER

    def __post_init__(self) -> None:
        if not 0 <= self.week_ends <= 6:
            raise ValueError(f"a week ends with weekday 0 (Monday) to 6 (Sunday), not {self.week_ends}")
        if not 1 <= self.year_ends <= 12:
            raise ValueError(f"a year ends with month 1 to 12, not {self.year_ends}")

    def day(self, day: date) -> Period:
        return Period(PeriodKind.DAY, day, day, day.year, day.timetuple().tm_yday)

    def week(self, day: date) -> Period:
        """The week that holds `day`.

        It belongs to the year that has most of its days, which is the year of its fourth, and is numbered within it. Of
        weeks that end on Sunday these are the ISO weeks; of weeks that end on Saturday the epidemiological ones (MMWR).
        """
        return _week(day + timedelta(days=(self.week_ends - day.weekday()) % 7))

    def month(self, day: date) -> Period:
        return Period(PeriodKind.MONTH, day.replace(day=1), _month_end(day), day.year, day.month)

    def quarter(self, day: date) -> Period:
        """A quarter of the site's own year, which is named as the year is."""
        into_year = self._months_into_year(day)
        first = _months_later(day.replace(day=1), -(into_year % _MONTHS_OF_QUARTER))
        last = _month_end(_months_later(first, _MONTHS_OF_QUARTER - 1))
        return Period(PeriodKind.QUARTER, first, last, self._named_year(day), into_year // _MONTHS_OF_QUARTER + 1)

    def year(self, day: date) -> Period:
        """The site's own year, named by the calendar year in which it ends."""
        first = _months_later(day.replace(day=1), -self._months_into_year(day))
        return Period(PeriodKind.YEAR, first, _month_end(_months_later(first, 11)), self._named_year(day), 1)

    def holding(self, kind: PeriodKind, day: date) -> Period:
        """The whole period that holds `day`."""
        return {
            PeriodKind.DAY: self.day,
            PeriodKind.WEEK: self.week,
            PeriodKind.MONTH: self.month,
            PeriodKind.QUARTER: self.quarter,
            PeriodKind.YEAR: self.year,
        }[kind](day)

    def to_date(self, kind: PeriodKind, last: date) -> Period:
        """From the beginning of the period that holds `last` up to it."""
        whole = self.holding(kind, last)
        return Period(kind, whole.first, last, whole.year, whole.number, to_date=True)

    def year_before(self, period: Period) -> Period:
        """A day or week: 364 days earlier. A month, quarter or year: the same one. To date: up to the same day of its
        own period, 29 February up to the 28th."""
        if period.kind in (PeriodKind.DAY, PeriodKind.WEEK):
            before = period.last - SAME_WEEKDAY
            return self.to_date(period.kind, before) if period.to_date else self.holding(period.kind, before)
        if period.to_date:
            return self.to_date(period.kind, _year_earlier(period.last))
        return self.holding(period.kind, _year_earlier(period.first))

    def before(self, period: Period) -> Period:
        """The whole period just before."""
        return self.holding(period.kind, period.first - timedelta(days=1))

    def trailing(self, last: Period, count: int) -> tuple[Period, ...]:
        """So many periods in a row up to `last`, oldest first."""
        periods = [last]
        while len(periods) < count:
            periods.append(self.before(periods[-1]))
        return tuple(reversed(periods))

    def last_full(self, kind: PeriodKind, day: date) -> Period:
        """The last whole period that is over when `day` is."""
        current = self.holding(kind, day)
        return current if current.last == day else self.before(current)

    def review(self, day: date) -> ReviewPeriods:
        """Everything that the review of the week that holds `day` shows."""
        week = self.week(day)
        weeks = self.trailing(week, TRAILING_WEEKS)
        months = self.trailing(self.last_full(PeriodKind.MONTH, week.last), TRAILING_MONTHS)
        return ReviewPeriods(
            week=self._with_year_before(week),
            weeks=tuple(map(self._with_year_before, weeks)),
            months=tuple(map(self._with_year_before, months)),
            month_to_date=self._with_year_before(self.to_date(PeriodKind.MONTH, week.last)),
            quarter_to_date=self._with_year_before(self.to_date(PeriodKind.QUARTER, week.last)),
            year_to_date=self._with_year_before(self.to_date(PeriodKind.YEAR, week.last)),
        )

    def _with_year_before(self, period: Period) -> WithYearBefore:
        return WithYearBefore(period, self.year_before(period))

    def _months_into_year(self, day: date) -> int:
        return (day.month - 1 - self.year_ends) % 12

    def _named_year(self, day: date) -> int:
        return day.year + (day.month > self.year_ends)


@lru_cache(1024)  # a year's page asks for the same ones again and again
def _week(last: date) -> Period:
    fourth = last - timedelta(days=3)
    number = (fourth.timetuple().tm_yday - 1) // 7 + 1
    return Period(PeriodKind.WEEK, last - timedelta(days=6), last, fourth.year, number)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _months_later(first_of_month: date, months: int) -> date:
    years, month = divmod(first_of_month.month - 1 + months, 12)
    return first_of_month.replace(year=first_of_month.year + years, month=month + 1)


def _year_earlier(day: date) -> date:
    last = monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))

"""What lies behind a city that is years old, and what befell it: planted where the weekly review is to find it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import holidays

from wallboard.simulate import city

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
IMPROVED = "espanol"  # more people answer it since a day: that helped
TRIED = "permits"  # a new greeting since a day: that did not
FELL_BEHIND = "Streets"  # finishes fewer than come in since a day
NEW_SPEAKERS = frozenset({"Hugo B", "Luis G", "Yara U", "Dina R"})  # of Spanish, since it improved
LOST_WEEKS = 3
_SLOWER_AT_ONCE, _SLOWER_BY = 0.3, 0.17  # from the first day; and more each week, of what is opened in it
_SLOWEST = 3.0


class Years(NamedTuple):
    """From `first` on there are rows, as whole local days; on `today` the city was started."""

    first: date
    today: date

    @classmethod
    def before(cls, today: date, years: int) -> Years:
        """So many years of whole months, so that twelve full months have each a whole month of the year before. The first
        day is one more: of it nobody knows that it is whole."""
        return cls(date(today.year - years, today.month, 1) - DAY, today)

    @property
    def number(self) -> int:
        return self.today.year - (self.first + DAY).year

    @property
    def days(self) -> int:
        return (self.today - self.first).days

    @property
    def improved(self) -> date:
        """The first day on which more people answered."""
        return self.weeks_back(26)

    @property
    def tried(self) -> date:
        """The first day of what helped nothing."""
        return self.weeks_back(20)

    @property
    def fell_behind(self) -> date:
        return self.weeks_back(10)

    @property
    def lost(self) -> tuple[date, date]:
        """From, until and with: weeks of the first year, none of their days a holiday, whose calls nobody wrote down."""
        closed = holidays.country_holidays(city.COUNTRY)
        begins = self.first + (self.improved - self.first) // 4
        begins += timedelta(days=-begins.weekday() % 7)
        while any(begins + n * DAY in closed for n in range(LOST_WEEKS * 7)):
            begins += WEEK
        return begins, begins + LOST_WEEKS * WEEK - DAY

    def lived(self, weeks: int) -> date:
        """The first day of so many weeks up to now."""
        return self.today - weeks * WEEK

    def is_lost(self, day: date) -> bool:
        first, last = self.lost
        return first <= day <= last

    def weeks_back(self, weeks: int) -> date:
        """A Monday, that many weeks before the one of this week."""
        return self.today - timedelta(days=self.today.weekday()) - weeks * WEEK

    def slowness(self, department: str, day: date) -> float:
        """How many times as long as usual a department takes for what is opened on a day."""
        if department != FELL_BEHIND or day < self.fell_behind:
            return 1.0
        return min(_SLOWEST, 1 + _SLOWER_AT_ONCE + _SLOWER_BY * (day - self.fell_behind).days / 7)

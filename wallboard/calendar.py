"""Business time: when a site or a department is open, and how much open time lies between two instants.

Open time is a cumulative table per calendar, so that the business age of a million requests is one lookup.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise, starmap
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, overload
from zoneinfo import ZoneInfo

from wallboard import public_holidays
from wallboard.clock import day_start, local_day, shown_first
from wallboard.model import DAY, Micros
from wallboard.open_spans import OpenSpans
from wallboard.settings import WEEKDAYS, Hours, in_force

if TYPE_CHECKING:  # imported where columns are asked for: commands that ask for none do not wait for it
    import numpy as np
    import numpy.typing as npt

    Instants = npt.NDArray[np.int64]

# An instant that no clock reaches: for amounts of open time that a calendar never gives.
NEVER: Micros = 2**62
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_FIRST_DAY = date(_FIRST_YEAR, 1, 1).toordinal()


_DaySpan = tuple[time, time, Micros, Micros]  # by the clock, and in microseconds since midnight


class _Week(NamedTuple):
    """Opening hours of one entry, by weekday and of single days."""

    days: list[list[_DaySpan]]
    special: Mapping[date, list[_DaySpan]]
    closed: frozenset[date]
    holidays: str

    @classmethod
    def of(cls, entry: Hours) -> _Week:
        days = [_day_spans(getattr(entry, name)) for name in WEEKDAYS]
        special = {day: _day_spans(spans) for day, spans in entry.special_days}
        return cls(days, special, frozenset(entry.closed_days), entry.holidays)


class Calendar:
    """Opening hours (dated), public holidays, closed days and days with hours of their own at one place. No hours: always
    open.

    Before the first dated entry the earliest one holds. Open time is told in microseconds since the start of
    `first_year`, and is 0 before. Hours that end before they start end on the next day. It opens and
    closes when the clocks of the zone first show the hour, or skip it: a day of 23 hours has an hour less of open time if it is
    open through the night.
    """

    def __init__(self, hours: Sequence[Hours], zone: ZoneInfo, first_year: int = _FIRST_YEAR) -> None:
        self._hours = tuple(hours)
        self.zone = zone
        self._closed: dict[tuple[str, int], frozenset[date]] = {}
        self._offsets: dict[timedelta, Micros] = {}
        self._spans: list[tuple[Micros, Micros]] = []
        self._growing = Lock()
        self._built = first_year - 1
        self._table = OpenSpans([])
        self._never_opens = not any(hours.opens_ever for hours in self._hours)
        self._mean_days: dict[date | None, Micros] = {}

    @classmethod
    def around(cls, at: Micros, hours: Sequence[Hours], zone: ZoneInfo) -> Calendar:
        """For who asks of instants from `at` on, and only once: the fifty years before are not built. Open time tells
        nothing by itself; differences of it are those of any calendar."""
        # the year before, for hours that last over midnight
        return cls(hours, zone, max(_FIRST_YEAR, _year_of(at, zone) - 1))

    @property
    def always_open(self) -> bool:
        return not self._hours

    @property
    def changes(self) -> frozenset[date]:
        """The days on which other hours come into force."""
        return frozenset(entry.from_ for entry in self._hours)

    def is_open(self, at: Micros) -> bool:
        return self.open_until(at) != at

    def open_until(self, at: Micros) -> Micros | None:
        """When the open span that holds `at` ends: `at` itself when closed, None when it never closes."""
        if self.always_open:
            return None
        table = self._reaching(at + DAY)
        i = bisect_right(table.starts, at) - 1
        if i < 0 or at >= table.ends[i]:
            return at
        return self._reaching(table.ends[i] + DAY).ends[i]

    def next_open(self, at: Micros) -> Micros | None:
        """The first instant from `at` on at which it is open; None when there is none."""
        if self.is_open(at):
            return at
        opens = self.instant_at(self.business_us(at) + 1)
        return None if opens == NEVER else opens - 1

    @overload
    def business_us(self, at: int) -> int: ...
    @overload
    def business_us(self, at: Instants) -> Instants: ...
    def business_us(self, at: int | Instants) -> int | Instants:
        """Open microseconds since the first year up to `at`."""
        if self.always_open:
            return at
        if not isinstance(at, int):
            return self._many_business_us(at)
        table = self._reaching(at)
        i = bisect_right(table.starts, at) - 1
        return 0 if i < 0 else table.at_start[i] + min(at, table.ends[i]) - table.starts[i]

    def _many_business_us(self, at: Instants) -> Instants:
        import numpy as np

        table = self._reaching(int(at.max(initial=0)))
        if not table.starts:
            return np.zeros(len(at), np.int64)
        i = table.last_begun(at)
        known = np.maximum(i, 0)
        within = np.minimum(at, table.columns.ends[known]) - table.columns.starts[known]
        return np.where(i < 0, 0, table.columns.at_start[known] + within)

    @overload
    def instant_at(self, business_us: int) -> int: ...
    @overload
    def instant_at(self, business_us: Instants) -> Instants: ...
    def instant_at(self, business_us: int | Instants) -> int | Instants:
        """The first instant at which that much open time has passed; NEVER when it never will."""
        if self.always_open:
            return business_us
        if not isinstance(business_us, int):
            return self._many_instants_at(business_us)
        table = self._holding(business_us)
        i = bisect_left(table.at_end, business_us)
        return NEVER if i == len(table.ends) else table.ends[i] - (table.at_end[i] - business_us)

    def _many_instants_at(self, business_us: Instants) -> Instants:
        import numpy as np

        table = self._holding(int(business_us.max(initial=0)))
        if not table.starts:
            return np.full(len(business_us), NEVER, np.int64)
        i = np.searchsorted(table.columns.at_end, business_us, side="left")
        known = np.minimum(i, len(table.ends) - 1)
        instants = table.columns.ends[known] - (table.columns.at_end[known] - business_us)
        return np.where(i == len(table.ends), NEVER, instants)

    def mean_open_day_us(self, day: date) -> Micros:
        """Mean open microseconds of the weekdays that are open at all, by the hours in force on `day`."""
        entry = self._entry(day)
        since = None if entry is None else entry.from_
        if since not in self._mean_days:
            lengths = [length for name in WEEKDAYS if (length := _nominal(getattr(entry, name)))] if entry else []
            self._mean_days[since] = round(sum(lengths) / len(lengths)) if lengths else DAY
        return self._mean_days[since]

    def _entry(self, day: date) -> Hours | None:
        return in_force(self._hours, day) or min(self._hours, key=lambda entry: entry.from_, default=None)

    def _reaching(self, at: Micros) -> OpenSpans:
        """The table, grown to hold the year of `at` and the one after."""
        while self._built < _LAST_YEAR and at >= day_start(date(self._built, 1, 1), self.zone):
            self._grow(_year_of(at, self.zone) + 1)
        return self._table

    def _holding(self, business_us: Micros) -> OpenSpans:
        """The table, grown until that much open time lies in it."""
        while (
            self._built < _LAST_YEAR
            and not self._never_opens
            and (not self._table.at_end or self._table.at_end[-1] <= business_us)
        ):
            self._grow(max(self._built + 5, 2030))
        return self._table

    def _grow(self, to_year: int) -> None:
        """Any thread may ask; one builds, and `_built` tells the others only of what is in the table already."""
        with self._growing:
            to_year = min(to_year, _LAST_YEAR)
            if to_year <= self._built:
                return
            days = (date(self._built + 1, 1, 1), date(to_year + 1, 1, 1))
            for start, end in self._open_spans(*days):
                if self._spans and start <= self._spans[-1][1]:
                    start, end = self._spans[-1][0], max(end, self._spans.pop()[1])
                self._spans.append((start, end))
            self._table, self._built = OpenSpans(self._spans), to_year

    def _open_spans(self, first: date, end: date) -> Iterator[tuple[Micros, Micros]]:
        for week, days in self._by_week(first, end):
            tomorrow = self._midnight(days[0])
            for number in days:
                midnight, tomorrow = tomorrow, self._midnight(number + 1)
                for opens, closes, start, stop in self._spans_of(day := date.fromordinal(number), week):
                    if stop > DAY or tomorrow - midnight != DAY:  # over midnight, or clocks change: as the zone says
                        start, stop = self._instant(day, opens) - midnight, self._closing(day, opens, closes) - midnight
                    if start < stop:
                        yield midnight + start, midnight + stop

    def _spans_of(self, day: date, week: _Week) -> Sequence[_DaySpan]:
        if day in week.special:
            return week.special[day]
        closed = day in week.closed or day in self._holidays(week.holidays, day.year)
        return () if closed else week.days[day.weekday()]

    def _by_week(self, first: date, end: date) -> Iterator[tuple[_Week, range]]:
        """The weeks in force, each with its days, which are numbered as `date` does."""
        changes = sorted(day for day in self.changes if first < day < end)
        for begin, until in pairwise((first, *changes, end)):
            entry = self._entry(begin)
            if entry is not None and begin < until:
                yield _Week.of(entry), range(begin.toordinal(), until.toordinal())

    def _midnight(self, number: int) -> Micros:
        """As `day_start`, in a fifth of its time: there are 20,000 days since 1970."""
        offset = self.zone.utcoffset(datetime.fromordinal(number)) or timedelta()
        if offset not in self._offsets:
            self._offsets[offset] = offset // timedelta(microseconds=1)
        return (number - _FIRST_DAY) * DAY - self._offsets[offset]

    def _instant(self, day: date, at: time) -> Micros:
        return shown_first(datetime.combine(day, at, tzinfo=self.zone))

    def _closing(self, day: date, opens: time, closes: time) -> Micros:
        tomorrow = day + timedelta(days=1)
        if closes == time.max:
            return day_start(tomorrow, self.zone)
        return self._instant(day if opens < closes else tomorrow, closes)

    def _holidays(self, place: str, year: int) -> frozenset[date]:
        if (place, year) not in self._closed:
            self._closed[place, year] = public_holidays.of(place, year) if place else frozenset()
        return self._closed[place, year]


@lru_cache(maxsize=256)
def calendar(hours: tuple[Hours, ...], zone: ZoneInfo) -> Calendar:
    """The calendar of these hours; its table is built once for all who ask."""
    return Calendar(hours, zone)


def _day_spans(spans: Iterable[tuple[time, time]]) -> list[_DaySpan]:
    return [(opens, closes, *_nominal_span(opens, closes)) for opens, closes in sorted(spans)]


def _nominal(spans: Sequence[tuple[time, time]]) -> Micros:
    return sum(stop - start for start, stop in starmap(_nominal_span, spans))


def _nominal_span(opens: time, closes: time) -> tuple[Micros, Micros]:
    end = DAY if closes == time.max else _of_day(closes) + (0 if opens < closes else DAY)
    return _of_day(opens), end


def _of_day(at: time) -> Micros:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) // timedelta(microseconds=1)


def _year_of(at: Micros, zone: ZoneInfo) -> int:
    return min(_LAST_YEAR, local_day(min(at, day_start(date(_LAST_YEAR, 1, 1), zone)), zone).year)


def opens_on(calendar: Calendar, day: date, zone: ZoneInfo) -> bool:
    """Whether it opens at all on a local day."""
    start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    opens = calendar.next_open(start)
    return calendar.is_open(start) or (opens is not None and opens < end)

"""The days of one dimension side by side, so that the counts of any period cost the same."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from math import nan
from typing import Any

import numpy as np

from wallboard.metrics.combining import Gap
from wallboard.model.day_counts import DayCounts
from wallboard.periods import Period
from wallboard.state.values import Floats, Ints


class DayTable:
    """Of all groups that any of the days names. A group that a day does not name had nothing then."""

    def __init__(self, days: Mapping[date, DayCounts], gaps: Mapping[date, Gap]) -> None:
        """`gaps`: days that are not whole, by why. A day that is in neither is one, too."""
        self._days = sorted(days)
        self._told = [days[day] for day in self._days]
        self.names = tuple(dict.fromkeys(name for told in self._told for name in told.names))
        self._place = {name: at for at, name in enumerate(self.names)}
        self._where = [[self._place[name] for name in told.names] for told in self._told]
        self._same_everywhere = all(told.names == self.names for told in self._told)
        self._gaps = gaps
        self._gap_days = sorted(gaps)
        self._known_gaps: dict[Period | date, Mapping[Gap, int]] = {}
        self._by_value = {count for told in self._told for count in told.by_value}
        self._changes: dict[str, tuple[Ints, Ints, Ints, Ints]] = {}
        self._value_sums: dict[tuple[str, int], tuple[Ints, Ints]] = {}
        self._last: dict[tuple[str, date], Sequence[float]] = {}
        self._sums: dict[tuple[str, ...], Floats] = {}
        self._untold: dict[tuple[str, ...], Ints] = {}
        self._values: dict[str, Floats] = {}
        self.memo: dict[str, Any] = {}  # for what is made of it and asked for again by the next review

    def is_of(self, days: Mapping[date, DayCounts], gaps: Mapping[date, Gap]) -> bool:
        """Whether it is made of these very counts."""
        same_days = len(days) == len(self._days) and all(
            days.get(day) is told for day, told in zip(self._days, self._told, strict=True)
        )
        return same_days and self._gaps == gaps

    def narrowed(self, names: Collection[str]) -> DayTable:
        """Of those groups alone."""
        days = zip(self._days, self._told, strict=True)
        return DayTable({day: _narrowed(told, names) for day, told in days}, self._gaps)

    def within(self, period: Period) -> DayTable:
        """Of the days of that period alone."""
        first, end = self._between(period)
        days = zip(self._days[first:end], self._told[first:end], strict=True)
        return DayTable(dict(days), self._gaps)

    def place(self, name: str) -> int:
        return self._place[name]

    @property
    def first(self) -> date | None:
        return self._days[0] if self._days else None

    def told(self, day: date) -> DayCounts | None:
        """What that very day tells; None where it is not told."""
        at = bisect_left(self._days, day)
        return self._told[at] if at < len(self._days) and self._days[at] == day else None

    def sums(self, counts: tuple[str, ...], period: Period) -> Floats:
        """Counts x groups, over the days of the period that are told."""
        if counts not in self._sums:
            up_to = np.zeros((len(self._days) + 1, len(counts), len(self.names)))
            for at, count in enumerate(counts):
                np.nancumsum(self._by_day(count), axis=0, out=up_to[1:, at])
            self._sums[counts] = up_to
        first, end = self._between(period)
        found: Floats = self._sums[counts][end] - self._sums[counts][first]
        return found

    def standing(self, counts: tuple[str, ...], period: Period) -> Floats:
        """Likewise as they stand at the end of the period: with what later days of it changed of earlier ones. By value is told
        of a day how many more there are since of the day so many days back."""
        found = self.sums(counts, period)
        for at, count in enumerate(counts):
            if count in self._by_value:
                # of days that are not told it is not known either what they changed: then more may be undone than done
                found[at] = np.maximum(found[at] + self._changed(count, *self._between(period)), 0)
        return found

    def _changed(self, count: str, first: int, end: int) -> Floats:
        if count not in self._changes:
            self._changes[count] = self._changes_of(count)
        told, changed, groups, more = self._changes[count]
        ours = slice(*np.searchsorted(told, (first, end)))
        within = changed[ours] >= first
        found: Floats = np.bincount(groups[ours][within], more[ours][within], len(self.names)).astype(float)
        return found

    def _changes_of(self, count: str) -> tuple[Ints, Ints, Ints, Ints]:
        """Each change, in the order of days: the places of the day that tells it, of the one that it changes, and of the group;
        and how many more. Of days that are not told nothing is changed."""
        places = {day: at for at, day in enumerate(self._days)}
        found = [
            (at, changed, where, more)
            for at, told in enumerate(self._told)
            for where, changes in zip(self._where[at], told.by_value.get(count, ()), strict=False)
            for back, more in changes.items()
            if (changed := places.get(self._days[at] - timedelta(days=int(back)))) is not None
        ]
        columns = np.array(found, np.int64).reshape(-1, 4)
        return columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3]

    def last(self, count: str, day: date) -> Sequence[float]:
        """Of each group on that very day; NaN where it does not tell."""
        if (count, day) not in self._last:
            at = bisect_left(self._days, day)
            there = at < len(self._days) and self._days[at] == day
            self._last[count, day] = self._by_day(count)[at].tolist() if there else [nan] * len(self.names)
        return self._last[count, day]

    def names_it(self, group: int, day: date) -> bool:
        """Whether that very day names the group: it had something then, or had had lately."""
        at = bisect_left(self._days, day)
        return at < len(self._days) and self._days[at] == day and group in self._where[at]

    def had_any(self, name: str, until: date) -> bool:
        """Whether on any day that is told there was anything of a group, up to that one."""
        return any(
            column[told.names.index(name)]
            for told in self._told[: bisect_right(self._days, until)]
            if name in told.names
            for column in told.counts.values()
        )

    def tells_of(self, period: Period) -> bool:
        """Whether any day of it is told."""
        first, end = self._between(period)
        return first < end

    def untold(self, counts: tuple[str, ...], period: Period) -> frozenset[str]:
        """Those that a day of the period that is told does not tell, of all groups together."""
        if counts not in self._untold:
            lacking = [np.isnan(self._by_day(count)).any(axis=1) for count in counts]
            up_to = np.zeros((len(self._days) + 1, len(counts)), np.int64)
            np.cumsum(np.reshape(lacking, (len(counts), len(self._days))).T, axis=0, out=up_to[1:])
            self._untold[counts] = up_to
        first, end = self._between(period)
        lacks = self._untold[counts][end] > self._untold[counts][first]
        return frozenset(count for count, lack in zip(counts, lacks.tolist(), strict=True) if lack)

    def by_value(self, count: str, group: int, period: Period) -> dict[int, int]:
        """How often each value came in one group."""
        if count not in self._by_value:
            return {}
        if (count, group) not in self._value_sums:
            self._value_sums[count, group] = self._sums_by_value(count, group)
        values, sums = self._value_sums[count, group]
        first, end = self._between(period)
        found = sums[end] - sums[first]
        return dict(zip(values[found > 0].tolist(), found[found > 0].tolist(), strict=True))

    def _sums_by_value(self, count: str, group: int) -> tuple[Ints, Ints]:
        """All values that came, and of each how often it had come before each day, and before the day after the last."""
        name, days = self.names[group], []
        for told in self._told:
            its = told.by_value.get(count)
            days.append(its[told.names.index(name)] if its and name in told.names else {})
        values = np.array(sorted({int(value) for day in days for value in day}), np.int64)
        place = {str(value): at for at, value in enumerate(values.tolist())}
        table = np.zeros((len(days) + 1, len(values)), np.int64)
        for row, day in zip(table[1:], days, strict=True):
            for value, n in day.items():
                row[place[value]] = n
        return values, table.cumsum(axis=0)

    def days_on_which(self, count: str, group: int) -> list[date]:
        """Each day as often as it came on it."""
        column = np.nan_to_num(self._by_day(count)[:, group])
        return [day for day, n in zip(self._days, column, strict=True) for _ in range(int(n))]

    def gaps(self, days: Period | date) -> Mapping[Gap, int]:
        """How many days of a period, or whether that one, are not whole, by why."""
        if days not in self._known_gaps:
            first, last = (days, days) if isinstance(days, date) else (days.first, days.last)
            self._known_gaps[days] = self._gaps_between(first, last)
        return self._known_gaps[days]

    def _gaps_between(self, first: date, last: date) -> Mapping[Gap, int]:
        known = self._gap_days[bisect_left(self._gap_days, first) : bisect_right(self._gap_days, last)]
        found = Counter(self._gaps[day] for day in known)
        told = self._days[bisect_left(self._days, first) : bisect_right(self._days, last)]
        unknown = (last - first).days + 1 - len(set(told) | set(known))
        return dict(found) | ({Gap.UNKNOWN: unknown} if unknown else {})

    def _between(self, period: Period) -> tuple[int, int]:
        return bisect_left(self._days, period.first), bisect_right(self._days, period.last)

    def _by_day(self, count: str) -> Floats:
        """Days x groups: NaN where a day does not tell what it counts, 0 where it names no such group."""
        if count not in self._values:
            self._values[count] = self._as_one(count) if self._same_everywhere else self._day_by_day(count)
        return self._values[count]

    def _as_one(self, count: str) -> Floats:
        nothing = [0.0] * len(self.names)
        rows = [told.counts.get(count, nothing) for told in self._told]
        return np.array(rows, float).reshape(len(rows), len(self.names))  # None becomes NaN

    def _day_by_day(self, count: str) -> Floats:
        table = np.zeros((len(self._days), len(self.names)))
        for row, told, where in zip(table, self._told, self._where, strict=True):
            column: Sequence[float | None] | None = told.counts.get(count)
            if column is not None:
                row[where] = np.array(column, float)
        return table


def _narrowed(told: DayCounts, names: Collection[str]) -> DayCounts:
    kept = [at for at, name in enumerate(told.names) if name in names]
    counts = {count: [column[at] for at in kept] for count, column in told.counts.items()}
    by_value = {count: [column[at] for at in kept] for count, column in told.by_value.items()}
    return DayCounts(tuple(told.names[at] for at in kept), counts, by_value)

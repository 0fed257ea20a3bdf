"""The days of one dimension side by side, so that the counts of any period cost the same."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np

from wallboard.metrics.combining import Gap
from wallboard.model.day_counts import DayCounts
from wallboard.periods import Period
from wallboard.state.values import Floats


class DayTable:
    """Of all groups that any of the days names. A group that a day does not name had nothing then."""

    def __init__(self, days: Mapping[date, DayCounts], gaps: Mapping[date, Gap]) -> None:
        """`gaps`: days that are not whole, by why. A day that is in neither is one, too."""
        self._days = sorted(days)
        self._told = [days[day] for day in self._days]
        self.names = tuple(dict.fromkeys(name for told in self._told for name in told.names))
        self._place = {name: at for at, name in enumerate(self.names)}
        self._where = [[self._place[name] for name in told.names] for told in self._told]
        self._gaps = gaps
        self._gap_days = sorted(gaps)
        self._sums: dict[str, Floats] = {}
        self._values: dict[str, Floats] = {}

    def narrowed(self, names: Collection[str]) -> DayTable:
        """Of those groups alone."""
        days = zip(self._days, self._told, strict=True)
        return DayTable({day: _narrowed(told, names) for day, told in days}, self._gaps)

    def place(self, name: str) -> int:
        return self._place[name]

    @property
    def first(self) -> date | None:
        return self._days[0] if self._days else None

    def sums(self, count: str, period: Period) -> Floats:
        """Of each group, over the days of the period that are told; NaN where a day does not tell it."""
        if count not in self._sums:
            by_day = self._by_day(count)
            self._sums[count] = np.vstack([np.zeros((1, len(self.names))), np.nancumsum(by_day, axis=0)])
        first, end = self._between(period)
        found: Floats = self._sums[count][end] - self._sums[count][first]
        return found

    def last(self, count: str, day: date) -> Floats:
        """Of each group on that very day; NaN where it does not tell."""
        at = bisect_left(self._days, day)
        if at == len(self._days) or self._days[at] != day:
            return np.full(len(self.names), np.nan)
        found: Floats = self._by_day(count)[at]
        return found

    def tells(self, count: str, period: Period) -> bool:
        """Whether every day of the period that is told tells it, of all groups together."""
        first, end = self._between(period)
        return not np.isnan(self._by_day(count)[first:end]).any()

    def by_value(self, count: str, group: int, period: Period) -> Counter[int]:
        """How often each value came in one group."""
        counts: Counter[int] = Counter()
        first, end = self._between(period)
        for told, where in zip(self._told[first:end], self._where[first:end], strict=True):
            if group in where and count in told.by_value:
                for value, n in told.by_value[count][where.index(group)].items():
                    counts[int(value)] += n
        return counts

    def days_on_which(self, count: str, group: int) -> list[date]:
        """Each day as often as it came on it."""
        column = np.nan_to_num(self._by_day(count)[:, group])
        return [day for day, n in zip(self._days, column, strict=True) for _ in range(int(n))]

    def gaps(self, days: Period | date) -> dict[Gap, int]:
        """How many days of a period, or whether that one, are not whole, by why."""
        first, last = (days, days) if isinstance(days, date) else (days.first, days.last)
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
            table = np.zeros((len(self._days), len(self.names)))
            for row, told, where in zip(table, self._told, self._where, strict=True):
                column: Sequence[float | None] | None = told.counts.get(count)
                if column is not None:
                    row[where] = [np.nan if value is None else value for value in column]
            self._values[count] = table
        return self._values[count]


def _narrowed(told: DayCounts, names: Collection[str]) -> DayCounts:
    kept = [at for at, name in enumerate(told.names) if name in names]
    counts = {count: [column[at] for at in kept] for count, column in told.counts.items()}
    by_value = {count: [column[at] for at in kept] for count, column in told.by_value.items()}
    return DayCounts(tuple(told.names[at] for at in kept), counts, by_value)

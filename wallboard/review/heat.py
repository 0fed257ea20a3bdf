"""When in the week callers waited: half hour by half hour."""

from __future__ import annotations

from collections import defaultdict

from wallboard.metrics.calls import service_level, service_level_n
from wallboard.periods import Period, PeriodKind
from wallboard.review.figures import CallCounts
from wallboard.review.records import HalfHour
from wallboard.state.tally import Tally

HALF_HOUR = "half_hour"  # the dimension whose groups are the half hours of the local clock


def half_hours(counts: CallCounts, period: Period, variant: str) -> tuple[HalfHour, ...]:
    """Of each weekday of a period, by the days of it that are told."""
    names = counts.table.names
    tallies: defaultdict[tuple[int, str], Tally] = defaultdict(Tally)
    for day in period.days():
        whole = Period(PeriodKind.DAY, day, day, day.year, day.timetuple().tm_yday)
        for name, tally in zip(names, counts.tallies(whole), strict=True):
            if tally.offered:
                tallies[day.weekday(), name].merge(tally)
    return tuple(_half_hour(*key, tally, variant) for key, tally in sorted(tallies.items(), key=lambda each: each[0]))


def _half_hour(weekday: int, begins: str, tally: Tally, variant: str) -> HalfHour:
    level, n = service_level(tally, variant), service_level_n(tally, variant)
    return HalfHour(weekday, begins, tally.offered, level, n, n - round((level or 0) * n))

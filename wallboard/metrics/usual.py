"""The course of a day in quarters of an hour, and what is usual for its weekday.

Slots go by the local clock, 96 a day. The hour that a day lacks when clocks go forward leaves its slots empty; the
hour that happens twice belongs to the slot before its second end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from wallboard.clock import day_start, micros
from wallboard.metrics.calls import service_level_good, service_level_n
from wallboard.model import NO_INSTANT, SECOND, Micros
from wallboard.state.tally_columns import TallyColumns
from wallboard.state.thresholds import Threshold
from wallboard.state.values import Floats, Ints

SLOTS = 96
SLOT = timedelta(minutes=15)
ENOUGH_DAYS = 5  # with fewer, a band shows the lowest and the highest day instead of percentiles


def usual_days(day: date, weeks: int, closed: Collection[date] = ()) -> list[date]:
    """The same weekday in the weeks before, oldest first; closed days are left out."""
    days = (day - timedelta(weeks=week) for week in range(weeks, 0, -1))
    return [then for then in days if then not in closed]


def slot_edges(day: date, zone: ZoneInfo) -> Ints:
    """The 97 instants at which the slots of a local day begin and end."""
    clock = (datetime.combine(day, time(), zone) + i * SLOT for i in range(SLOTS))
    edges = np.array([*map(micros, clock), day_start(day + timedelta(days=1), zone)], dtype=np.int64)
    return np.minimum.accumulate(edges[::-1])[::-1]


@dataclass(frozen=True, slots=True)
class Course:
    """One day, slot by slot; NaN where there is nothing to divide by. Calls belong to the slot in which they entered."""

    offered: Floats  # calls
    so_far: Floats  # calls since midnight, at the end of the slot
    waiting: Floats  # calls, the mean over the slot
    asa_s: Floats
    service_level: Floats  # ratio
    abandoned: Floats  # calls


@dataclass(frozen=True, slots=True)
class UsualBand:
    """Low, middle and high over several days: the 10th, 50th and 90th percentile, or the extremes of a few days."""

    low: Floats
    middle: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in each slot, over `days` days."""

    days: int
    calls: Floats  # days x 96: what each of the days offered in each slot
    offered: UsualBand
    so_far: UsualBand
    waiting: UsualBand
    asa_s: UsualBand
    service_level: UsualBand
    abandoned: UsualBand

    def waiting_at(self, at: Micros, edges: Ints) -> float | None:
        """The usual depth at an instant of the day that has these edges. Unit: calls."""
        return _number(self.waiting.middle[_slot(at, edges)])

    def offered_by(self, at: Micros, edges: Ints) -> float | None:
        """The usual number of calls from midnight to that instant. Unit: calls."""
        so_far = np.concatenate(([0.0], self.so_far.middle))
        return _number(float(np.interp(at, edges, so_far)))

    def offered_in(self, slots: Sequence[int]) -> float:
        """The usual number of calls in these slots together: the median of the days, never a sum of medians, which
        for few calls is less. Unit: calls."""
        return float(np.median(self.calls[:, list(slots)].sum(axis=1)))


def course(
    visits: pd.DataFrame,
    day: date,
    zone: ZoneInfo,
    threshold: Callable[[str], Threshold],
    variant: str = "offered",
) -> Course:
    """The course of one local day from its visits: columns queue, entered, left, outcome, reason, wait_s.

    `threshold` is that of a queue on this day. Visits of other days are passed over.
    """
    edges = slot_edges(day, zone)
    inside = ((visits["entered"] >= edges[0]) & (visits["entered"] < edges[-1])).to_numpy()
    ours = visits if inside.all() else visits[inside]
    entered, left = ours["entered"].to_numpy(np.int64), ours["left"].to_numpy(np.int64)
    slot = np.minimum(np.searchsorted(edges, entered, side="right") - 1, SLOTS - 1)
    counts = TallyColumns(ours, threshold, slot, SLOTS)
    return Course(
        offered=counts.offered,
        so_far=counts.offered.cumsum(),
        waiting=_mean_depth(entered, left, edges),
        asa_s=_ratio(counts.wait_s, counts.answered),
        service_level=_ratio(service_level_good(counts, variant), service_level_n(counts, variant)),
        abandoned=counts.abandoned,
    )


def usual(courses: Sequence[Course]) -> Usual | None:
    """What is usual, by past days of the same weekday; None without any."""
    if not courses:
        return None
    names = tuple(Course.__dataclass_fields__)
    table = np.hstack([np.vstack([getattr(each, name) for each in courses]) for name in names])
    return Usual(len(courses), table[:, :SLOTS], *_bands(table, len(names)))


def _mean_depth(entered: Ints, left: Ints, edges: Ints) -> Floats:
    """Callers waiting, averaged over each slot: waiting time that falls into it / its length."""
    gone = np.sort(left[left != NO_INSTANT])
    waited = _time_since(np.sort(entered), edges) - _time_since(gone, edges)
    return _ratio(np.diff(waited), np.diff(edges) / SECOND)


def _time_since(instants: Ints, at: Ints) -> Floats:
    """For each of `at`, the summed seconds since those of the sorted instants that are past."""
    past = np.searchsorted(instants, at, side="right")
    seconds = (instants - at[0]) / SECOND
    total = np.concatenate(([0.0], np.cumsum(seconds)))
    since: Floats = past * ((at - at[0]) / SECOND) - total[past]
    return since


def _ratio(part: Floats, whole: Floats) -> Floats:
    ratio: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return ratio


def _bands(days: Floats, count: int) -> Iterator[UsualBand]:
    """Of `count` tables side by side, each days x 96: all at once, which costs as much as one by itself."""
    asked = (10, 50, 90) if len(days) >= ENOUGH_DAYS else (0, 50, 100)
    ordered = np.sort(days, axis=0)  # what is not known last
    known = (~np.isnan(days)).sum(axis=0)
    quantiles = np.full((len(asked), days.shape[1]), np.nan)
    for n in range(1, len(days) + 1):
        columns = known == n
        quantiles[:, columns] = np.percentile(ordered[:n, columns], asked, axis=0)
    return (UsualBand(*each) for each in np.hsplit(quantiles, count))


def _slot(at: Micros, edges: Ints) -> int:
    return int(np.clip(np.searchsorted(edges, at, side="right") - 1, 0, SLOTS - 1))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

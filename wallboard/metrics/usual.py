"""The course of a day in quarters of an hour, and what is usual for its weekday.

Slots go by the local clock, 96 a day. The hour that a day lacks when clocks go forward leaves its slots empty; the
hour that happens twice belongs to the slot before its second end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from wallboard.clock import day_start, micros
from wallboard.metrics.calls import service_level_good, service_level_n
from wallboard.metrics.surge import SPAN, by_minute
from wallboard.model import NO_INSTANT, SECOND, Micros
from wallboard.state.tally_columns import TallyColumns
from wallboard.state.thresholds import Threshold
from wallboard.state.values import Floats, Ints

SLOTS = 96
SLOT = timedelta(minutes=15)
Row = TypeVar("Row", Floats, Ints)
ENOUGH_DAYS = 5  # with fewer, a band shows the lowest and the highest day instead of percentiles


def usual_days(day: date, weeks: int, closed: Collection[date] = ()) -> list[date]:
    """The same weekday in the weeks before, oldest first; closed days are left out."""
    days = (day - timedelta(weeks=week) for week in range(weeks, 0, -1))
    return [then for then in days if then not in closed]


@lru_cache(maxsize=64)
def slot_edges(day: date, zone: ZoneInfo) -> Ints:
    """The 97 instants at which the slots of a local day begin and end. Not to be written to."""
    clock = (datetime.combine(day, time(), zone) + i * SLOT for i in range(SLOTS))
    edges = np.array([*map(micros, clock), day_start(day + timedelta(days=1), zone)], dtype=np.int64)
    edges = np.minimum.accumulate(edges[::-1])[::-1].copy()
    edges.flags.writeable = False
    return edges


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
class UsualCourse:
    """What is usual at each time of the day, over `days` days: the medians, as in `Course`."""

    days: int
    so_far: Floats
    waiting: Floats

    def waiting_at(self, at: Micros, edges: Ints) -> float | None:
        """The usual depth at an instant of the day that has these edges. Unit: calls."""
        return _number(self.waiting[_slot(at, edges)])

    def offered_by(self, at: Micros, edges: Ints) -> float | None:
        """The usual number of calls from midnight to that instant. Unit: calls."""
        return _number(float(np.interp(at, edges, np.concatenate(([0.0], self.so_far)))))


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

    @property
    def course(self) -> UsualCourse:
        return UsualCourse(self.days, self.so_far.middle, self.waiting.middle)

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
    ours, edges = _of_day(visits, day, zone)
    counts = TallyColumns(ours, threshold, _slots(ours, edges), SLOTS)
    entered, left = (ours[name].to_numpy(np.int64) for name in ("entered", "left"))
    together = np.zeros(len(ours), np.int64)
    return Course(
        offered=counts.offered,
        so_far=counts.offered.cumsum(),
        waiting=_mean_depths(_waited(entered, left, together, 1, edges), edges)[0],
        asa_s=_ratio(counts.wait_s, counts.answered),
        service_level=_ratio(service_level_good(counts, variant), service_level_n(counts, variant)),
        abandoned=counts.abandoned,
    )


def _of_day(visits: pd.DataFrame, day: date, zone: ZoneInfo) -> tuple[pd.DataFrame, Ints]:
    """Those of the day, and the edges of its slots."""
    edges, entered = slot_edges(day, zone), visits["entered"].to_numpy(np.int64)
    inside = (entered >= edges[0]) & (entered < edges[-1])
    return visits if inside.all() else visits[inside], edges


def _slots(visits: pd.DataFrame, edges: Ints) -> Ints:
    slots: Ints = np.searchsorted(edges, visits["entered"].to_numpy(np.int64), side="right") - 1
    return np.minimum(slots, SLOTS - 1)


def usual(days: Sequence[Course]) -> Usual | None:
    """What is usual, by past days of the same weekday; None without any."""
    if not days:
        return None
    tables = [np.vstack([getattr(each, name) for each in days]) for name in Course.__dataclass_fields__]
    asked = (10, 50, 90) if len(days) >= ENOUGH_DAYS else (0, 50, 100)
    bands = (UsualBand(*_quantiles(table, asked)) for table in tables)
    return Usual(len(days), tables[0], *bands)


class DayWaits(NamedTuple):
    """Who came and who waited on one local day, a row for all queues together and one for each."""

    came: Floats  # calls since midnight at the end of each minute, with the 0 of midnight
    waiting: Floats  # calls, the mean over each slot

    @classmethod
    def of(cls, entered: Ints, left: Ints, queue: Ints, queues: int, edges: Ints) -> DayWaits:
        """Of visits that entered in the day that has these edges, in queues numbered from 0. The first row is of all of
        them together."""
        waited = [_and_together(part) for part in _waited(entered, left, queue, queues, edges)]
        return cls(_and_together(by_minute(entered, queue, queues, edges)), _mean_depths(waited, edges))


def usual_courses(days: Sequence[DayWaits]) -> list[UsualCourse]:
    """What is usual, by past days of the same weekday, for each of their rows."""
    so_far = _quantiles(np.stack([each.came[:, SPAN::SPAN] for each in days]), (50,))[0]
    waiting = _quantiles(np.stack([each.waiting for each in days]), (50,))[0]
    return [UsualCourse(len(days), *each) for each in zip(so_far, waiting, strict=True)]


def _waited(entered: Ints, left: Ints, queue: Ints, queues: int, edges: Ints) -> tuple[Ints, Ints]:
    """For each queue and each of the edges, the summed microseconds since its callers entered, and since those who left
    did."""
    gone = left != NO_INSTANT
    return _time_since(entered, queue, queues, edges), _time_since(left[gone], queue[gone], queues, edges)


def _and_together(of_queues: Row) -> Row:
    together: Row = np.vstack((of_queues.sum(axis=0), of_queues))
    return together


def _mean_depths(waited: Sequence[Ints], edges: Ints) -> Floats:
    """Callers waiting in each queue, averaged over each slot: waiting time that falls into it / its length."""
    entered, left = (since / SECOND for since in waited)
    depths = np.diff(entered - left, axis=1)
    return _ratio(depths, np.broadcast_to(np.diff(edges) / SECOND, depths.shape))


def _time_since(instants: Ints, queue: Ints, queues: int, at: Ints) -> Ints:
    """For each queue and each of `at`, the summed microseconds since its instants that are past."""
    after = instants - at[0]
    # queues one after the other on one line, so that all are looked for at once
    least = int(min(0, after.min(initial=0)))
    reach = int(max(at[-1] - at[0], after.max(initial=0))) - least + 1
    line = np.sort(queue * reach + (after - least))
    first = np.arange(queues)[:, None] * reach
    past = np.searchsorted(line, first + (at - at[0] - least), side="right")
    before = np.searchsorted(line, first)
    total = np.concatenate(([0], np.cumsum(line % reach + least)))  # whole: the same whoever is counted besides
    since: Ints = (past - before) * (at - at[0]) - (total[past] - total[before])
    return since


def _ratio(part: Floats, whole: Floats) -> Floats:
    ratio: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return ratio


def _quantiles(days: Floats, asked: Sequence[int]) -> Floats:
    """The percentiles `asked` for over the first axis, those of what is known; NaN where nothing is."""
    ordered = np.sort(days, axis=0)  # what is not known last
    known = (~np.isnan(days)).sum(axis=0)
    quantiles = np.full((len(asked), *days.shape[1:]), np.nan)
    for n in range(1, len(days) + 1):
        columns = known == n
        quantiles[:, columns] = np.percentile(ordered[:n, columns], asked, axis=0)
    return quantiles


def _slot(at: Micros, edges: Ints) -> int:
    return int(np.clip(np.searchsorted(edges, at, side="right") - 1, 0, SLOTS - 1))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

"""The course of a day in quarters of an hour, and what is usual for its weekday.

Slots go by the local clock, 96 a day. The hour that a day lacks when clocks go forward leaves its slots empty; the
hour that happens twice belongs to the slot before its second end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
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
_NEVER = np.zeros(0, np.int64)
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
    ours, edges = _of_day(visits, day, zone)
    counts = TallyColumns(ours, threshold, _slots(ours, edges), SLOTS)
    together = np.zeros(len(ours), np.int64)
    return _course(_parts(counts, variant), _mean_depths(*_in_and_out(ours), together, 1, edges)[0])


class Courses(NamedTuple):
    """Of one day: of all queues together, of each that had calls, and of one that had none."""

    whole: Course
    by_queue: dict[str, Course]
    none: Course


def courses(
    visits: pd.DataFrame,
    day: date,
    zone: ZoneInfo,
    threshold: Callable[[str], Threshold],
    variant: str = "offered",
) -> Courses:
    """The same of each queue, in one pass."""
    ours, edges = _of_day(visits, day, zone)
    code, queues = ours["queue"].factorize()
    counts = TallyColumns(ours, threshold, code * SLOTS + _slots(ours, edges), len(queues) * SLOTS)
    parts = _Parts(*(part.reshape(-1, SLOTS) for part in _parts(counts, variant)))
    depth = _mean_depths(*_in_and_out(ours), code, len(queues), edges)
    by_queue = {str(queue): _course(_Parts(*(part[n] for part in parts)), depth[n]) for n, queue in enumerate(queues)}
    together = np.zeros(len(ours), np.int64)
    whole = _course(
        _Parts(*(part.sum(axis=0) for part in parts)), _mean_depths(*_in_and_out(ours), together, 1, edges)[0]
    )
    nothing = _Parts(*([np.zeros(SLOTS)] * len(parts)))
    return Courses(whole, by_queue, _course(nothing, _mean_depths(_NEVER, _NEVER, _NEVER, 1, edges)[0]))


class _Parts(NamedTuple):
    """What a course is made of: counts by slot."""

    offered: Floats
    wait_s: Floats
    answered: Floats
    good: Floats
    judged: Floats
    abandoned: Floats


def _parts(counts: TallyColumns, variant: str) -> _Parts:
    level = service_level_good(counts, variant), service_level_n(counts, variant)
    return _Parts(counts.offered, counts.wait_s, counts.answered, *level, counts.abandoned)


def _course(parts: _Parts, waiting: Floats) -> Course:
    return Course(
        offered=parts.offered,
        so_far=parts.offered.cumsum(),
        waiting=waiting,
        asa_s=_ratio(parts.wait_s, parts.answered),
        service_level=_ratio(parts.good, parts.judged),
        abandoned=parts.abandoned,
    )


def _of_day(visits: pd.DataFrame, day: date, zone: ZoneInfo) -> tuple[pd.DataFrame, Ints]:
    """Those of the day, and the edges of its slots."""
    edges, entered = slot_edges(day, zone), visits["entered"].to_numpy(np.int64)
    inside = (entered >= edges[0]) & (entered < edges[-1])
    return visits if inside.all() else visits[inside], edges


def _slots(visits: pd.DataFrame, edges: Ints) -> Ints:
    slots: Ints = np.searchsorted(edges, visits["entered"].to_numpy(np.int64), side="right") - 1
    return np.minimum(slots, SLOTS - 1)


def _in_and_out(visits: pd.DataFrame) -> tuple[Ints, Ints]:
    return visits["entered"].to_numpy(np.int64), visits["left"].to_numpy(np.int64)


def usual(days: Sequence[Course]) -> Usual | None:
    """What is usual, by past days of the same weekday; None without any."""
    return usuals({"": days})[""] if days else None


def usuals(by_queue: Mapping[str, Sequence[Course]]) -> dict[str, Usual]:
    """Of several queues, all of as many days, one at least."""
    names = tuple(Course.__dataclass_fields__)
    tables = [np.vstack([getattr(each, name) for each in days]) for days in by_queue.values() for name in names]
    bands = list(_bands(np.hstack(tables), len(tables))) if tables else []
    return {
        queue: Usual(len(days), tables[n * len(names)], *bands[n * len(names) : (n + 1) * len(names)])
        for n, (queue, days) in enumerate(by_queue.items())
    }


def _mean_depths(entered: Ints, left: Ints, queue: Ints, queues: int, edges: Ints) -> Floats:
    """Callers waiting in each queue (they are numbered from 0), averaged over each slot: waiting time that falls into it /
    its length."""
    gone = left != NO_INSTANT
    waited = _time_since(entered, queue, queues, edges) - _time_since(left[gone], queue[gone], queues, edges)
    lengths = np.tile(np.diff(edges) / SECOND, (queues, 1))
    return _ratio(np.diff(waited, axis=1), lengths)


def _time_since(instants: Ints, queue: Ints, queues: int, at: Ints) -> Floats:
    """For each queue and each of `at`, the summed seconds since its instants that are past."""
    order = np.lexsort((instants, queue))
    after = instants[order] - at[0]
    # queues one after the other on one line, so that all are looked for at once
    reach = int(max(at[-1] - at[0], after.max(initial=0))) - int(min(0, after.min(initial=0))) + 1
    first = np.arange(queues)[:, None] * reach
    line = queue[order] * reach + after
    past = np.searchsorted(line, first + (at - at[0]), side="right")
    before = np.searchsorted(queue[order], np.arange(queues))[:, None]
    total = np.concatenate(([0], np.cumsum(after)))  # whole microseconds: the same whoever is counted besides
    since: Floats = ((past - before) * (at - at[0]) - (total[past] - total[before])) / SECOND
    return since


def _ratio(part: Floats, whole: Floats) -> Floats:
    ratio: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
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

"""Wall-clock times of a zone to UTC and back, a whole column at once.

Nearly every day has one offset from its midnight to the next, and a column has few days. Only times of the days on which
clocks change are looked at one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[Any]  # datetime64[us], without a zone; NaT stays NaT

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_utc(walls: Times, zone: ZoneInfo) -> tuple[Times, Times]:
    """The first instant at which the clock shows a time, and the second where it shows it twice, else the same one.
    For a time that it skips both are the first instant after those that are skipped."""
    first = walls - _by_day(walls, lambda day: _offset_of_walls(day, zone))
    second = first.copy()
    for row in np.flatnonzero(np.isnat(first) & ~np.isnat(walls)).tolist():
        first[row], second[row] = _readings(walls[row].item(), zone)
    return first, second


def to_wall(instants: Times, zone: ZoneInfo) -> Times:
    """What the clock shows at instants in UTC."""
    walls: Times = instants + _by_day(instants, lambda day: _offset_of_instants(day, zone))
    for row in np.flatnonzero(np.isnat(walls) & ~np.isnat(instants)).tolist():
        at: datetime = instants[row].item()
        walls[row] = at + _offset_at(at.replace(tzinfo=UTC), zone)
    return walls


def _by_day(times: Times, offset: Callable[[date], timedelta | None]) -> npt.NDArray[Any]:
    """The offset of each time's day; NaT where that day has several."""
    days, which = np.unique(times.astype("datetime64[D]"), return_inverse=True)
    offsets = [None if day is None else offset(day) for day in days.tolist()]
    return np.array(offsets, dtype="timedelta64[us]")[which]


def _offset_of_walls(day: date, zone: ZoneInfo) -> timedelta | None:
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    every = {edge.replace(fold=fold).utcoffset() for edge in (start, start + _DAY) for fold in (0, 1)}
    return every.pop() if len(every) == 1 else None


def _offset_of_instants(day: date, zone: ZoneInfo) -> timedelta | None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    offset = _offset_at(start, zone)
    return offset if _offset_at(start + _DAY, zone) == offset else None


def _offset_at(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _readings(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    before, after = (wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    if before >= after:
        return wall - before, wall - after
    change = _change_between(wall - after, wall - before, after, zone)
    return change, change


def _change_between(early: datetime, late: datetime, after: timedelta, zone: ZoneInfo) -> datetime:
    """The instant, a whole second, from which on the offset is `after`."""
    first, last = ((at.replace(tzinfo=UTC) - _EPOCH) // _SECOND for at in (early, late))
    seconds = range(first, last + 1)
    place = bisect_left(seconds, True, key=lambda second: _offset_at(_EPOCH + second * _SECOND, zone) == after)
    return (_EPOCH + seconds[place] * _SECOND).replace(tzinfo=None)

"""The only place that asks for the time, and where instants become local days and back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from wallboard.model import SECOND, Micros

Clock = Callable[[], Micros]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def system_clock() -> Micros:
    return time.time_ns() // 1_000


def shifted(start: Micros) -> Clock:
    """A clock that reads `start` now and goes on at the usual pace: for a demonstration of another hour."""
    ahead = start - system_clock()
    return lambda: system_clock() + ahead


def instant(text: str, zone: ZoneInfo | None = None) -> Micros:
    """ISO 8601 as Micros; a text without a zone is local time of `zone`. Raises ValueError saying what would be right."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{text}" is no instant; write one like "2026-11-20T10:42" or "2026-11-20T15:42Z"') from None
    if moment.tzinfo is None and zone is None:
        raise ValueError(f'"{text}" has no time zone; write one like "{text}Z" or "{text}-05:00"')
    return micros(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def micros(instant: datetime) -> Micros:
    """An aware datetime as Micros. Raises ValueError for a naive one: a zone must never be guessed."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone")
    return (instant - _EPOCH) // timedelta(microseconds=1)


def utc(instant: Micros) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)


def local(instant: Micros, zone: ZoneInfo) -> datetime:
    return utc(instant).astimezone(zone)


def iso(instant: Micros) -> str:
    """ISO 8601 in UTC, ending in Z."""
    return utc(instant).isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=4096)
def day_start(day: date, zone: ZoneInfo) -> Micros:
    """The first instant of a local day."""
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone))


def local_day(instant: Micros, zone: ZoneInfo) -> date:
    return local(instant, zone).date()


def midnight_before(instant: Micros, zone: ZoneInfo) -> Micros:
    """The first instant of the local day that holds `instant`."""
    return day_start(local_day(instant, zone), zone)


def seconds_between(start: Micros, end: Micros) -> int:
    """Whole seconds, rounded down, never below 0."""
    return max(0, (end - start) // SECOND)

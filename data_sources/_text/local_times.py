"""Times as other systems write them, to instants: local without zone, with one, or epoch seconds."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wallboard.clock import micros
from wallboard.model import MINUTE, SECOND, Micros

_OUT_OF_ORDER = 2 * MINUTE  # rows may be written this much out of order, by several writers
_BEHIND_THE_POLL = 10 * MINUTE  # what a poll did not see yet was written at most this much before it
_MINUTES_KEPT = 200_000


class _Minute(NamedTuple):
    """A local minute: its instant, and the second one where clocks go back and the minute happens twice."""

    first: Micros
    second: Micros | None


class LocalTimes:
    """Turns one source's times into Micros, in the order in which its rows were written.

    The hour that happens twice is decided by that order: the second time round begins where the clock seems to
    jump back. `last` is the instant of the row before, `polled` when the source was last read to its end: what was
    not there then is later. A time that the zone skips is read as if clocks had not yet gone forward.
    """

    def __init__(self, zone: ZoneInfo, now: Micros, last: Micros | None = None, polled: Micros | None = None) -> None:
        self.last = last
        self._zone = zone
        self._latest = now + 5 * MINUTE
        self._polled = (polled or 0) - _BEHIND_THE_POLL
        self._minutes: dict[str, _Minute] = {}

    def instant(self, value: object) -> Micros | None:
        """The instant, or None where it cannot be read."""
        try:
            at = self._text(value) if isinstance(value, str) else self._other(value)
        except (ValueError, OverflowError, ArithmeticError):
            return None
        if at is not None:
            self.last = at
        return at

    def _other(self, value: object) -> Micros | None:
        if isinstance(value, datetime):
            return micros(value) if value.tzinfo else self._text(value.isoformat(" "))
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return int(Decimal(str(value)) * SECOND)
        return None

    def _text(self, told: str) -> Micros | None:
        """ "2026-11-22 01:39:20.429028", with a T, without fraction, with a zone; or epoch seconds."""
        minute = self._minutes.get(told[:16])
        if minute is None or len(told) < 19:
            told = told.strip()
            if "-" not in told:
                return _epoch(told)
            if told[-1] in "zZ" or "+" in told[19:] or "-" in told[19:]:
                return micros(datetime.fromisoformat(told))
            minute = self._minute(told)
        return self._choose(minute) + _seconds(told[16:])

    def _minute(self, told: str) -> _Minute:
        wall = datetime.fromisoformat(told[:16])
        if len(self._minutes) > _MINUTES_KEPT:
            self._minutes.clear()
        found = self._minutes[told[:16]] = _instants(wall, self._zone)
        return found

    def _choose(self, minute: _Minute) -> Micros:
        if minute.second is None or minute.second > self._latest:
            return minute.first
        known = max(self.last - _OUT_OF_ORDER if self.last is not None else 0, self._polled)
        return minute.first if minute.first + MINUTE > known else minute.second


def _instants(wall: datetime, zone: ZoneInfo) -> _Minute:
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return _Minute(micros(first), None)
    skipped = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall
    return _Minute(micros(first), None if skipped else micros(second))


def _epoch(told: str) -> Micros:
    if len(told) > 20 or not told.replace(".", "", 1).isdecimal():
        raise ValueError("neither a date nor epoch seconds")
    return int(Decimal(told) * SECOND)


def _seconds(told: str) -> Micros:
    """ ":20.429028" as Micros."""
    if len(told) < 3 or told[0] != ":" or not told[1:3].isdecimal() or int(told[1:3]) > 60:
        raise ValueError("no seconds")
    whole = int(told[1:3]) * SECOND
    if len(told) == 3:
        return whole
    fraction = told[4:10]
    if told[3] not in ".," or not told[4:].isdecimal():
        raise ValueError("no fraction")
    return whole + int(fraction.ljust(6, "0"))

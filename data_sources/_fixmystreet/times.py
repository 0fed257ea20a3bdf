"""Times of FixMyStreet: without their zone, in its server's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from data_sources._helpdesk.rows import wall_of
from data_sources._text.local_times import LocalTimes
from wallboard.clock import micros
from wallboard.model import HOUR, NO_INSTANT, Micros

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Times:
    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def instant(self, value: object, now: Micros, after: Micros = NO_INSTANT) -> Micros:
        """Of a time that clocks show twice the first one, unless it is not before `after`; NO_INSTANT for none."""
        at = wall_of(value)
        if at is None:
            return NO_INSTANT
        if at.tzinfo is not None:
            return micros(at)
        return LocalTimes(self._zone, now, last=None if after == NO_INSTANT else after).instant(at) or NO_INSTANT

    def clocks_changed(self, now: Micros) -> bool:
        """In the last two hours: what was confirmed since may bear an earlier time than what was confirmed before."""
        return self._offset(now) != self._offset(now - 2 * HOUR)

    def wall(self, at: Micros) -> datetime:
        """What the server's clock shows."""
        return (_EPOCH + timedelta(microseconds=at)).astimezone(self._zone).replace(tzinfo=None)

    def _offset(self, at: Micros) -> timedelta | None:
        return (_EPOCH + timedelta(microseconds=at)).astimezone(self._zone).utcoffset()

"""Times of events: local and without their zone. In the hour that clocks show twice the ids tell which round it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._helpdesk.rows import wall_of
from data_sources._text.local_times import LocalTimes
from wallboard.clock import micros
from wallboard.model import HOUR, NO_INSTANT, Micros

_KEPT_AFTER = 2 * HOUR  # what was logged in an hour is remembered when it is so long over


class Times:
    """`log`: the events' table, with `id` and an index that begins with `timestamp`."""

    def __init__(self, zone: ZoneInfo, log: str) -> None:
        self._zone = zone
        self._hour = sa.text(
            f"SELECT id, timestamp FROM {log} WHERE timestamp >= :first AND timestamp < :end ORDER BY id"  # noqa: S608
        )
        self._kept: dict[datetime, Mapping[int, Micros]] = {}

    def events(
        self, connection: sa.Connection, logged: Mapping[int, datetime | None], now: Micros
    ) -> Mapping[int, Micros]:
        """By the id of each event; NO_INSTANT for none."""
        told = dict.fromkeys(logged, NO_INSTANT)
        for event, at in logged.items():
            if at is None:
                continue
            first, second = self._both(at)
            told[event] = first if second == first else self._ordered(connection, at, now).get(event, first)
        return told

    def happens_twice(self, value: object) -> bool:
        at = wall_of(value)
        return at is not None and len({*self._both(at)}) > 1

    def one(self, value: object, after: Micros, now: Micros) -> Micros:
        """Of a time that is not before `after`, where that tells which round it was; NO_INSTANT for none."""
        at = wall_of(value)
        return NO_INSTANT if at is None else LocalTimes(self._zone, now, last=after or None).instant(at) or NO_INSTANT

    def _both(self, at: datetime) -> tuple[Micros, Micros]:
        """The same instant twice, except where clocks went back, or were put forward over it."""
        first, second = (at.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        skipped = first.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None) != at
        return micros(first), micros(first if skipped else second)

    def _ordered(self, connection: sa.Connection, at: datetime, now: Micros) -> Mapping[int, Micros]:
        """Of all events of that hour, which ids put in order."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour not in self._kept:
            end = hour + timedelta(hours=1)
            times = LocalTimes(self._zone, now)
            rows = connection.execute(
                self._hour, {"first": f"{hour:%Y-%m-%d %H:%M:%S}", "end": f"{end:%Y-%m-%d %H:%M:%S}"}
            )
            ordered = {int(event): times.instant(wall_of(value)) or NO_INSTANT for event, value in rows}
            if now < self._both(end)[1] + _KEPT_AFTER:
                return ordered
            self._kept[hour] = ordered
        return self._kept[hour]

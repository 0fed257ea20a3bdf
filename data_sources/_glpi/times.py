"""Instants of what GLPI wrote. It writes local times; where clocks are set back, what it writes in the second of the two hours
that are called the same cannot be told from the first but by the order in which its log was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._text.local_times import LocalTimes
from wallboard.clock import micros
from wallboard.model import DAY, HOUR, NO_INSTANT, SECOND, Micros

_HOUR_OF_LOG = (
    "SELECT id, date_mod FROM glpi_logs WHERE date_mod >= :first AND date_mod < :after ORDER BY id LIMIT 100000"
)
_TYPE = (
    "SELECT data_type FROM information_schema.columns"
    " WHERE table_schema = DATABASE() AND table_name = 'glpi_logs' AND column_name = 'date_mod'"
)
_NEVER = 2**62


class Times:
    """`zone`: the one in which GLPI writes."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._local: bool | None = None  # whether its columns are DATETIME and not TIMESTAMP
        self._repeats: dict[int, Micros] = {}  # by hour: how long after it the hour of the same name begins, 0 for none
        self._second: dict[Micros, int] = {}  # by the first hour: the id with which the second begins in the log

    def begin(self, connection: sa.Connection) -> None:
        """Before anything is read by a connection."""
        if self._local is None:
            mariadb = connection.dialect.name == "mysql"
            self._local = mariadb and str(connection.execute(sa.text(_TYPE)).scalar()).lower() == "datetime"

    def written(self, value: object) -> Micros:
        """Of a column, or a text in GLPI's own zone; NO_INSTANT for none."""
        if isinstance(value, str):
            return self.local(value) if self._local else self._of(value, UTC)
        if not isinstance(value, datetime):
            return NO_INSTANT
        return micros(value if value.tzinfo else value.replace(tzinfo=self._zone if self._local else UTC))

    def local(self, value: str) -> Micros:
        """Of a text that GLPI wrote for people."""
        return self._of(value, self._zone)

    def column(self, at: Micros) -> datetime:
        """As columns have it, to compare with."""
        zone = self._zone if self._local else UTC
        return datetime.fromtimestamp(at / SECOND, zone).replace(tzinfo=None)

    def instant(self, connection: sa.Connection, written: Micros, entry: int, now: Micros) -> Micros:
        """When it was; `entry`: the id of what was logged then."""
        later = self._repeated(written) if written != NO_INSTANT else 0
        if not later:
            return written
        first = written - written % HOUR
        return written + later if entry >= self._second_begins(connection, first, now) else written

    def _of(self, value: str, zone: tzinfo) -> Micros:
        try:
            return micros(datetime.fromisoformat(value).replace(tzinfo=zone))
        except ValueError:
            return NO_INSTANT

    def _repeated(self, at: Micros) -> Micros:
        hour = at // HOUR
        if hour not in self._repeats:
            wall = datetime.fromtimestamp(hour * HOUR / SECOND, self._zone)
            first, second = (micros(wall.replace(fold=fold)) for fold in (0, 1))
            self._repeats[hour] = second - first if first == hour * HOUR and second > first else 0
        return self._repeats[hour]

    def _second_begins(self, connection: sa.Connection, first: Micros, now: Micros) -> int:
        known = self._second.get(first)
        if known is not None:
            return known
        begins, times = _NEVER, LocalTimes(self._zone, now)
        begun = self.column(first)
        hour = {"first": begun, "after": begun + timedelta(hours=1)}
        for number, value in connection.execute(sa.text(_HOUR_OF_LOG), hour):
            written = self.written(value)
            wall = datetime.fromtimestamp(written / SECOND, self._zone).replace(tzinfo=None)
            if times.instant(wall) != written:
                begins = int(number)
                break
        if begins != _NEVER or now > first + 2 * DAY:
            self._second[first] = begins
        return begins

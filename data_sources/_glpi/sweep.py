"""Tickets that were updated, by date_mod: what is in no log is found by it, now and then."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from data_sources._glpi.times import Times
from wallboard.model import HOUR, MINUTE, Micros

_UPDATED = (
    "SELECT id, date_mod FROM glpi_tickets WHERE date_mod >= :since ORDER BY date_mod, id LIMIT :most"  # by its index
)
_EVERY = 3 * HOUR
_LOOK_BACK = 90 * MINUTE  # longer than the hour that happens twice, in which date_mod runs backwards
_MOST = 2_000


class Sweep:
    def __init__(self, times: Times) -> None:
        self._times = times

    def due(self, connection: sa.Connection, place: str, now: Micros) -> tuple[Sequence[tuple[int, Micros]], str]:
        """Tickets and when they were updated, as the database has it, every three hours. The place says until when that was looked
        at, and when that was."""
        until, _, asked = place.partition(" ")
        if place and 0 <= now - int(asked) < _EVERY:
            return (), place
        since = int(until) if place else now
        wanted = {"since": self._times.column(since - _LOOK_BACK), "most": _MOST}
        rows = [(int(number), self._times.written(at)) for number, at in connection.execute(sa.text(_UPDATED), wanted)]
        if len(rows) < _MOST:
            return rows, f"{now} {now}"
        reached = max(at for _, at in rows) + _LOOK_BACK
        if reached <= since:  # so many at once: past them
            return rows, f"{since + MINUTE} {now - _EVERY}"
        return rows, f"{reached} {now - _EVERY}"

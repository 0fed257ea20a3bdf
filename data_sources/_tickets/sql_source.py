"""Requests in PostgreSQL, MariaDB, MySQL or SQLite: a table, a view or a query, its columns named in settings.

Read by (updated, id) in bounded pages (`_sql/updated_table.py`). The first sweep reads every unfinished ticket, however old.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._sql.updated_table import REQUESTS_SET_BACK, Rows, UpdatedTable
from data_sources._tickets.options import Options
from data_sources._tickets.reading import NO_TICKETS, Tickets, TicketSample, read_tickets
from wallboard.model import Micros
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside, row_key


class SqlTickets:
    carries: Carries = "tickets"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options) -> None:
        self.name, self.site = name, site
        self._zone, self._options = zone, options
        self._mapping, self._columns = _with_iso(options), options.read_columns()
        self._table = UpdatedTable(name, zone, options, self._columns, REQUESTS_SET_BACK)

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        page = self._table.page(since, now, always=self._unfinished)
        return page.of(self._told(page.rows, now))

    def sample(self, now: Micros, most: int) -> TicketSample:
        rows = self._table.newest(most)
        tickets = self._read(rows, now)
        return TicketSample(tickets.columns, tickets.set_aside, len(rows[self._columns.key]))

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        found, tried = self._table.again(rows)
        return Again(replace(self._told(found, now), read=0), tried)

    def present(self, tickets: Collection[str]) -> set[str]:
        return self._table.present(tickets)

    def check(self, now: Micros) -> list[Finding]:
        return self._table.check(now)

    def close(self) -> None:
        self._table.close()

    def _told(self, rows: Rows, now: Micros) -> Batch:
        tickets, read = self._read(rows, now), len(rows[self._columns.key])
        return Batch(None, tickets=tickets.frame, set_aside=tickets.set_aside, read=read, repeats=tickets.repeats)

    def _read(self, rows: Rows, now: Micros) -> Tickets:
        ids = rows[self._columns.key]
        if not len(ids):
            return NO_TICKETS
        return read_tickets(rows, lambda row: row_key(ids[row]), self._mapping, self.site, self._zone, now)

    def _unfinished(self, source: sa.FromClause) -> sa.ColumnElement[bool]:
        if "status" not in self._options.columns:
            ends = self._options.columns.get("finished_at", ())
            return sa.and_(*(source.c[column].is_(None) for column in ends)) if ends else sa.true()
        words = [word for word, meant in self._options.standings.items() if meant.state in ("finished", "removed")]
        columns = [source.c[column] for column in self._options.columns["status"]]
        status = sa.func.lower(sa.func.trim(sa.cast(columns[0], sa.String)))
        return sa.or_(status.not_in(words), columns[0].is_(None))


def _with_iso(options: Options) -> Options:
    """Times that the driver gives as such are written in ISO 8601, whatever the texts' formats are."""
    formats = {name: (*told, "iso") for name, told in options.formats_of.items()}
    return options.model_copy(update={"formats": (*options.formats, "iso"), "formats_of": formats})

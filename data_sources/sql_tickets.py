"""Requests in PostgreSQL, MariaDB, MySQL or SQLite: a table, a view or a query, its columns named in settings.

Read by (updated, id) in bounded pages. Every sweep begins `look_back_s` before the last one's end, for rows that
commit late, and ends `delay_s` before the database's own clock. The first one goes back `first_days`, and reads
every unfinished ticket, however old.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import sqlalchemy as sa

from data_sources._place.keys import keyed
from data_sources._place.ticket_mark import TicketMark
from data_sources._sql.check import table_findings
from data_sources._sql.connection import database_now, open_engine, reading
from data_sources._sql.hanging_up import hang_up
from data_sources._sql.page import CursorForm, Key, as_text, plain
from data_sources._tickets.frame import Tickets, empty_frame, read_tickets
from data_sources._tickets.place import Options, TableForm, find_form
from data_sources._tickets.times import read_times
from wallboard.model import DAY, NO_INSTANT, SECOND, Micros
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside, SourceError, SourceKind

_IDS_AT_ONCE = 500
_KEY = re.compile(r"id (.+)")
_Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Where reading stands: from `low` to `high`, past the row (updated, ticket) if that is given."""

    low: Micros
    high: Micros
    first: bool
    updated: Key | None = None
    ticket: Key | None = None

    @classmethod
    def of(cls, cursor: Cursor) -> _Sweep | None:
        """None between two sweeps."""
        if cursor.get("high") is None:
            return None
        updated, ticket = (None if cursor.get(name) is None else plain(cursor[name]) for name in ("updated", "ticket"))
        return cls(int(cursor.get("low") or 0), int(cursor["high"] or 0), bool(cursor.get("first")), updated, ticket)

    def cursor(self) -> Cursor:
        return {name: getattr(self, name) for name in ("low", "high", "updated", "ticket")} | {"first": int(self.first)}


class SqlTickets:
    carries: Carries = "tickets"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options) -> None:
        self.name, self.site = name, site
        self._zone, self._options = zone, options
        self._mapping = _with_iso(options)
        self._key, self._updated = options.key, options.updated
        self._engine = open_engine(options.url, options.deadline_s)
        self._form: TableForm | None = None
        self._handed: Cursor | None = None  # the cursor that goes with what is known to be told already
        self._told: set[int] = set()
        self._telling: set[int] = set()

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        with reading(self._engine, self.name, self._options.place) as connection:
            clock = database_now(connection)
            form = self._known_form(connection)
            sweep = self._sweep(since, clock or now, now)
            if form.cursor is None:
                return Batch(since or {}, tickets=empty_frame(), source_now=clock)
            rows = self._page(connection, form, form.cursor, sweep)
            mark = TicketMark.of(since or {})
            if sweep.updated is None:
                key, updated = form.source.c[self._key], form.source.c[self._updated]
                mark = mark.looked_at(connection, key, updated, form.cursor, now)
        return self._batch(rows, form, form.cursor, sweep, mark, since, clock, now)

    def sample(self, now: Micros, most: int) -> Batch:
        with reading(self._engine, self.name, self._options.place) as connection:
            form = self._known_form(connection)
            updated, key = form.source.c[self._updated], form.source.c[self._key]
            newest = sa.select(*form.source.c).order_by(updated.desc(), key.desc()).limit(most)
            rows = connection.execute(newest).all()
        return self._told_by(rows, form, now, read=len(rows))

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        keys, found = keyed(rows, _KEY), list[Sequence[Any]]()
        with reading(self._engine, self.name, self._options.place) as connection:
            form = self._known_form(connection)
            ids = sorted(keys) if form.text_keys else [int(one) for one in keys if re.fullmatch(r"-?\d+", one)]
            key = form.source.c[self._key]
            for start in range(0, len(ids), _IDS_AT_ONCE):
                wanted = sa.select(*form.source.c).where(key.in_(ids[start : start + _IDS_AT_ONCE]))
                found.extend(connection.execute(wanted))
        place = self._options.source_columns.index(self._key)
        there = {as_text(row[place]).strip() for row in found}
        return Again(self._told_by(found, form, now), frozenset(keys[one] for one in there & keys.keys()))

    def present(self, tickets: Collection[str]) -> set[str]:
        found: set[str] = set()
        with reading(self._engine, self.name, self._options.place) as connection:
            form = self._known_form(connection)
            ids = sorted(tickets) if form.text_keys else [int(one) for one in tickets if re.fullmatch(r"-?\d+", one)]
            key = form.source.c[self._key]
            for start in range(0, len(ids), _IDS_AT_ONCE):
                wanted = sa.select(key).where(key.in_(ids[start : start + _IDS_AT_ONCE]))
                found |= {as_text(value).strip() for value in connection.execute(wanted).scalars()}
        return found & set(tickets)

    def check(self, now: Micros) -> list[Finding]:
        columns, table = list(self._options.source_columns), self._options.table
        if table:
            return table_findings(self._engine, self.name, table, columns, self._updated, self._newest, now)
        what = "query answers with the columns of settings"
        try:
            with reading(self._engine, self.name, self._options.place) as connection:
                find_form(connection, self.name, self._options)
        except SourceError as error:
            return [Finding(False, what, str(error))]
        return [Finding(True, what, ", ".join(columns))]

    def close(self) -> None:
        hang_up(self._engine)

    def _known_form(self, connection: sa.Connection) -> TableForm:
        if self._form is None or self._form.cursor is None:
            self._form = find_form(connection, self.name, self._options)
        return self._form

    def _sweep(self, since: Cursor | None, clock: Micros, now: Micros) -> _Sweep:
        high = clock - round(self._options.delay_s * SECOND)
        if since and (going_on := _Sweep.of(since)):
            return going_on
        if not since or since.get("read_to") is None:
            return _Sweep(now - self._options.first_days * DAY, high, first=True)
        low = int(since["read_to"] or 0) - round(self._options.look_back_s * SECOND)
        return _Sweep(low, max(low, high), first=False)

    def _page(self, connection: sa.Connection, form: TableForm, cursor: CursorForm, sweep: _Sweep) -> _Rows:
        updated, key = form.source.c[self._updated], form.source.c[self._key]
        low, high = cursor.bounds(sweep.low, sweep.high, self._zone)
        inside = sa.or_(updated >= low, self._unfinished(form.source)) if sweep.first else updated >= low
        wanted = sa.select(*form.source.c).where(inside, updated <= high)
        if sweep.updated is not None:
            value = cursor.restored(sweep.updated)
            past = sa.or_(updated > value, sa.and_(updated == value, key > sweep.ticket))
            wanted = wanted.where(updated >= value, past)
        return connection.execute(wanted.order_by(updated, key).limit(self._options.rows_at_once)).all()

    def _unfinished(self, source: sa.FromClause) -> sa.ColumnElement[bool]:
        if "status" not in self._options.columns:
            ends = self._options.columns.get("finished_at", ())
            return sa.and_(*(source.c[column].is_(None) for column in ends)) if ends else sa.true()
        words = [word for word, meant in self._options.standings.items() if meant.state in ("finished", "removed")]
        columns = [source.c[column] for column in self._options.columns["status"]]
        status = sa.func.lower(sa.func.trim(sa.cast(columns[0], sa.String)))
        return sa.or_(status.not_in(words), columns[0].is_(None))

    def _batch(
        self,
        rows: _Rows,
        form: TableForm,
        cursor: CursorForm,
        sweep: _Sweep,
        mark: TicketMark,
        since: Cursor | None,
        clock: Micros | None,
        now: Micros,
    ) -> Batch:
        more = len(rows) >= self._options.rows_at_once
        again = cursor.bounds(sweep.high - round(self._options.look_back_s * SECOND), sweep.high, self._zone)[0]
        fresh = self._not_told(rows, since, again)
        raw = self._raw(fresh, form)
        tickets = self._tickets(raw, now)
        if rows:
            last = dict(zip(self._options.source_columns, rows[-1], strict=True))
            mark = mark.after(plain(last[self._key]), cursor.stored(last[self._updated]))
        if more:
            sweep = replace(sweep, updated=mark.updated, ticket=mark.ticket)
        else:
            self._told, self._telling = self._telling, set()
        stands: Cursor = sweep.cursor() if more else {"read_to": sweep.high}
        self._handed = {**stands, **mark.cursor()}
        return Batch(
            cursor=self._handed,
            tickets=tickets.frame,
            set_aside=tickets.set_aside,
            read=len(fresh),
            repeats=tickets.repeats,
            source_now=clock,
            more=more,
            notice=mark.notice(now, self._zone),
            progress=self._share(raw[self._updated], sweep) if more and sweep.first else None,
        )

    def _raw(self, rows: _Rows, form: TableForm) -> dict[str, Any]:
        return {
            name: np.array([as_text(row[place], name in form.utc) for row in rows], dtype=object)
            for place, name in enumerate(self._options.source_columns)
        }

    def _tickets(self, raw: Mapping[str, Any], now: Micros) -> Tickets:
        ids = raw[self._key]
        return read_tickets(raw, lambda row: f"id {ids[row]}", self._mapping, self.site, self._zone, now)

    def _told_by(self, rows: _Rows, form: TableForm, now: Micros, read: int = 0) -> Batch:
        """Rows outside the sweeps, which leave the cursor where it is."""
        if not rows:
            return Batch(None, tickets=empty_frame())
        tickets = self._tickets(self._raw(rows, form), now)
        return Batch(None, tickets=tickets.frame, set_aside=tickets.set_aside, read=read, repeats=tickets.repeats)

    def _not_told(self, rows: _Rows, since: Cursor | None, again: Any) -> _Rows:
        """Without the rows that the sweep before has told just so; what is updated from `again` on, the next will
        meet. Only while its cursor was taken over: after a poll that came to nothing, everything is told again."""
        if since is None or dict(since) != self._handed:
            self._told, self._telling = set(), set()
        prints = [hash(tuple(row)) for row in rows]
        updated = self._options.source_columns.index(self._updated)
        self._telling.update(mark for row, mark in zip(rows, prints, strict=True) if row[updated] >= again)
        return [row for row, mark in zip(rows, prints, strict=True) if mark not in self._told]

    def _share(self, updated: Any, sweep: _Sweep) -> float | None:
        """How far a first read has come, by time."""
        at = read_times(updated[-1:], self._mapping.formats_for("updated_at"), self._zone).at
        if not len(at) or at[0] == NO_INSTANT or sweep.high <= sweep.low:
            return None
        return min(1.0, max(0.0, float(at[0] - sweep.low) / (sweep.high - sweep.low)))

    def _newest(self, connection: sa.Connection) -> Micros | None:
        form = find_form(connection, self.name, self._options)
        column = form.source.c[self._updated]
        value = connection.execute(sa.select(column).order_by(column.desc()).limit(1)).scalar()
        texts = np.array([as_text(value, self._updated in form.utc)], dtype=object)
        at = int(read_times(texts, self._mapping.formats_for("updated_at"), self._zone).at[0])
        return None if at == NO_INSTANT else at


def _with_iso(options: Options) -> Options:
    """Times that the driver gives as such are written in ISO 8601, whatever the texts' formats are."""
    formats = {name: (*told, "iso") for name, told in options.formats_of.items()}
    return options.model_copy(update={"formats": (*options.formats, "iso"), "formats_of": formats})


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> SqlTickets:
    return SqlTickets(name, site, zone, options)


KIND = SourceKind(name="sql_tickets", carries="tickets", options=Options, open=open_source)

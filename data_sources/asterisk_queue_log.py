"""Asterisk's queue_log as a database table (realtime or adaptive), on PostgreSQL, MariaDB, MySQL or SQLite."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import Field

from data_sources._asterisk.options import DialplanOptions
from data_sources._asterisk.queue_log import Taking, five, text
from data_sources._place.gap_blocks import WIDEST, Run
from data_sources._place.id_gaps import IdGaps
from data_sources._place.keys import keyed
from data_sources._place.marks import Marks
from data_sources._place.table import GENERATION, TablePlace
from data_sources._sql.check import table_findings
from data_sources._sql.connection import (
    DatabaseUrl,
    columns_of,
    database_now,
    named_table,
    open_engine,
    reading,
    require_columns,
)
from data_sources._sql.hanging_up import hang_up
from data_sources._text.local_times import LocalTimes
from wallboard.calls.callers import CallerHash
from wallboard.model import DAY, Micros
from wallboard.settings import Where
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside, SourceError, SourceKind

CHUNK_ROWS = 20_000
_IDS_AT_ONCE = 500
_KEY = re.compile(r"id (\d+)")
_FIXED = ("id", "time", "callid", "queuename", "agent", "event")
_FIVE = ("data1", "data2", "data3", "data4", "data5")
_Rows = Sequence[Sequence[Any]]


class Options(DialplanOptions):
    kind: str = "asterisk_queue_log"
    url: Where[DatabaseUrl] = Field(description="address of the database, such as postgresql://reader@pbx/asterisk")
    table: Where[str] = Field(default="queue_log", description='table or view, perhaps as "schema.table"')


@dataclass(frozen=True, slots=True)
class _Form:
    """How this table looks: its own spelling of the columns, one data column or five, and whether times are UTC."""

    table: sa.TableClause
    data: tuple[str, ...]
    columns: tuple[sa.ColumnElement[Any], ...]
    utc: bool

    @property
    def id(self) -> sa.ColumnElement[Any]:
        return self.columns[0]

    @property
    def time(self) -> sa.ColumnElement[Any]:
        return self.columns[1]


class QueueLogTable:
    """Reads by the growing id, which is the order in which Asterisk wrote; times are read in that order."""

    carries: Carries = "calls"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options, hashed: CallerHash | None) -> None:
        self.name = name
        self.site = site
        self._zone = zone
        self._options = options
        self._hashed = hashed
        self._engine = open_engine(options.url, options.deadline_s)
        self._form: _Form | None = None

    def changes(self, since: Cursor | None, now: Micros, *, chunk: int = CHUNK_ROWS) -> Batch:
        try:
            return self._changes(since, now, chunk)
        except SourceError:
            self._form = None  # perhaps the table was changed: look at it again
            raise

    def _changes(self, since: Cursor | None, now: Micros, chunk: int) -> Batch:
        with reading(self._engine, self.name, self._options.table) as connection:
            form = self._known_form(connection)
            place = TablePlace.of(since) if since is not None else self._start(connection, form, now)
            gaps = place.known_gaps()
            rows = self._rows(connection, form, place.high, gaps.ids(), chunk)
            if not place.is_of(rows):
                place = self._became(connection, form, place, now)
                gaps = place.known_gaps()
                rows = self._rows(connection, form, place.high, gaps.ids(), chunk)
            rows = [row for row in rows if row[0] != place.high][:chunk]
            more = len(rows) == chunk
            if not more:
                late, gaps = self._late(connection, form, gaps, now, chunk)
                rows = [*late, *rows]
            clock = database_now(connection)
        return self._batch(rows, place, gaps, form, now, clock, more)

    def sample(self, now: Micros, most: int) -> Batch:
        with reading(self._engine, self.name, self._options.table) as connection:
            form = self._known_form(connection)
            newest = sa.select(*form.columns).order_by(form.id.desc()).limit(most)
            rows = connection.execute(newest).all()[::-1]
        taking = self._taken(rows, TablePlace(), form, self._times(form, TablePlace(), now), now)
        return Batch(None, tuple(taking.happenings), set_aside=tuple(taking.set_aside), read=len(rows))

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        keys, found = keyed(rows, _KEY), list[Sequence[Any]]()
        ids = sorted(map(int, keys))
        with reading(self._engine, self.name, self._options.table) as connection:
            form = self._known_form(connection)
            for start in range(0, len(ids), _IDS_AT_ONCE):
                wanted = form.id.in_(ids[start : start + _IDS_AT_ONCE])
                found.extend(connection.execute(sa.select(*form.columns).where(wanted).order_by(form.id)))
        place = TablePlace() if since is None else TablePlace.of(since)
        taking = self._taken(found, place, form, self._times(form, TablePlace(), now), now)
        tried = frozenset(keys[str(row[0])] for row in found)
        batch = Batch(None, tuple(taking.happenings), callers=taking.callers, set_aside=tuple(taking.set_aside))
        return Again(batch, tried)

    def present(self, tickets: Collection[str]) -> set[str]:
        return set(tickets)

    def check(self, now: Micros) -> list[Finding]:
        table = self._options.table
        return table_findings(self._engine, self.name, table, self._wanted, "id", lambda c: self._newest(c, now), now)

    def close(self) -> None:
        hang_up(self._engine)

    def _wanted(self, there: Collection[str]) -> list[str]:
        """The columns that this table should have: one data column where it has one, else five."""
        return [*_FIXED, "data"] if "data" in there and "data1" not in there else [*_FIXED, *_FIVE]

    def _known_form(self, connection: sa.Connection) -> _Form:
        if self._form is None:
            self._form = self._find_form(connection)
        return self._form

    def _find_form(self, connection: sa.Connection) -> _Form:
        name = self._options.table
        there = columns_of(connection, self.name, name)
        own = {column.lower(): column for column in there}
        wanted = self._wanted(own)
        require_columns(self.name, name, wanted, own)
        if not isinstance(there[own["id"]], sa.types.Integer):
            raise SourceError(self.name, f"column id of table {name} holds no whole numbers", permanent=True)
        table = named_table(name, *(own[column] for column in wanted))
        utc = connection.dialect.name == "mysql" and isinstance(there[own["time"]], sa.types.TIMESTAMP)
        return _Form(table, tuple(wanted[len(_FIXED) :]), tuple(table.c), utc)

    def _times(self, form: _Form, place: TablePlace, now: Micros) -> LocalTimes:
        return LocalTimes(ZoneInfo("UTC") if form.utc else self._zone, now, place.last, place.polled)

    def _rows(self, connection: sa.Connection, form: _Form, high: int, gaps: Sequence[int], chunk: int) -> _Rows:
        """From the row read last on, by which the table is recognised, and what was missing before it."""
        wanted = sa.or_(form.id >= high, form.id.in_(gaps)) if gaps else form.id >= high
        return connection.execute(sa.select(*form.columns).where(wanted).order_by(form.id).limit(chunk + 1)).all()

    def _rows_of(self, connection: sa.Connection, form: _Form, runs: Sequence[Run], most: int) -> _Rows:
        wanted = sa.or_(*(form.id.between(run.first, run.last) for run in runs))
        return connection.execute(sa.select(*form.columns).where(wanted).order_by(form.id).limit(most)).all()

    def _late(
        self, connection: sa.Connection, form: _Form, gaps: IdGaps, now: Micros, most: int
    ) -> tuple[_Rows, IdGaps]:
        """Rows with ids that have been missing for long, asked for and counted now and then."""
        runs, rows = list(gaps.old_due(now)), list[Sequence[Any]]()
        if block := gaps.block_due(now):
            inside = form.id.between(block.first, block.last)
            count = connection.execute(sa.select(sa.func.count()).select_from(form.table).where(inside)).scalar_one()
            if count > block.there:
                rows += self._rows_of(connection, form, [Run(block.first, block.last, now)], WIDEST)
            gaps = gaps.counted(block, count)
        if runs:
            rows += self._rows_of(connection, form, runs, most)
        return rows, gaps.asked(now) if runs or block else gaps

    def _became(self, connection: sa.Connection, form: _Form, place: TablePlace, now: Micros) -> TablePlace:
        """Where to go on in a table that no longer has the row read last as it was."""
        lowest, highest = connection.execute(sa.select(sa.func.min(form.id), sa.func.max(form.id))).one()
        if lowest is None:
            return place  # emptied: what it is will be seen by its next row
        marks = Marks.from_text(place.marks)
        marked = connection.execute(sa.select(*form.columns).where(form.id.in_(list(marks.of)))).all()
        common = marks.newest_of(marked)
        if common is not None:
            # With nothing beyond what is known, it may be a replica that lags: wait.
            return place if highest == common else place.set_back(common, now)
        if lowest > place.high:
            return place.cleared_below()
        return place.in_another(self._start(connection, form, now), now)

    def _start(self, connection: sa.Connection, form: _Form, now: Micros) -> TablePlace:
        """Where the first read begins: found by halving the ids, so that no index on time is needed."""
        since = now - self._options.first_days * DAY
        low, high = connection.execute(sa.select(sa.func.min(form.id), sa.func.max(form.id))).one()
        if high is None:
            return TablePlace()
        below, above = int(low) - 1, int(high) + 1
        while above - below > 1:
            middle = (below + above) // 2
            if self._is_before(connection, form, middle, since, now):
                below = middle
            else:
                above = middle
        return TablePlace(high=below, first=below, until=int(high))

    def _is_before(self, connection: sa.Connection, form: _Form, middle: int, since: Micros, now: Micros) -> bool:
        """Whether the first readable row from id `middle` on is older than `since`."""
        near = sa.select(form.time).where(form.id >= middle).order_by(form.id).limit(20)
        times = self._times(form, TablePlace(), now)
        instants = (times.instant(told) for told in connection.execute(near).scalars())
        at = next((instant for instant in instants if instant is not None), None)
        return at is not None and at < since

    def _newest(self, connection: sa.Connection, now: Micros) -> Micros | None:
        form = self._known_form(connection)
        newest = connection.execute(sa.select(form.time).order_by(form.id.desc()).limit(1)).scalar()
        return self._times(form, TablePlace(), now).instant(newest)

    def _batch(
        self, rows: _Rows, place: TablePlace, gaps: IdGaps, form: _Form, now: Micros, clock: Micros | None, more: bool
    ) -> Batch:
        times = self._times(form, place, now)
        taking = self._taken(rows, place, form, times, now)
        ids = [row[0] for row in rows]
        left = gaps.after(place.high, ids, now)
        above = [row for row in rows if row[0] > place.high]
        after = replace(
            place.waiting_for(left),
            high=max([place.high, *ids[-1:]]),
            last=times.last,
            marks=Marks.from_text(place.marks).after(above).to_text() if above else place.marks,
            log=place.log.after(taking.happenings),
        )
        if not more:
            after = replace(after, polled=now, first=None, until=None)
        return Batch(
            cursor=after.cursor(),
            happenings=tuple(taking.happenings),
            callers=taking.callers,
            set_aside=tuple(taking.set_aside),
            read=len(rows),
            source_now=clock,
            more=more,
            progress=after.progress(),
            notice="; ".join(filter(None, (after.log.notice("table", now, self._zone), left.notice(now)))),
            recheck=place.log.looked_again(),
        )

    def _taken(self, rows: _Rows, place: TablePlace, form: _Form, times: LocalTimes, now: Micros) -> Taking:
        taking = Taking(self.name, self.site, now, self._hashed, self._options.callback_keys)
        base, joined = place.generation * GENERATION, len(form.data) == 1
        for number, when, *words in rows:
            callid, queue, agent, verb, *rest = map(text, words)
            data = five(rest[0].split("|")) if joined else (rest[0], rest[1], rest[2], rest[3], rest[4])
            at = times.instant(when)
            taking.row(f"id {number}", base + number, at, when, callid, queue, agent, verb.strip(), data)
        return taking


def open_source(
    name: str, site: str, zone: ZoneInfo, options: Options, hashed: CallerHash | None = None
) -> QueueLogTable:
    """Connects at the first poll."""
    return QueueLogTable(name, site, zone, options, hashed)


KIND = SourceKind("asterisk_queue_log", "calls", Options, open_source, tells_callers=True)

"""A helpdesk's requests, by its own tables.

A first round goes over all tickets by their numbers, so many at a time. From then on the helpdesk's log is read by its growing
id, and what its rows tell of each ticket is told with the ticket as it is, or its whole life once more: what was told of it
already is a repeat. Rows that commit late are waited for by their ids (docs/decisions/0010-late-commits.md). All questions of a poll see the database as of one
instant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._helpdesk.backwards import LastTold
from data_sources._helpdesk.columns import Lives
from data_sources._helpdesk.life import Life
from data_sources._helpdesk.options import HelpdeskOptions
from data_sources._helpdesk.place import HelpdeskPlace
from data_sources._helpdesk.rows import Row, numbers_of
from data_sources._helpdesk.system import Heard, Helpdesk, Lately, Listens, by_ticket
from data_sources._helpdesk.told import ToldNames
from data_sources._place.became import TOLD_FOR
from data_sources._place.gap_blocks import WIDEST
from data_sources._place.id_gaps import IdGaps
from data_sources._sql.check import clock_finding, read_only_finding
from data_sources._sql.connection import database_now, open_engine, reading
from data_sources._sql.hanging_up import hang_up
from data_sources._sql.updated_table import REQUESTS_SET_BACK
from data_sources._tickets.reading import Tickets, TicketSample
from wallboard.clock import local
from wallboard.languages import N_, Message, in_turn
from wallboard.model import DAY, NO_INSTANT, Micros
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside, SourceError

_KEY = re.compile(r"id (\d+)(?: at .*)?")  # see row_key
_TABLES = "tables as expected"  # a finding
_LOG_ROWS = 5_000
_NAMES, _RENAMED_AT = "names", "renamed_at"  # in the cursor
OTHER_NAMES = N_(
    "since {at} it has other names for departments, types, wards, priorities or states; settings and rights that go by "
    "the old ones are to be changed"
)
_UNCOMMITTED = 500  # ids before the log's end among which some may be missing that commit later


class HelpdeskSource:
    carries: Carries = "tickets"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: HelpdeskOptions, system: Helpdesk) -> None:
        self.name, self.site = name, site
        self._zone, self._options, self._system = zone, options, system
        self._engine = open_engine(options.url, options.deadline_s)
        self._lives = Lives(site, options.meanings)
        self._names, self._names_due = ToldNames(system.told), True
        self._last = LastTold()

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        with self._reading() as connection:
            clock = database_now(connection)
            place = self._start(connection, now) if since is None else HelpdeskPlace.of(since)
            kept = self._names_of(connection, since)
            if place.after is not None:
                batch = self._first_round(connection, place, place.after, now)
            else:
                batch = self._logged(connection, place, now)
        renamed = self._names.renamed(kept)
        at = now if renamed else int((since or {}).get(_RENAMED_AT) or NO_INSTANT)
        beside = {_NAMES: self._names.to_keep()} | ({} if at == NO_INSTANT else {_RENAMED_AT: at})
        cursor = {**(batch.cursor or {}), **beside}
        notice = in_turn((batch.notice, self._has_other_names(at, now)))
        return replace(batch, cursor=cursor, renamed=renamed, notice=notice, source_now=clock)

    def sample(self, now: Micros, most: int) -> TicketSample:
        with self._reading() as connection:
            told = self._told(connection, numbers_of(connection, self._system.newest, most), now)
        odd = told.set_aside[:most]
        newest = {name: column[max(0, len(column) - most + len(odd)) :] for name, column in told.columns.items()}
        return TicketSample(newest, odd, len(newest["ticket"]) + len(odd))

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        keys = {row.key: int(match[1]) for row in rows if (match := _KEY.fullmatch(row.key))}
        with self._reading() as connection:
            told = self._told(connection, set(keys.values()), now)
        there = {int(ticket) for ticket in told.columns["ticket"]}
        there |= {int(match[1]) for row in told.set_aside if (match := _KEY.fullmatch(row.key))}
        return Again(replace(_batch(told), read=0), frozenset(key for key, number in keys.items() if number in there))

    def present(self, tickets: Collection[str]) -> set[str]:
        """With each part of a round over them, names are looked at again."""
        numbers, self._names_due = [int(ticket) for ticket in tickets if ticket.isascii() and ticket.isdigit()], True
        with self._reading() as connection:
            return {str(number) for number in self._system.present(connection, numbers)}

    def check(self, now: Micros) -> list[Finding]:
        findings: list[Finding] = []
        try:
            for finding in self._findings(now):
                findings.append(finding)  # one by one: those before the trouble are told
        except SourceError as error:
            findings.append(Finding(False, _TABLES if findings else "reachable", str(error)))
        return findings

    def close(self) -> None:
        hang_up(self._engine)

    def _names_of(self, connection: sa.Connection, since: Cursor | None) -> str:
        """By which names was told what was told until now. Those of today are read where it is time, before anything is told by
        them."""
        kept = str((since or {}).get(_NAMES) or "")
        self._names.begin(kept, first=since is None)
        if self._names_due:
            self._names.look_again(connection)
            self._names_due = False
        return kept

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with reading(self._engine, self.name, f"of the log, {self._system.log.table}") as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            elif connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")  # its driver begins no transaction for a question
            yield connection

    def _start(self, connection: sa.Connection, now: Micros) -> HelpdeskPlace:
        place = HelpdeskPlace.start(*self._ends(connection))
        low = max(0, place.log.high - _UNCOMMITTED)
        there = [int(row[0]) for row in self._log_rows(connection, low, ())]
        return replace(place, log=place.log.waiting_for(IdGaps({}).after(low, there, now)))

    def _ends(self, connection: sa.Connection) -> tuple[int, int, str]:
        """The newest in the log, the newest ticket, and where what is read beside the log begins."""
        beside = self._system.begins(connection) if isinstance(self._system, Listens) else ""
        return self._newest_logged(connection), self._newest_ticket(connection), beside

    def _newest_logged(self, connection: sa.Connection) -> int:
        log = self._system.log
        newest = connection.execute(sa.text(f"{log.rows} ORDER BY {log.id} DESC LIMIT 1")).first()
        return 0 if newest is None else int(newest[0])

    def _newest_ticket(self, connection: sa.Connection) -> int:
        return max(numbers_of(connection, self._system.newest, 1), default=0)

    def _first_round(self, connection: sa.Connection, place: HelpdeskPlace, after: int, now: Micros) -> Batch:
        since = now - self._options.first_days * DAY
        tickets = self._system.next_tickets(connection, after, since, self._options.tickets_at_once)
        place = place.looked_at(tickets.last)
        batch = _batch(self._told(connection, tickets.numbers, now))
        return replace(batch, cursor=place.cursor(), more=True, progress=place.progress())

    def _logged(self, connection: sa.Connection, place: HelpdeskPlace, now: Micros) -> Batch:
        gaps = place.log.known_gaps()
        rows = self._log_rows(connection, place.log.high if place.left is None else place.left, gaps.ids())
        numbered_again = {int(row[0]) for row in rows if int(row[0]) <= place.log.high} - {*gaps.ids()}
        if numbered_again:
            return self._set_back(connection, place, now)
        if not rows and place.left is None and (newest := self._newest_logged(connection)) < place.log.high:
            place = replace(place, left=newest)
        more, late = len(rows) == _LOG_ROWS, list[Row]()
        if not more:
            late, gaps = self._late(connection, gaps, now)
        heard, lives = self._heard(connection, rows, late, place, now, whole=more)
        numbers = sorted({int(row[0]) for row in (*late, *rows)})
        left = gaps.after(place.log.high, numbers, now)
        high = max([place.log.high, *numbers])
        goes_on = None if high > place.log.high else place.left
        place = replace(place, log=replace(place.log.waiting_for(left), high=high), beside=heard.place, left=goes_on)
        notice = in_turn((self._was_set_back(place, now), left.notice(now)))
        batch = _batch(self._lives.told(lives, now))
        return replace(batch, cursor=place.cursor(), more=more, notice=notice, gone=heard.gone)

    def _heard(
        self,
        connection: sa.Connection,
        rows: Sequence[Row],
        late: Sequence[Row],
        place: HelpdeskPlace,
        now: Micros,
        *,
        whole: bool,
    ) -> tuple[Heard, list[Life]]:
        """Tickets that are read whole, and the lives of all that changed. One of which a row came late, or of which more rows
        may follow, is read whole: by its new rows alone it could not be told how it stood between."""
        every = sorted({*late, *rows}, key=lambda row: row[0])
        if isinstance(self._system, Listens):
            heard = self._system.heard(connection, every, place.beside, now)
            lately = Lately(heard.lives)
        else:
            logged = by_ticket(rows)
            again = {int(row[1]) for row in late if row[1] is not None}
            again |= {one for one, its in logged.items() if whole or int(its[0][0]) <= place.log.high}
            alone = {one: its for one, its in logged.items() if one not in again}
            lately = self._system.changed(connection, alone, now) if alone else Lately()
            again = {*again, *lately.whole}
            heard = Heard(again, place.beside)
        read = self._system.lives(connection, heard.tickets, now) if heard.tickets else ()
        return heard, self._last.in_order([*lately.lives, *read], now)

    def _set_back(self, connection: sa.Connection, place: HelpdeskPlace, now: Micros) -> Batch:
        for known in (self._system, self._names, self._last):
            known.forget()
        place = place.set_back(*self._ends(connection), now)
        return Batch(place.cursor(), notice=self._was_set_back(place, now), more=True)

    def _was_set_back(self, place: HelpdeskPlace, now: Micros) -> str:
        became = place.log.log
        return (
            Message(REQUESTS_SET_BACK, at=f"{local(became.became_at, self._zone):%Y-%m-%d %H:%M}")
            if became.lasts(now)
            else ""
        )

    def _has_other_names(self, since: Micros, now: Micros) -> str:
        """Without the names: not everybody may see all departments."""
        if not 0 <= now - since < TOLD_FOR:
            return ""
        return Message(OTHER_NAMES, at=f"{local(since, self._zone):%Y-%m-%d %H:%M}")

    def _log_rows(self, connection: sa.Connection, above: int, missing: Sequence[int]) -> list[Row]:
        log = self._system.log
        also = f" OR {log.id} IN ({', '.join(map(str, missing))})" if missing else ""
        wanted = f"{log.rows} WHERE {log.id} > {above}{also} ORDER BY {log.id} LIMIT {_LOG_ROWS}"
        return _log_rows(connection, wanted)

    def _late(self, connection: sa.Connection, gaps: IdGaps, now: Micros) -> tuple[list[Row], IdGaps]:
        """Rows whose ids have been missing for long, asked for now and then."""
        log, block = self._system.log, gaps.block_due(now)
        runs = [(run.first, run.last) for run in gaps.old_due(now)]
        if block is not None:
            inside = _between(log.id, [(block.first, block.last)])
            count = len(_log_rows(connection, f"{log.rows} WHERE {inside}"))
            runs += [(block.first, block.last)] if count > block.there else []
            gaps = gaps.counted(block, int(count))
        if not runs:
            return [], gaps.asked(now) if block else gaps
        wanted = f"{log.rows} WHERE {_between(log.id, runs)} ORDER BY {log.id} LIMIT {WIDEST}"
        return _log_rows(connection, wanted), gaps.asked(now)

    def _told(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Tickets:
        lives = self._system.lives(connection, tickets, now) if tickets else ()
        return self._lives.told(lives, now)

    def _findings(self, now: Micros) -> Iterator[Finding]:
        with self._reading() as connection:
            yield Finding(True, "reachable", connection.dialect.name)
            yield clock_finding(database_now(connection), now)
            folds = connection.dialect.name == "postgresql"  # names that are not quoted are in small letters there
        tables = {
            (name.lower() if folds else name): column.lower() if folds else column
            for name, column in self._system.tables.items()
        }
        unread = [finding for table, column in tables.items() if (finding := self._unread(table, column))]
        yield from unread or [Finding(True, _TABLES, ", ".join(tables))]
        if unread:
            return
        rights = [read_only_finding(self._engine, self.name, table, column) for table, column in tables.items()]
        yield from [finding for finding in rights if not finding.ok] or rights[:1]
        yield self._columns_there(now)

    def _unread(self, table: str, column: str) -> Finding | None:
        try:
            with reading(self._engine, self.name, table) as connection:
                connection.execute(sa.select(sa.literal_column(column)).select_from(sa.text(table)).limit(1)).first()
        except SourceError as error:
            return Finding(False, _TABLES, str(error))
        return None

    def _columns_there(self, now: Micros) -> Finding:
        """Asks for a ticket that there is not: whatever columns are named, also those of settings, must be there for it."""
        with reading(self._engine, self.name, "of tickets") as connection:
            self._system.next_tickets(connection, self._newest_ticket(connection), now, 1)
            self._system.lives(connection, {0}, now)
        return Finding(True, "columns of tickets are there", "")


def _rows(told: Tickets) -> int:
    return len(told.columns["ticket"]) + len(told.set_aside)


def _batch(told: Tickets) -> Batch:
    return Batch(None, tickets=told.frame, set_aside=told.set_aside, read=_rows(told))


def _log_rows(connection: sa.Connection, wanted: str) -> list[Row]:
    return [tuple(row) for row in connection.execute(sa.text(wanted))]


def _between(column: str, runs: Sequence[tuple[int, int]]) -> str:
    return " OR ".join(f"{column} BETWEEN {first} AND {last}" for first, last in runs)

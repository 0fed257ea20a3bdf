"""Requests in real PostgreSQL and MariaDB databases: every way to write a time, late commits, rights, a dead server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from data_sources._tickets.sql_source import SqlTickets
from data_sources.sql_tickets import KIND
from tests.servers import PASSWORD, MariaDBServer, PostgresServer, Server
from wallboard.clock import local
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros
from wallboard.source import Batch, SourceError

CHICAGO = ZoneInfo("America/Chicago")
COLUMNS = {"ticket": "id", "opened_at": "opened", "updated_at": "updated", "status": "state"}
STATES = {"new": "open", "done": "finished"}
# (what the column is, how the instant :at, in seconds, is written into it by the database itself)
WRITTEN = {
    "postgres": {
        "timestamptz": "to_timestamp(:at)",
        "timestamp": "to_timestamp(:at) AT TIME ZONE 'America/Chicago'",
        "timestamp(0)": "to_timestamp(:at) AT TIME ZONE 'America/Chicago'",
        "bigint": "CAST(:at AS bigint)",
        "varchar(40)": "to_char(to_timestamp(:at) AT TIME ZONE 'America/Chicago', 'YYYY-MM-DD\"T\"HH24:MI:SS')",
    },
    "mariadb": {
        "timestamp(6)": "FROM_UNIXTIME(:at)",
        "datetime(6)": "CONVERT_TZ(FROM_UNIXTIME(:at), @@time_zone, :offset)",
        "datetime": "CONVERT_TZ(FROM_UNIXTIME(:at), @@time_zone, :offset)",
        "bigint": "CAST(:at AS signed)",
    },
}
CASES = [(server, kind) for server, kinds in WRITTEN.items() for kind in kinds]


def now_us() -> Micros:
    return time.time_ns() // 1000


class Tickets:
    """A table of tickets in a real server, and a source that reads it."""

    def __init__(self, url: str, kind: str, written: str, key: str = "integer") -> None:
        self.url, self.kind, self.written = url, kind, written
        self.opened: list[SqlTickets] = []
        self.engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
        self.run(
            f"CREATE TABLE tickets (id {key} PRIMARY KEY, opened {kind} NOT NULL, updated {kind} NOT NULL,"
            " state varchar(20), phone varchar(20))",
            "CREATE INDEX tickets_updated ON tickets (updated, id)",
        )

    def run(self, *statements: str) -> None:
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))

    def put(self, ids: range | list[str], at: Micros, connection: sa.Connection | None = None) -> None:
        offset = local(at, CHICAGO).strftime("%z")
        insert = sa.text(f"INSERT INTO tickets VALUES (:id, {self.written}, {self.written}, 'new', '314 555 1234')")
        rows: list[dict[str, Any]] = [{"id": one, "at": at / SECOND} for one in ids]
        if ":offset" in self.written:
            rows = [row | {"offset": f"{offset[:3]}:{offset[3:]}"} for row in rows]
        if connection is not None:
            connection.execute(insert, rows)
            return
        with self.engine.begin() as own:
            own.execute(insert, rows)

    def source(self, url: str = "", **changed: Any) -> SqlTickets:
        formats = ("epoch",) if self.kind == "bigint" else ("iso",)
        settings: dict[str, Any] = {"kind": "sql_tickets", "url": url or self.url, "table": "tickets"}
        settings |= {"columns": COLUMNS, "states": STATES, "formats": formats, "deadline_s": 5} | changed
        opened = KIND.open("city", "main", CHICAGO, KIND.options(**settings))
        assert isinstance(opened, SqlTickets)
        self.opened.append(opened)
        return opened

    def close(self) -> None:
        for source in self.opened:
            source.close()


@pytest.fixture(params=CASES, ids=[f"{server}-{kind}" for server, kind in CASES])
def tickets(request: pytest.FixtureRequest) -> Iterator[Tickets]:
    name, kind = request.param
    server: Server = request.getfixturevalue(f"{name}_server")
    with server.database() as database, closing(Tickets(server.url(database), kind, WRITTEN[name][kind])) as made:
        yield made


@pytest.fixture(params=["postgres", "mariadb"])
def plain(request: pytest.FixtureRequest) -> Iterator[tuple[Server, str, Tickets]]:
    server: Server = request.getfixturevalue(f"{request.param}_server")
    kind = {"postgres": "timestamptz", "mariadb": "timestamp(6)"}[request.param]
    written = WRITTEN[request.param][kind]
    with server.database() as database, closing(Tickets(server.url(database), kind, written)) as made:
        yield server, database, made


def sweep(source: SqlTickets, since: Any = None) -> list[Batch]:
    batches = [source.changes(since, now_us())]
    while batches[-1].more:
        assert len(batches) < 1_000
        batches.append(source.changes(batches[-1].cursor, now_us()))
    return batches


def ids(batches: list[Batch]) -> list[str]:
    return [one for batch in batches if batch.tickets is not None for one in batch.tickets["ticket"]]


def test_every_way_to_write_a_time_pages_and_reads_as_the_same_instant(tickets: Tickets) -> None:
    at = (now_us() - 2 * HOUR) // SECOND * SECOND
    tickets.put(range(1, 6), at)
    tickets.put(range(6, 9), at + MINUTE)
    source = tickets.source(rows_at_once=2)
    batches = sweep(source)
    assert sorted(ids(batches)) == [str(n) for n in range(1, 9)]
    assert {int(one) for batch in batches if batch.tickets is not None for one in batch.tickets["updated_at"]} == {
        at,
        at + MINUTE,
    }
    assert "314 555" not in repr(batches)  # the caller's number; instants may hold 555 by chance
    tickets.put(range(9, 10), now_us() - 30 * SECOND)
    assert ids(sweep(source, batches[-1].cursor)) == ["9"]
    tickets.run("DELETE FROM tickets WHERE id = 3")
    assert source.present([str(n) for n in range(1, 10)]) == {str(n) for n in range(1, 10)} - {"3"}


def test_a_transaction_that_commits_late_is_seen_though_later_rows_were_read(
    plain: tuple[Server, str, Tickets],
) -> None:
    _, _, tickets = plain
    source = tickets.source()
    with tickets.engine.connect() as late:
        tickets.put(range(1, 2), now_us() - 20 * SECOND, late)
        tickets.put(range(2, 3), now_us() - 10 * SECOND)
        first = sweep(source)
        assert ids(first) == ["2"]
        late.commit()
    assert ids(sweep(source, first[-1].cursor)) == ["1"]


def test_text_keys_in_the_databases_own_order_lose_nothing(plain: tuple[Server, str, Tickets]) -> None:
    server, database, first = plain
    first.run("DROP TABLE tickets")
    tickets = Tickets(server.url(database), first.kind, first.written, key="varchar(20)")
    first.opened = tickets.opened
    keys = ["B-2", "a-10", "a-9", "Z", "\u00e9-1", "_x", "10", "9"]
    tickets.put(keys, now_us() - HOUR)
    source = tickets.source(rows_at_once=1)
    assert sorted(ids(sweep(source))) == sorted(keys)
    assert source.present([*keys, "gone"]) == set(keys)


def test_the_first_read_takes_unfinished_tickets_however_old(plain: tuple[Server, str, Tickets]) -> None:
    _, _, tickets = plain
    tickets.put(range(1, 4), now_us() - 900 * DAY)
    tickets.run("UPDATE tickets SET state = ' DONE ' WHERE id = 1", "UPDATE tickets SET state = NULL WHERE id = 2")
    source = tickets.source(first_days=30)
    [batch] = sweep(source)
    assert (ids([batch]), [row.key for row in batch.set_aside]) == (["3"], ["id 2"])


def test_a_query_serves_like_a_table(plain: tuple[Server, str, Tickets]) -> None:
    _, _, tickets = plain
    tickets.put(range(1, 4), now_us() - HOUR)
    query = "WITH t AS (SELECT * FROM tickets) SELECT t.id, opened, updated, state, 'at 12:30 :x %d' AS why FROM t;"
    source = tickets.source(table="", query=query, columns=COLUMNS | {"channel": "why"})
    [batch] = sweep(source)
    assert batch.tickets is not None
    assert set(batch.tickets["channel"]) == {"at 12:30 :x %d"}
    assert ids([batch]) == ["1", "2", "3"]
    assert [finding.ok for finding in source.check(now_us())] == [True]


def test_a_stopped_server_is_a_source_error_and_its_return_goes_on(plain: tuple[Server, str, Tickets]) -> None:
    server, _, tickets = plain
    tickets.put(range(1, 2), now_us() - HOUR)
    source = tickets.source()
    cursor = sweep(source)[-1].cursor
    server.stop()
    with pytest.raises(SourceError) as caught:
        source.changes(cursor, now_us())
    assert not caught.value.permanent
    assert PASSWORD not in str(caught.value)
    assert "SELECT" not in str(caught.value)
    server.start()
    tickets.put(range(2, 3), now_us() - 30 * SECOND)
    assert ids(sweep(source, cursor)) == ["2"]


def test_missing_columns_nulls_and_rights_are_told_in_plain_words(plain: tuple[Server, str, Tickets]) -> None:
    server, database, tickets = plain
    with pytest.raises(SourceError, match="has no column ward; it has: id, opened, updated, state, phone"):
        sweep(tickets.source(columns=COLUMNS | {"ward": "ward"}))
    tickets.run(
        f"CREATE TABLE loose (id integer PRIMARY KEY, opened {tickets.kind} NULL, updated {tickets.kind} NULL, state varchar(9))"
    )
    with pytest.raises(SourceError, match="column updated may be NULL"):
        sweep(tickets.source(table="loose"))
    who = "clerk" if isinstance(server, PostgresServer) else "clerk@'%'"
    secret = f"PASSWORD '{PASSWORD}'" if isinstance(server, PostgresServer) else f"IDENTIFIED BY '{PASSWORD}'"
    grant = f"GRANT INSERT ON {'tickets' if isinstance(server, PostgresServer) else f'{database}.tickets'} TO {who}"
    server.run(f"CREATE USER {who} {secret}", grant, database=database)
    try:
        with pytest.raises(SourceError, match="SELECT") as caught:
            sweep(tickets.source(server.url(database, "clerk")))
        assert PASSWORD not in str(caught.value)
    finally:
        if not isinstance(server, MariaDBServer):
            server.run("DROP OWNED BY clerk", database=database)
        server.run(f"DROP USER {who}", database=database)


def test_check_finds_a_sound_table_sound_but_for_the_administrator(plain: tuple[Server, str, Tickets]) -> None:
    _, _, tickets = plain
    tickets.put(range(1, 2), now_us() - 10 * MINUTE)
    findings = {finding.what: finding for finding in tickets.source().check(now_us())}
    assert [what for what, finding in findings.items() if not finding.ok] == ["account is read-only"]
    assert "time zone is plausible" in findings


def test_a_column_that_holds_lists_or_objects_is_read_as_text(postgres_server: Server) -> None:
    """As the tags of a request may be kept. psycopg hands them over as such."""
    with (
        postgres_server.database() as database,
        closing(Tickets(postgres_server.url(database), "timestamptz", "to_timestamp(:at)")) as tickets,
    ):
        tickets.put(range(1, 3), now_us() - HOUR)
        tickets.run(
            "ALTER TABLE tickets ADD tags text[], ADD more jsonb",
            "UPDATE tickets SET tags = '{pothole}', more = '{\"ward\": 4}' WHERE id = 1",
        )
        source = tickets.source(columns=COLUMNS | {"service_type": "tags", "channel": "more"})
        first = sweep(source)
        assert ids(first) == ["1", "2"]
        assert first[0].tickets is not None
        assert first[0].tickets["service_type"].tolist() == ["['pothole']", ""]
        assert ids(sweep(source, first[-1].cursor)) == [], "told just so before"

"""The queue_log table on real servers: its column types, its late commits, its accounts."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from data_sources.asterisk_queue_log import KIND, Options, QueueLogTable
from tests.servers import PASSWORD, MariaDBServer, PostgresServer, Server
from wallboard.calls.happenings import Happening
from wallboard.clock import iso
from wallboard.model import SECOND, Micros
from wallboard.simulate import queue_log_table
from wallboard.source import SourceError

LOG = Path(__file__).parents[1] / "data/asterisk/queue_log_table.csv"
NOW: Micros = 1_795_320_000 * SECOND
ENTER = (
    "INSERT INTO queue_log (time, callid, queuename, agent, event) VALUES ('{}', '{}', 'streets', 'NONE', 'ENTERQUEUE')"
)


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    server: Server = request.getfixturevalue(f"{request.param}_server")
    return server


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    with server.database() as name:
        yield name


@pytest.fixture
def phones(server: Server, database: str) -> Iterator[sa.Engine]:
    """The phone system's own access, which writes."""
    engine = sa.create_engine(server.url(database))
    with engine.begin() as connection:
        queue_log_table.create(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def source(server: Server, database: str) -> Iterator[QueueLogTable]:
    made = open_at(server.url(database))
    yield made
    made.close()


def open_at(url: str, zone: str = "UTC", **options: object) -> QueueLogTable:
    source = KIND.open("pbx", "main", ZoneInfo(zone), Options(url=url, **options))
    assert isinstance(source, QueueLogTable)
    return source


def recorded() -> list[tuple[str, ...]]:
    with LOG.open() as file:
        return [tuple(row[1:]) for row in list(csv.reader(file))[1:]]


def all_of(source: QueueLogTable, chunk: int = 1000) -> list[Happening]:
    batch = source.changes(None, NOW, chunk=chunk)
    events = list(batch.happenings)
    while batch.more:
        batch = source.changes(batch.cursor, NOW, chunk=chunk)
        events += batch.happenings
    return events


def test_a_recorded_log_reads_the_same_from_every_engine(
    phones: sa.Engine, source: QueueLogTable, tmp_path: Path
) -> None:
    with phones.begin() as connection:
        queue_log_table.insert(connection, recorded())
    file = sa.create_engine(f"sqlite:///{tmp_path}/phones.db")
    with file.begin() as connection:
        queue_log_table.create(connection)
        queue_log_table.insert(connection, recorded())
    file.dispose()
    beside = open_at(f"sqlite:///{tmp_path}/phones.db")
    events = all_of(source)
    assert len(events) == 3324
    assert events == all_of(beside)
    beside.close()


def test_a_row_that_commits_after_a_higher_id_was_read_is_not_lost(phones: sa.Engine, source: QueueLogTable) -> None:
    """Two writers: the first numbers its row and is slow to commit, the second overtakes it."""
    empty = source.changes(None, NOW)
    with phones.connect() as slow:
        slow.exec_driver_sql(ENTER.format("2026-11-22 03:00:00", "slow"))
        with phones.begin() as quick:
            quick.exec_driver_sql(ENTER.format("2026-11-22 03:00:01", "quick"))
        overtaken = source.changes(empty.cursor, NOW)
        assert [e.callid for e in overtaken.happenings] == ["quick"]
        nothing = source.changes(overtaken.cursor, NOW + 2 * SECOND)
        assert nothing.happenings == ()
        slow.commit()
    late = source.changes(nothing.cursor, NOW + 4 * SECOND)
    assert [(e.callid, e.seq) for e in late.happenings] == [("slow", 1)]
    assert source.changes(late.cursor, NOW + 6 * SECOND).read == 0


def test_a_row_rolled_back_leaves_a_gap_that_stops_nothing(phones: sa.Engine, source: QueueLogTable) -> None:
    empty = source.changes(None, NOW)
    with phones.connect() as failing:
        failing.exec_driver_sql(ENTER.format("2026-11-22 03:00:00", "never"))
        failing.rollback()
    with phones.begin() as other:
        other.exec_driver_sql(ENTER.format("2026-11-22 03:00:01", "next"))
    batch = source.changes(empty.cursor, NOW)
    assert [e.callid for e in batch.happenings] == ["next"]
    assert source.changes(batch.cursor, NOW + SECOND).read == 0


@pytest.mark.parametrize(
    ("server", "column", "expected"),
    [
        ("postgres", "varchar(26)", "2026-11-21T09:00:00Z"),
        ("postgres", "timestamp", "2026-11-21T09:00:00Z"),
        ("postgres", "timestamptz", "2026-11-21T03:00:00Z"),
        ("mariadb", "varchar(26)", "2026-11-21T09:00:00Z"),
        ("mariadb", "datetime", "2026-11-21T09:00:00Z"),
        ("mariadb", "timestamp NULL", "2026-11-21T03:00:00Z"),
    ],
    indirect=["server"],
)
def test_only_a_time_column_without_a_zone_needs_the_sources(
    server: Server, database: str, column: str, expected: str
) -> None:
    """Asterisk's session writes in UTC here, and the source says America/Chicago."""
    number = "bigserial" if isinstance(server, PostgresServer) else "bigint AUTO_INCREMENT"
    at_utc = "SET TimeZone = 'UTC'" if isinstance(server, PostgresServer) else "SET time_zone = '+00:00'"
    server.run(
        f"CREATE TABLE queue_log (id {number} PRIMARY KEY, time {column}, callid text, queuename text, agent text,"
        " event text, data text)",
        at_utc,
        ENTER.format("2026-11-21 03:00:00", "1.1"),
        database=database,
    )
    source = open_at(server.url(database), "America/Chicago")
    assert [iso(e.at) for e in all_of(source)] == [expected]
    source.close()


def test_a_table_in_another_schema_is_read(server: Server, database: str) -> None:
    if isinstance(server, MariaDBServer):
        name = f"{database}.queue_log"
        server.run(f"CREATE TABLE {name} (id bigint PRIMARY KEY, time text, callid text, queuename text, agent text, event text, data text)")  # fmt: skip
    else:
        name = "pbx.Queue Log"
        server.run(
            "CREATE SCHEMA pbx",
            'CREATE TABLE pbx."Queue Log" (id bigint PRIMARY KEY, time text, callid text, queuename text, agent text,'
            " event text, data text)",
            database=database,
        )
    source = open_at(server.url(database), table=name)
    assert all_of(source) == []
    assert {f.what: f.ok for f in source.check(NOW)}["table and columns as expected"]
    source.close()


def test_an_account_without_rights_and_a_writing_one_are_told_by_the_check(
    server: Server, database: str, phones: sa.Engine
) -> None:
    who = "blind" if isinstance(server, PostgresServer) else "blind@'%'"
    word = f"PASSWORD '{PASSWORD}'" if isinstance(server, PostgresServer) else f"IDENTIFIED BY '{PASSWORD}'"
    server.run(f"CREATE USER {who} {word}", database=database)
    try:
        blind = open_at(server.url(database, "blind"))
        with pytest.raises(SourceError, match=r"SELECT|may not use it") as caught:
            blind.changes(None, NOW)
        told = blind.check(NOW)
        assert not all(f.ok for f in told)
        assert PASSWORD not in str(caught.value) + str(told)
        blind.close()
    finally:
        server.run(f"DROP USER {who}", database=database)
    writing = open_at(server.url(database))
    assert {f.what: f.ok for f in writing.check(time.time_ns() // 1000)}["account is read-only"] is False
    writing.close()


def test_a_stopped_server_is_an_error_now_and_no_loss_later(
    server: Server, phones: sa.Engine, source: QueueLogTable
) -> None:
    with phones.begin() as connection:
        queue_log_table.insert(connection, recorded()[:10])
    first = source.changes(None, NOW)
    server.stop(crash=True)
    with pytest.raises(SourceError) as caught:
        source.changes(first.cursor, NOW)
    assert not caught.value.permanent
    assert [f.ok for f in source.check(NOW)] == [False]
    server.start()
    phones.dispose()
    with phones.begin() as connection:
        queue_log_table.insert(connection, recorded()[10:20])
    assert len(source.changes(first.cursor, NOW).happenings) == 10


def test_a_table_locked_by_somebody_is_given_up_within_the_deadline(
    server: Server, database: str, phones: sa.Engine
) -> None:
    source = open_at(server.url(database), deadline_s=1)
    source.changes(None, NOW)
    lock = "LOCK TABLE queue_log IN ACCESS EXCLUSIVE MODE" if isinstance(server, PostgresServer) else "LOCK TABLES queue_log WRITE"  # fmt: skip
    started = time.monotonic()
    with phones.connect() as somebody:
        somebody.exec_driver_sql(lock)
        with pytest.raises(SourceError, match=r"cut off|locked|broke"):
            source.changes({"high": 0}, NOW)
        somebody.rollback()
        if isinstance(server, MariaDBServer):
            somebody.exec_driver_sql("UNLOCK TABLES")
    assert time.monotonic() - started < 6
    assert source.changes({"high": 0}, NOW).read == 0
    source.close()

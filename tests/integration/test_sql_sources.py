"""The careful connection, over real PostgreSQL and MariaDB servers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from data_sources._sql.check import table_findings
from data_sources._sql.connection import columns_of, database_now, named_table, open_engine, reading
from tests.servers import PASSWORD, MariaDBServer, PostgresServer, Server
from wallboard.model import SECOND
from wallboard.source import SourceError

SERVERS = ("postgres", "mariadb")


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Server:
    server: Server = request.getfixturevalue(f"{request.param}_server")
    return server


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    with server.database() as name:
        server.run('CREATE TABLE "log" (id integer PRIMARY KEY, event text)'.replace('"', _q(server)), database=name)
        server.run("INSERT INTO log VALUES (1, 'a')", database=name)
        yield name


def _q(server: Server) -> str:
    return '"' if isinstance(server, PostgresServer) else "`"


@contextmanager
def account(server: Server, database: str, *grants: str) -> Iterator[str]:
    """An account with these rights on table log, and its address."""
    who = "reader" if isinstance(server, PostgresServer) else "reader@'%'"
    make = f"CREATE USER reader PASSWORD '{PASSWORD}'"
    if isinstance(server, MariaDBServer):
        make = f"CREATE USER {who} IDENTIFIED BY '{PASSWORD}'"
    server.run(make, *(f"GRANT {grant} ON log TO {who}" for grant in grants), database=database)
    try:
        yield server.url(database, "reader")
    finally:
        if isinstance(server, PostgresServer):
            server.run("DROP OWNED BY reader", database=database)
        server.run(f"DROP USER {who}", database=database)


@contextmanager
def engine_at(url: str, deadline_s: float = 5) -> Iterator[sa.Engine]:
    engine = open_engine(SecretStr(url), deadline_s)
    try:
        yield engine
    finally:
        engine.dispose()


def read(engine: sa.Engine, statement: str) -> None:
    with reading(engine, "pbx", "log") as connection:
        connection.execute(sa.text(statement)).all()


def change(engine: sa.Engine, statement: str) -> None:
    with reading(engine, "pbx", "log") as connection:
        connection.execute(sa.text(statement))
        connection.commit()


def test_a_wrong_password_is_said_and_never_repeated(server: Server, database: str) -> None:
    address = server.url(database, server.admin, "not-the-Pa55")
    with engine_at(address) as engine, pytest.raises(SourceError, match="wrong name or password") as caught:
        read(engine, "SELECT 1")
    assert "not-the-Pa55" not in str(caught.value) + repr(caught.value) + repr(engine)
    assert caught.value.permanent


def test_a_wrong_password_a_stopped_server_and_a_wrong_name_read_differently(server: Server, database: str) -> None:
    said: list[str] = []
    for address in (server.url(database, server.admin, "not-the-Pa55"), server.url("nowhere"), server.url(database)):
        if len(said) == 2:
            server.stop()
        with engine_at(address) as engine, pytest.raises(SourceError) as caught:
            read(engine, "SELECT 1")
        said.append(str(caught.value).partition("127.0.0.1")[2])
    server.start()
    assert "wrong name or password" in said[0]
    assert "no database of that name" in said[1]
    assert "the connection was refused; is the server running" in said[2]
    nameless, unresolved = server.url(database).replace("127.0.0.1", "no..name"), "its name does not resolve"
    with engine_at(nameless) as engine, pytest.raises(SourceError, match=unresolved) as caught:
        read(engine, "SELECT 1")
    assert PASSWORD not in str([*said, caught.value])


def test_an_account_without_select_is_told_that_it_needs_it(server: Server, database: str) -> None:
    needs_select = pytest.raises(SourceError, match=r"permission denied .the account needs SELECT.")
    with account(server, database, "INSERT") as url, engine_at(url) as engine, needs_select as caught:
        read(engine, "SELECT event FROM log")
    assert "event" not in str(caught.value)


def test_a_database_that_does_not_exist_is_named_as_the_trouble(server: Server, database: str) -> None:
    with engine_at(server.url("nowhere")) as engine, pytest.raises(SourceError, match="no database of that name"):
        read(engine, "SELECT 1")


def test_a_missing_table_is_an_error_that_shows_what_is_there(server: Server, database: str) -> None:
    shows_log = pytest.raises(SourceError, match=r"no table queue_log.*the database shows: log")
    with engine_at(server.url(database)) as engine, shows_log, reading(engine, "pbx") as connection:
        columns_of(connection, "pbx", "queue_log")


def test_a_statement_that_takes_too_long_is_cut(server: Server, database: str) -> None:
    pause = "SELECT pg_sleep(20)" if isinstance(server, PostgresServer) else "SELECT COUNT(*) FROM log WHERE SLEEP(20)"
    started = time.monotonic()
    with engine_at(server.url(database), 0.5) as engine, pytest.raises(SourceError, match="longer than deadline_s"):
        read(engine, pause)
    assert time.monotonic() - started < 5


def test_a_stopped_server_cannot_be_reached_and_is_read_again_when_it_is_back(server: Server, database: str) -> None:
    with engine_at(server.url(database)) as engine:
        read(engine, "SELECT 1")
        server.stop()
        with pytest.raises(SourceError, match=r"cannot reach|broke|starting or stopping") as caught:
            read(engine, "SELECT 1")
        assert not caught.value.permanent
        server.start()
        read(engine, "SELECT 1")


@pytest.mark.parametrize("write", ["INSERT INTO log VALUES (2, 'b')", "DELETE FROM log", "DROP TABLE log"])
def test_the_session_refuses_to_write_even_for_an_account_that_may(server: Server, database: str, write: str) -> None:
    with engine_at(server.url(database)) as engine:
        with pytest.raises(SourceError):
            change(engine, write)
        with reading(engine, "pbx") as connection:
            assert connection.execute(sa.select(named_table("log", "id"))).all() == [(1,)]


def test_the_database_tells_its_own_clock(server: Server, database: str) -> None:
    with engine_at(server.url(database)) as engine, reading(engine, "pbx") as connection:
        told = database_now(connection)
    assert told is not None
    assert abs(told - time.time_ns() // 1000) < 5 * SECOND


def findings(url: str) -> dict[str, tuple[bool, str]]:
    now = time.time_ns() // 1000
    with engine_at(url) as engine:
        told = table_findings(engine, "pbx", "log", ["id", "event"], "id", lambda _: now, now)
    return {finding.what: (finding.ok, finding.detail) for finding in told}


def test_an_account_that_may_only_read_passes_the_check(server: Server, database: str) -> None:
    with account(server, database, "SELECT") as url:
        told = findings(url)
    assert all(ok for ok, _ in told.values()), told
    assert "account is read-only" in told


def test_an_account_that_may_write_fails_the_check_and_nothing_was_written(server: Server, database: str) -> None:
    with account(server, database, "SELECT", "DELETE") as url:
        told = findings(url)
    assert told["account is read-only"] == (False, "it may DELETE log: give it SELECT and nothing else")
    with engine_at(server.url(database)) as engine, reading(engine, "pbx") as connection:
        assert connection.execute(sa.select(named_table("log", "id"))).all() == [(1,)]


def test_a_cursor_column_without_index_or_with_nulls_fails_the_check(server: Server, database: str) -> None:
    server.run("CREATE TABLE bare (id integer NOT NULL)", database=database)
    server.run("CREATE TABLE holes (id integer UNIQUE)", database=database)
    now = time.time_ns() // 1000
    with engine_at(server.url(database)) as engine:
        bare = table_findings(engine, "pbx", "bare", ["id"], "id", lambda _: now, now)
        holes = table_findings(engine, "pbx", "holes", ["id"], "id", lambda _: now, now)
    assert [f.detail for f in bare if "cursor" in f.what] == [
        "no index of bare starts with id: every poll would read all of it"
    ]
    assert [f.detail for f in holes if "cursor" in f.what] == ["holes.id may be NULL: such rows would never be seen"]


def test_a_poll_sees_one_instant_of_a_mariadb_whose_transactions_would_not(mariadb_server: MariaDBServer) -> None:
    """Some servers are set to READ COMMITTED for all: a change between two questions would be told in halves."""
    committed = "init_command=SET+SESSION+TRANSACTION+ISOLATION+LEVEL+READ+COMMITTED"
    with mariadb_server.database() as name:
        mariadb_server.run("CREATE TABLE log (id integer PRIMARY KEY)", database=name)
        with (
            engine_at(f"{mariadb_server.url(name)}?{committed}") as engine,
            reading(engine, "pbx", "log") as connection,
        ):
            rows = sa.text("SELECT count(*) FROM log")
            assert connection.execute(rows).scalar() == 0
            mariadb_server.run("INSERT INTO log VALUES (1)", database=name)
            assert connection.execute(rows).scalar() == 0

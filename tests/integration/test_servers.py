"""The servers that other tests stand on."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from tests.servers import MariaDBServer, MissingBinary, PostgresServer, Server, find_binary


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue(f"{request.param}_server")
    assert isinstance(found, PostgresServer | MariaDBServer)
    return found


def ask(url: str, statement: str) -> object:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(text(statement)).scalar()
    finally:
        engine.dispose()


@pytest.mark.parametrize("crash", [False, True])
def test_a_server_that_was_stopped_keeps_its_port_and_its_rows(server: Server, crash: bool) -> None:
    with server.database() as name:
        server.run("CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)", database=name)
        server.run("FLUSH TABLES" if isinstance(server, MariaDBServer) else "CHECKPOINT")
        server.stop(crash=crash)
        assert not server.running
        with pytest.raises(OperationalError):
            ask(server.url(name), "SELECT 1")
        server.start()
        assert ask(server.url(name), "SELECT n FROM kept") == 7


def test_sign_in_is_real(server: Server) -> None:
    with server.database() as name, pytest.raises(OperationalError):
        ask(server.url(name, password="wrong"), "SELECT 1")


def test_every_test_gets_a_fresh_database(server: Server) -> None:
    with server.database() as one:
        server.run("CREATE TABLE only_here (n int)", database=one)
        with server.database() as two:
            assert one != two
            with pytest.raises(DBAPIError, match="only_here"):
                ask(server.url(two), "SELECT n FROM only_here")


def test_urls_are_usable_as_they_are(postgres_url: str, mariadb_url: str) -> None:
    assert ask(postgres_url, "SELECT 1") == 1
    assert ask(mariadb_url, "SELECT 1") == 1


def test_a_missing_program_says_what_to_install() -> None:
    with pytest.raises(MissingBinary, match="apt-get install no-such-package"):
        find_binary("no-such-program", ["/nowhere/*/x"], "no-such-package")

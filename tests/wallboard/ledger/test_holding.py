"""One wall a ledger: the second is told who has it, and a holder that dies, however it dies, frees it at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
import pytest

from tests.forking import FORKING
from tests.ledger_told import ANSWERED, NOON, all_visits, calls
from tests.servers import PostgresServer
from wallboard.database.faults import Cause
from wallboard.ledger import Ledger, LedgerError
from wallboard.ledger.holding import SUFFIX

PATIENCE_S = 60.0


def hold(url: str, what: str, talk: Connection) -> None:
    """A wall's life: says whether it got the ledger, and keeps it until it is killed."""
    try:
        ledger = Ledger.held(url, what)
    except LedgerError as error:
        talk.send(str(error))
        return
    talk.send("held")
    talk.poll(PATIENCE_S)
    ledger.close()


class Other:
    """A process that holds the ledger, as a serving wall does; or was told why it cannot."""

    def __init__(self, url: str, what: str = "serve") -> None:
        self._talk, theirs = FORKING.Pipe()
        self.process = FORKING.Process(target=hold, args=(url, what, theirs), daemon=True)
        self.process.start()
        theirs.close()

    def says(self) -> str:
        assert self._talk.poll(PATIENCE_S), "it does not answer"
        return str(self._talk.recv())

    def die(self, by: signal.Signals = signal.SIGKILL) -> None:
        if self.process.is_alive() and self.process.pid is not None:
            os.kill(self.process.pid, by)
        self.process.join(PATIENCE_S)


@contextmanager
def another_wall(url: str) -> Iterator[Other]:
    other = Other(url)
    try:
        assert other.says() == "held"
        yield other
    finally:
        other.die()


def until(so: Callable[[], bool], what: str) -> None:
    """A server takes a moment to see that a process is dead."""
    for _ in range(400):
        if so():
            return
        threading.Event().wait(0.05)
    pytest.fail(what)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])  # it needs a server
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    return str(request.getfixturevalue("postgres_url"))


def test_the_second_is_told_who_holds_it_and_may_still_read(url: str) -> None:
    with another_wall(url) as first, closing(Ledger(url)) as second:
        with pytest.raises(LedgerError) as told:
            second.hold("import pbx")
        assert told.value.cause is Cause.HELD
        for word in ("in use by", "serve", f"{first.process.pid}", os.uname().nodename[:20], "since 20"):
            assert word in str(told.value)
        assert "Pa55" not in str(told.value)
        second.migrate()
        assert second.cursor("pbx") is None


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_holder_that_dies_frees_it_at_once(url: str, end: signal.Signals) -> None:
    with another_wall(url) as first:
        first.die(end)

        def free() -> bool:
            try:
                Ledger.held(url, "serve").close()
            except LedgerError:
                return False
            return True

        until(free, "a dead process still holds the ledger")


def test_what_is_closed_is_free(url: str) -> None:
    for _ in range(3):
        Ledger.held(url, "serve").close()


def test_of_many_that_start_at_once_one_gets_it(url: str) -> None:
    walls = [Other(url) for _ in range(4)]
    try:
        said = [wall.says() for wall in walls]
    finally:
        for wall in walls:
            wall.die()
    assert said.count("held") == 1
    assert sum("in use by" in words for words in said) == 3


def test_a_lock_that_somebody_deleted_is_taken_again_before_anything_is_written(tmp_path: Path) -> None:
    url, lock = f"sqlite:///{tmp_path}/ledger.db", tmp_path / f"ledger.db{SUFFIX}"
    with closing(Ledger.held(url, "serve")) as first:
        first.migrate()
        lock.unlink()
        first.record("pbx", "main", calls(*ANSWERED), NOON)
        with closing(Ledger(url)) as second, pytest.raises(LedgerError, match="in use by"):
            second.hold("serve")
        lock.unlink()
        with another_wall(url), pytest.raises(LedgerError, match="in use by") as told:
            first.record("pbx", "main", calls(*ANSWERED), NOON)
        assert told.value.cause is Cause.HELD
        assert len(all_visits(first)) == 1


@pytest.mark.slow
def test_a_wall_that_lost_its_lock_with_its_connection_writes_no_more_beside_another(
    postgres_server: PostgresServer,
) -> None:
    with postgres_server.database() as name:
        url = postgres_server.url(name)
        with closing(Ledger.held(url, "serve")) as first:
            first.migrate()
            _cut_the_holder(postgres_server, name)
            first.record("pbx", "main", calls(*ANSWERED, cursor=1), NOON)  # nobody came: it has it again
            _cut_the_holder(postgres_server, name)
            with another_wall(url):
                with pytest.raises(LedgerError, match="in use by") as told:
                    first.record("pbx", "main", calls(*ANSWERED, cursor=2), NOON)
                assert told.value.cause is Cause.HELD
                assert first.cursor("pbx") == {"id": 1}
            until(lambda: _writes(first), "it does not get the ledger back")


def _writes(ledger: Ledger) -> bool:
    try:
        ledger.record("pbx", "main", calls(*ANSWERED, cursor=3), NOON)
    except LedgerError:
        return False
    return True


def _cut_the_holder(server: PostgresServer, database: str) -> None:
    holds = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
    with psycopg.connect(server.url(database).replace("+psycopg", ""), autocommit=True) as connection:
        assert connection.execute(f"SELECT pg_terminate_backend(pid, 10000) FROM ({holds}) AS holder").fetchall() == [
            (True,)
        ]


def test_what_a_lock_file_says_cannot_break_a_line(tmp_path: Path) -> None:
    url, lock = f"sqlite:///{tmp_path}/ledger.db", tmp_path / f"ledger.db{SUFFIX}"
    with closing(Ledger.held(url, "serve")), closing(Ledger(url)) as second:
        lock.write_text('{"what": "x\\n\\u001b[2Jy", "pid": 1, "host": "h", "since": "2026"}')
        with pytest.raises(LedgerError) as told:
            second.hold("serve")
        assert "\n" not in str(told.value)
        assert "\x1b" not in str(told.value)
        lock.write_bytes(b"\xff not JSON")
        with pytest.raises(LedgerError, match="not yet said its name"):
            second.hold("serve")

"""The ledger in trouble: one state of the wall in words of its own, nothing old shown as live, nothing lost, and over by
itself. The sources have no part in it."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from structlog.testing import capture_logs

from tests.servers import PostgresServer
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, reading
from wallboard.database import database
from wallboard.ledger import Ledger, LedgerError
from wallboard.model import DAY, SECOND, Scope, State

SITE = Scope("main")
PATIENCE_S = 30.0
CALLS = 300  # so many that they do not fit into what is free in a full file
Fault = Callable[[Wall, Path], contextlib.AbstractContextManager[None]]


@pytest.fixture
def wall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wall]:
    monkeypatch.setattr(database, "_BUSY_S", 0.1)
    with contextlib.closing(Wall(tmp_path, FakeSource("pbx", "calls"), FakeSource("crm", "tickets"))) as made:
        yield made


def tell(wall: Wall, number: int, after_s: float = 2) -> None:
    """The phone system tells of many calls more."""
    events = [entered(number * 1000 + each, NOON + number * SECOND) for each in range(CALLS)]
    wall.sources["pbx"].answers[:] = [batch(*events)]
    wall.poll("pbx", after_s=after_s)


def connection_that_writes(wall: Wall) -> Any:
    return wall.ledger._store._writer.raw_connection()


@contextlib.contextmanager
def locked(wall: Wall, folder: Path) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(folder / "ledger.db", isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        yield


@contextlib.contextmanager
def full(wall: Wall, folder: Path) -> Iterator[None]:
    held = connection_that_writes(wall)
    held.execute("CREATE TABLE filler (x)")
    pages = held.execute("PRAGMA page_count").fetchone()[0]
    held.execute(f"PRAGMA max_page_count = {pages}")
    with contextlib.suppress(sqlite3.OperationalError):
        for _ in range(10_000):  # the last free bytes of pages that are there
            held.execute("INSERT INTO filler VALUES (zeroblob(3000))")
    held.close()
    yield
    held = connection_that_writes(wall)
    held.execute("PRAGMA max_page_count = 1000000")
    held.close()


@contextlib.contextmanager
def read_only(wall: Wall, folder: Path) -> Iterator[None]:
    held = connection_that_writes(wall)
    held.execute("PRAGMA query_only = 1")
    held.close()
    yield
    held = connection_that_writes(wall)
    held.execute("PRAGMA query_only = 0")
    held.close()


@contextlib.contextmanager
def damaged(wall: Wall, folder: Path) -> Iterator[None]:
    file = folder / "ledger.db"
    _at_rest(wall)
    whole = file.read_bytes()
    with file.open("r+b") as pages:  # the pages after the first, in place
        pages.seek(4096)
        pages.write(random.Random(311).randbytes(len(whole) - 4096))
    yield
    _at_rest(wall)
    with file.open("r+b") as pages:
        pages.write(whole)


def _at_rest(wall: Wall) -> None:
    """All connections closed, so that everything is in the file itself and in no cache."""
    wall.ledger._store._reader.dispose()
    wall.ledger._store._writer.dispose()


FAULTS: dict[str, tuple[Fault, str]] = {
    "locked": (locked, "The ledger is locked by another program"),
    "full": (full, "The ledger's disk is full"),
    "read only": (read_only, "The ledger may only be read"),
    "damaged": (damaged, "The ledger's file is damaged"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_trouble_of_the_ledger_is_told_as_one_and_over_by_itself(wall: Wall, tmp_path: Path, name: str) -> None:
    fault, words = FAULTS[name]
    tell(wall, 1)
    with capture_logs() as logs:
        with fault(wall, tmp_path):
            for number in range(2, 5):
                tell(wall, number)
            assert [(t.part, t.since) for t in wall.shown[-1].troubles] == [("ledger", NOON + 4 * SECOND)]
            assert wall.shown[-1].troubles[0].message.startswith(words)
            waiting = reading(wall.shown[-1], "calls.waiting", SITE)
            assert waiting is not None
            assert (waiting.value, waiting.state) == (CALLS, State.LATE)
            phones = next(h for h in wall.engine.present.health() if h.source == "pbx")
            assert phones.message.startswith(words)
        for number in range(1, 6):
            tell(wall, number)
    assert wall.value("calls.waiting") == 5 * CALLS
    assert wall.engine.present.health()[0].state is State.LIVE
    assert wall.shown[-1].troubles == ()
    told = [(line["log_level"], line["event"]) for line in logs if line["log_level"] not in ("debug",)]
    assert told == [("error", "trouble"), ("info", "trouble over")]
    assert "exc_info" not in logs[0]


@pytest.mark.parametrize("name", ["locked", "read only", "damaged"])
def test_maintenance_tells_it_in_the_same_words(wall: Wall, tmp_path: Path, name: str) -> None:
    fault, _ = FAULTS[name]
    tell(wall, 1)
    with capture_logs() as logs:
        with fault(wall, tmp_path):
            wall.now += 2 * DAY  # so that there are midnights to count
            wall.engine.maintenance.run()
            assert [t.part for t in wall.engine.equipment.troubles.lasting()] == ["ledger"]
        wall.engine.maintenance.run()
    assert wall.engine.equipment.troubles.lasting() == ()
    assert [line["event"] for line in logs if line["log_level"] != "debug"] == ["trouble", "trouble over"]


def test_a_poll_that_had_nothing_to_write_does_not_end_the_trouble_of_one_that_had(wall: Wall, tmp_path: Path) -> None:
    """Seen as a trouble that came and went at every poll."""
    tell(wall, 1)
    with full(wall, tmp_path), capture_logs() as logs:
        for number in range(2, 6):
            wall.poll("crm", after_s=1)
            tell(wall, number)
        assert [t.part for t in wall.shown[-1].troubles] == ["ledger"]
    assert [line["event"] for line in logs if line["event"].startswith("trouble")] == ["trouble"]


def test_a_lock_is_told_while_a_poll_hangs_in_it_and_the_heart_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_S", PATIENCE_S)
    monkeypatch.setattr(database, "_PATIENCE_S", 0.05)
    with contextlib.closing(Wall(tmp_path, FakeSource("pbx", "calls"))) as wall:
        tell(wall, 1)
        with locked(wall, tmp_path):
            polling = threading.Thread(target=tell, args=(wall, 2))
            polling.start()
            waited = threading.Event()
            for _ in range(600):
                wall.engine.polls.look_at_ledger()
                if wall.engine.equipment.troubles.lasting():
                    break
                waited.wait(0.05)
            assert polling.is_alive()
            wall.engine.present.publish()
            assert [t.message.split(";")[0] for t in wall.shown[-1].troubles] == [
                "The ledger is locked by another program"
            ]
            assert reading(wall.shown[-1], "calls.waiting", SITE).state is State.LATE
        polling.join(PATIENCE_S)
        wall.engine.polls.look_at_ledger()
        assert wall.engine.equipment.troubles.lasting() == ()
        assert wall.value("calls.waiting") == 2 * CALLS
        assert wall.engine.present.health()[0].state is State.LIVE


@pytest.mark.parametrize("folder_too", [False, True], ids=["its file", "its folder"])
def test_a_ledger_deleted_while_the_wall_runs_is_put_back_whole(tmp_path: Path, folder_too: bool) -> None:
    """SQLite would go on writing into a file that nobody can find any more."""
    folder = tmp_path / "var"
    folder.mkdir()
    with contextlib.closing(Wall(folder, FakeSource("pbx", "calls"))) as wall:
        wall.ledger.hold("serve")
        tell(wall, 1)
        if folder_too:
            shutil.rmtree(folder)
        else:
            for file in folder.glob("ledger.db*"):
                file.unlink()
        tell(wall, 2)
        assert wall.shown[-1].troubles[0].message.startswith("The ledger's file is gone")
        wall.engine.polls.look_at_ledger()
        tell(wall, 2)
        assert wall.shown[-1].troubles == ()
        with contextlib.closing(Ledger(f"sqlite:///{folder}/ledger.db")) as again:
            assert again.counts("pbx").new == 2 * CALLS
            with pytest.raises(LedgerError, match="in use by"):
                again.hold("serve")
        assert wall.value("calls.waiting") == 2 * CALLS


def test_another_file_in_the_ledgers_place_is_told_and_neither_is_written(tmp_path: Path) -> None:
    with contextlib.closing(Wall(tmp_path, FakeSource("pbx", "calls"))) as wall:
        tell(wall, 1)
        os.rename(tmp_path / "ledger.db", tmp_path / "old.db")
        (tmp_path / "ledger.db").write_bytes(b"")
        wall.engine.polls.look_at_ledger()
        tell(wall, 2)
        assert "was replaced by another" in wall.shown[-1].troubles[0].message
        assert reading(wall.shown[-1], "calls.waiting", SITE).state is State.LATE
        assert (tmp_path / "ledger.db").read_bytes() == b""


def test_a_database_server_that_stops_is_told_and_comes_back_by_itself(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    with postgres_server.database() as name:
        wall = Wall(tmp_path, FakeSource("pbx", "calls"), at=postgres_server.url(name))
        with contextlib.closing(wall), capture_logs() as logs:
            wall.ledger.hold("serve")
            tell(wall, 1)
            postgres_server.stop(crash=True)
            for number in (2, 3):
                tell(wall, number)
            wall.engine.maintenance.run()
            assert wall.shown[-1].troubles[0].message.startswith("The ledger's database does not answer")
            assert reading(wall.shown[-1], "calls.waiting", SITE).state is State.LATE
            postgres_server.start()
            wall.engine.maintenance.run()
            for number in (2, 3):
                tell(wall, number)
            assert wall.value("calls.waiting") == 3 * CALLS
            assert wall.shown[-1].troubles == ()
        told = [line["event"] for line in logs if line["log_level"] != "debug"]
        assert told == ["trouble", "trouble over"]


def test_a_connection_that_never_answers_again_is_given_up_and_a_new_one_goes_on(
    tmp_path: Path, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's processes of the wall are stopped in their tracks; new ones would answer."""
    monkeypatch.setattr(database, "_PATIENCE_S", 0.05)
    monkeypatch.setattr(database, "_MUTE_S", 0.3)
    with postgres_server.database() as name:
        wall = Wall(tmp_path, FakeSource("pbx", "calls"), at=postgres_server.url(name))
        with contextlib.closing(wall), stopped_backends(postgres_server, name, wall):
            polling = threading.Thread(target=tell, args=(wall, 2))
            polling.start()
            said: set[str] = set()
            for _ in range(600):
                wall.engine.polls.look_at_ledger()
                said |= {trouble.message.split(";")[0] for trouble in wall.engine.equipment.troubles.lasting()}
                if not polling.is_alive():
                    break
                polling.join(0.05)
            assert not polling.is_alive(), "it waits for ever"
            assert said == {"The ledger's database does not answer"}
            for _ in range(4):  # each connection of before is found to be mute once
                polling = threading.Thread(target=tell, args=(wall, 2))
                polling.start()
                while polling.is_alive():
                    wall.engine.polls.look_at_ledger()
                    polling.join(0.05)
            wall.engine.polls.look_at_ledger()
            assert wall.engine.equipment.troubles.lasting() == ()
            assert wall.value("calls.waiting") == 2 * CALLS


@contextlib.contextmanager
def stopped_backends(server: PostgresServer, database_name: str, wall: Wall) -> Iterator[None]:
    tell(wall, 1)
    address = server.url(database_name).replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as ours:
        query = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'wallboard%'"
        pids = [pid for (pid,) in ours.execute(query)]
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)

"""The ledger in trouble under a wall that polls a phone system once a second: what it claimed each second against how
many calls the phone system's own table held."""

from __future__ import annotations

import contextlib
import random
import resource
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

import app
from tests.faults.matrix import Fault, Outcome, Second
from tests.servers import PostgresServer
from wallboard.model import Scope, State
from wallboard.simulate import queue_log_table

FAULT_S, BACK_S = 12, 8
SITE = Scope("main")
_SETTINGS = """
ledger = "{ledger}"
[sites.main]
name = "Main"
zone = "UTC"
[sources.pbx]
kind = "asterisk_queue_log"
url = "sqlite:///{folder}/phones.db"
poll_every = 1
[access]
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"
"""
Trouble = Callable[["Under"], contextlib.AbstractContextManager[None]]


class Under:
    """A running wall over a phone system that takes a call a second."""

    def __init__(self, folder: Path, ledger: str) -> None:
        self.folder = folder
        self.phones = sa.create_engine(f"sqlite:///{folder}/phones.db?timeout=30")
        self.told: list[float] = []  # when each call was written, by a clock that never jumps
        with self.phones.begin() as connection:
            queue_log_table.create(connection)
        self.call()
        file = folder / "wallboard.toml"
        file.write_text(_SETTINGS.format(folder=folder, ledger=ledger))
        self.application = app.build(app.load(file, {}))
        self.application.start()

    @property
    def file(self) -> Path:
        return self.folder / "ledger" / "ledger.db"

    def call(self) -> None:
        at = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
        row = (at, f"c{len(self.told)}", "roads", "NONE", "ENTERQUEUE", "", "", "1", "", "")
        with self.phones.begin() as connection:
            queue_log_table.insert(connection, [row])
        self.told.append(time.monotonic())

    def shown(self) -> int:
        waiting = self.application.engine.present.snapshot().get("calls.waiting", SITE)
        return 0 if waiting is None or waiting.value is None else int(waiting.value)

    def look(self, began: float) -> Second:
        """How old what is shown is: since when there is a call that it lacks."""
        snapshot = self.application.engine.present.snapshot()
        waiting = snapshot.get("calls.waiting", SITE)
        value = 0 if waiting is None or waiting.value is None else int(waiting.value)
        now = time.monotonic()
        age = now - self.told[value] if value < len(self.told) else 0.0
        trouble = next((f" ({each.message.split(';')[0]})" for each in snapshot.troubles), "")
        claims = "live" if waiting is not None and waiting.state is State.LIVE else f"late{trouble}"
        return Second(now - began, claims, age, f"{value} waiting, truth {len(self.told)}")

    def seconds(self, count: int, began: float) -> Iterator[Second]:
        for _ in range(count):
            self.call()
            time.sleep(1)
            yield self.look(began)

    def close(self) -> None:
        self.application.stop()
        self.phones.dispose()


def outcome(under: Under, trouble: Trouble) -> Outcome:
    with contextlib.closing(under):
        began = time.monotonic()
        until = began + 30
        while under.shown() < len(under.told) and time.monotonic() < until:
            time.sleep(0.2)
        began = time.monotonic()
        with trouble(under):
            seconds = list(under.seconds(FAULT_S, began))
        seconds += under.seconds(BACK_S, began)
        until = time.monotonic() + 30
        while under.shown() != len(under.told) and time.monotonic() < until:
            time.sleep(0.2)
        shown, truth = under.shown(), len(under.told)
    return Outcome(tuple(seconds), lost=max(0, truth - shown), doubled=max(0, shown - truth))


def over_file(trouble: Trouble) -> Fault:
    def fault(folder: Path) -> Outcome:
        return outcome(Under(folder, f"sqlite:///{folder}/ledger/ledger.db"), trouble)

    return fault


@contextlib.contextmanager
def locked(under: Under) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(under.file, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        yield


@contextlib.contextmanager
def full(under: Under) -> Iterator[None]:
    """No file of this process may grow: what SQLite meets on a disk without room, on every machine."""
    raw = under.application.engine.equipment.ledger._store._writer.raw_connection()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def into_one_file(file: Path) -> None:
    """Without what stands in the log beside it as long as somebody reads."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        for _ in range(100):
            if not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("the ledger is read without an end")


@contextlib.contextmanager
def damaged(under: Under) -> Iterator[None]:
    store = under.application.engine.equipment.ledger._store

    def rest() -> None:
        with store._lock:
            store._reader.dispose()
            store._writer.dispose()

    rest()
    with store._lock:
        into_one_file(under.file)
        whole = under.file.read_bytes()
        with under.file.open("r+b") as pages:
            pages.seek(4096)
            pages.write(random.Random(311).randbytes(max(4096, len(whole) - 4096)))
    yield
    rest()
    with store._lock, under.file.open("r+b") as pages:
        pages.write(whole)
    rest()


@contextlib.contextmanager
def deleted(under: Under) -> Iterator[None]:
    for file in under.file.parent.glob("ledger.db*"):
        file.unlink()
    yield


@contextlib.contextmanager
def folder_gone(under: Under) -> Iterator[None]:
    shutil.rmtree(under.file.parent)
    yield


def server_down(folder: Path) -> Outcome:
    with contextlib.closing(PostgresServer()) as server, server.database() as name:

        @contextlib.contextmanager
        def down(under: Under) -> Iterator[None]:
            server.stop(crash=True)
            yield
            server.start()

        return outcome(Under(folder, server.url(name)), down)


FAULTS: dict[str, Fault] = {
    "ledger locked by another program": over_file(locked),
    "ledger's file cannot grow (as on a full disk)": over_file(full),
    "ledger's pages damaged, then restored": over_file(damaged),
    "ledger deleted": over_file(deleted),
    "ledger's folder deleted": over_file(folder_gone),
    "ledger's PostgreSQL down": server_down,
}

"""Tables that are not the table that was read before, rows that commit late, connections that fall mute.

A whole wall over a real queue_log table, second by second. Truth is what this module wrote: every call that ever was
in the table while the wall looked, and every one that is there now.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

import app
from tests.browser.wire import Wire
from tests.faults.matrix import Outcome, Second
from tests.servers import PostgresServer
from wallboard.clock import SteadyClock, instant, system_clock, utc
from wallboard.engine.asking import GRACE_S
from wallboard.model import DAY, MINUTE, SECOND, Micros
from wallboard.simulate import queue_log_table

BEGIN: Micros = instant("2026-11-23T12:00Z")
SECONDS = 30
DEADLINE_S = 2.0
_SETTINGS = """
ledger = "sqlite:///{folder}/ledger.db"
[sites.main]
name = "Main"
zone = "UTC"
[sources.phones]
kind = "asterisk_queue_log"
url = "{url}"
poll_every = 1
deadline_s = {deadline}
[queues.roads]
"""
Row = tuple[object, ...]


@dataclass
class World:
    """A wall over a queue_log in a file, and the calls that truly were."""

    folder: Path
    now: Micros = BEGIN
    calls: int = 0
    looks: list[Second] = field(default_factory=list)
    before: dict[int, Micros] = field(default_factory=dict)  # until when how many calls had been
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        url = f"sqlite:///{self.folder}/phones.db"
        self.engine = sa.create_engine(url)
        with self.engine.begin() as connection:
            queue_log_table.create(connection)
        (self.folder / "wallboard.toml").write_text(_SETTINGS.format(folder=self.folder, url=url, deadline=DEADLINE_S))
        self.start()

    def start(self) -> None:
        clock = SteadyClock(lambda: self.now, lambda: self.now - BEGIN + DAY)
        self.wall = app.build(app.load(self.folder / "wallboard.toml", {}), clock)

    def restart(self) -> None:
        self.wall.engine.stop()
        self.start()

    def close(self) -> None:
        self.wall.engine.stop()
        self.engine.dispose()

    def new_calls(self, count: int) -> list[Row]:
        """Rows of callers who enter and give up at once; not written yet, but true."""
        rows: list[Row] = []
        self.before[self.calls] = self.now
        for _ in range(count):
            self.calls += 1
            at, call = str(utc(self.now))[:19], f"c{self.calls}"
            rows.append((next(self.ids), at, call, "roads", "NONE", "ENTERQUEUE", "", "", "1", "", ""))
            rows.append((next(self.ids), at, call, "roads", "NONE", "ABANDON", "1", "1", "0", "", ""))
        return rows

    def write(self, rows: Sequence[Row]) -> None:
        names = "id, time, callid, queuename, agent, event, data1, data2, data3, data4, data5"
        with self.engine.begin() as connection:
            for row in rows:
                connection.exec_driver_sql(f"INSERT INTO queue_log ({names}) VALUES ({', '.join('?' * 11)})", row)

    def rows(self) -> list[Row]:
        with self.engine.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT id, time, callid, queuename, agent, event, data1, data2, data3, data4, data5 FROM queue_log"
            )
            return [tuple(row) for row in found]

    def holds(self, rows: Sequence[Row]) -> None:
        """The table with these rows and no others; numbers go on after the last of them."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM queue_log")
        self.write(rows)
        self.ids = itertools.count(max((int(str(row[0])) for row in rows), default=0) + 1)

    def go_on(self, seconds: int, calls: bool = True) -> None:
        for second in range(seconds):
            self.now += SECOND
            if calls and second % 3 == 0:
                self.write(self.new_calls(1))
            self.look(second)

    def look(self, second: int) -> None:
        engine = self.wall.engine
        while engine.polls.poll("phones") == 0:
            pass
        (health,) = engine.present.health()
        shown = self.counted()
        known = self.before.get(shown)
        age = 0.0 if shown == self.calls else 1e5 if known is None else (self.now - known) / SECOND
        self.looks.append(
            Second(second, health.state.value, age, f"{shown} calls, truth {self.calls}; {health.notice}")
        )

    def counted(self) -> int:
        return len(self.wall.engine.equipment.ledger.visits("main", BEGIN - 60 * DAY, BEGIN + 60 * DAY))

    def outcome(self) -> Outcome:
        shown = self.counted()
        (health,) = self.wall.engine.present.health()
        return Outcome(
            tuple(self.looks), max(0, self.calls - shown), max(0, shown - self.calls), health.notice.partition(";")[0]
        )


def changed(change: Callable[[World], None], *, restarted: bool = False) -> Callable[[Path], Outcome]:
    """80 calls are read; then the table is changed, perhaps while the wall is off, and calls go on."""

    def fault(folder: Path) -> Outcome:
        with closing(World(folder)) as world:
            world.write(world.new_calls(80))
            world.go_on(3, calls=False)
            world.looks.clear()
            change(world)
            if restarted:
                world.restart()
            world.go_on(SECONDS)
            return world.outcome()

    return fault


def emptied(world: World, calls: int = 50) -> None:
    world.holds([])
    world.write(world.new_calls(calls))


def set_back(world: World) -> None:
    world.holds(world.rows()[:100])
    world.write(world.new_calls(1))


def numbered_anew(world: World) -> None:
    world.holds([(5_000 + number, *row[1:]) for number, row in enumerate(world.rows())])


def another(world: World) -> None:
    with world.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX queue_log_time")
        connection.exec_driver_sql("ALTER TABLE queue_log RENAME TO queue_log_old")
        queue_log_table.create(connection)
    world.ids = itertools.count(1)
    world.write(world.new_calls(30))


def late(minutes: int, restarted: bool = False) -> Callable[[Path], Outcome]:
    """Five calls are numbered, and committed so much later; what is not committed is not true yet."""

    def fault(folder: Path) -> Outcome:
        with closing(World(folder)) as world:
            world.write(world.new_calls(53))
            first = [next(world.ids) for _ in range(10)]
            world.write(world.new_calls(1))
            for _ in range(minutes):
                world.now += MINUTE
                world.look(0)
            world.looks.clear()
            if restarted:
                world.restart()
            ids, world.ids = world.ids, iter(first)  # type: ignore[assignment]
            world.write(world.new_calls(5))
            world.ids = ids
            world.go_on(SECONDS, calls=False)
            return world.outcome()

    return fault


def mute(folder: Path) -> Outcome:
    """A real server behind a wire: the open connection takes everything and never answers again. In real time."""
    with closing(PostgresServer()) as server, server.database() as name:
        return _muted(folder, server.url(name))


def _muted(folder: Path, url: str) -> Outcome:
    database = sa.create_engine(url)
    with database.begin() as connection:
        queue_log_table.create(connection)
    wire = Wire(database.url.port or 0)
    through = database.url.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False)
    file = folder / "wallboard.toml"
    file.write_text(_SETTINGS.format(folder=folder, url=through, deadline=DEADLINE_S))
    wall = app.build(app.load(file, {}))
    written: list[float] = []
    looks: list[Second] = []

    def call() -> None:
        at = str(utc(system_clock()))[:19]
        with database.begin() as connection:
            queue_log_table.insert(connection, [(at, f"c{len(written)}", "roads", "NONE", "ENTERQUEUE", *[""] * 5)])
        written.append(time.monotonic())

    try:
        wall.engine.start()
        call()
        deadline = time.monotonic() + 20
        while wall.engine.equipment.ledger.counts("phones").new < 1 and time.monotonic() < deadline:
            threading.Event().wait(0.05)
        wire.mute()
        began = time.monotonic()
        for second in range(round(DEADLINE_S + GRACE_S) + 10):
            call()
            threading.Event().wait(max(0.0, began + second + 1 - time.monotonic()))
            (health,) = wall.engine.present.health()
            shown = wall.engine.equipment.ledger.counts("phones").new
            age = time.monotonic() - written[shown] if shown < len(written) else 0.0
            looks.append(Second(second, health.state.value, age, f"{shown} rows, truth {len(written)}"))
        threading.Event().wait(2)
        shown = wall.engine.equipment.ledger.counts("phones").new
        return Outcome(tuple(looks), max(0, len(written) - shown), max(0, shown - len(written)))
    finally:
        wire.cut()
        wall.engine.stop()
        database.dispose()


FAULTS: dict[str, Callable[[Path], Outcome]] = {
    "table emptied and numbered anew": changed(emptied),
    "table emptied and numbered anew while the wall was off": changed(emptied, restarted=True),
    "... and its numbers passed the old ones": changed(lambda world: emptied(world, 120), restarted=True),
    "table restored from a backup, then one call": changed(set_back),
    "table restored from a backup while the wall was off": changed(set_back, restarted=True),
    "table copied with other numbers": changed(numbered_anew),
    "table replaced under its name": changed(another),
    "rows committed 12 minutes late": late(12),
    "rows committed 3 hours late, the wall started anew": late(180, restarted=True),
    "connection that never answers again (PostgreSQL)": mute,
}

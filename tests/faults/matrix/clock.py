"""Clocks that jump, and a phone system that falls silent: a whole wall over a real queue_log table, second by second.

The machine's clock and its uptime are numbers here, so that three years take no longer than a minute; everything else
is as it is in production. Truth is what this module wrote into the table.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

import app
from layouts.wall.boards import view
from tests.faults.matrix import Outcome, Second
from wallboard.clock import SteadyClock, instant, utc
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros, Scope
from wallboard.simulate import queue_log_table

BEGIN: Micros = instant("2026-11-23T12:00Z")  # a Monday
STAY_S = 20  # a caller waits so long, and gives up
FAULT_S, AFTER_S = 60, 30
CALM = {"none", "ok", "watch", "alarm", "closed", "no_calls"}
_SETTINGS = """
ledger = "sqlite:///{folder}/ledger.db"
[sites.main]
name = "Main"
zone = "UTC"
[sources.phones]
kind = "asterisk_queue_log"
url = "sqlite:///{folder}/phones.db"
poll_every = 1
[queues.roads]
"""


@dataclass
class Machine:
    """What time it is, and what a machine makes of it."""

    true: Micros = BEGIN
    ahead: Micros = 0  # of its clock
    paused: Micros = 0  # for which its uptime stood still

    def wall(self) -> Micros:
        return self.true + self.ahead

    def uptime(self) -> Micros:
        return self.true - BEGIN + DAY - self.paused


@dataclass
class World:
    """A wall and a phone system, which may be on the same machine, and what is true of the calls."""

    folder: Path
    machine: Machine = field(default_factory=Machine)
    same_machine: bool = False
    calls: int = 0
    misdated: int = 0
    entered: list[tuple[Micros, int]] = field(default_factory=list)  # those who wait
    before: list[tuple[Micros, float, float]] = field(default_factory=list)  # instant, waiting, offered: what was true
    looks: list[Second] = field(default_factory=list)
    began: Micros = BEGIN

    def __post_init__(self) -> None:
        self.engine = sa.create_engine(f"sqlite:///{self.folder}/phones.db")
        with self.engine.begin() as connection:
            queue_log_table.create(connection)
        (self.folder / "wallboard.toml").write_text(_SETTINGS.format(folder=self.folder))
        self.start()

    def start(self) -> None:
        settings = app.load(self.folder / "wallboard.toml", {})
        self.wall = app.build(settings, SteadyClock(self.machine.wall, self.machine.uptime))

    def restart(self) -> None:
        self.wall.engine.stop()
        self.start()

    def close(self) -> None:
        self.wall.engine.stop()
        self.engine.dispose()

    # ---- what goes on

    def go_on(self, seconds: int, *, calls: bool = True, looked_at: bool = True) -> None:
        for _ in range(seconds):
            self.machine.true += SECOND
            self.write(calls)
            if looked_at:
                self.look()

    def write(self, calls: bool) -> None:
        """One caller comes, those who have waited for long enough go."""
        now, rows = self.machine.true, []
        at = str(utc(now + (self.machine.ahead if self.same_machine else 0)))[:19]
        for entry in [entry for entry in self.entered if now - entry[0] >= STAY_S * SECOND]:
            self.entered.remove(entry)
            rows.append((at, f"c{entry[1]}", "roads", "NONE", "ABANDON", "1", "1", str(STAY_S), "", ""))
        if calls and self.same_machine and self.machine.ahead:
            self.misdated += 1  # by the phone system itself: they are of no day that has come
            rows.append((at, f"m{self.misdated}", "roads", "NONE", "ENTERQUEUE", "", "", "1", "", ""))
        elif calls:
            self.calls += 1
            self.entered.append((now, self.calls))
            rows.append((at, f"c{self.calls}", "roads", "NONE", "ENTERQUEUE", "", "", "1", "", ""))
        with self.engine.begin() as connection:
            queue_log_table.insert(connection, rows)
        self.before.append((now, len(self.entered), self.calls))

    # ---- what is shown of it

    def look(self) -> None:
        engine = self.wall.engine
        engine.standing.look_at_clock()
        engine.polls.poll("phones")
        engine.maintenance.run()
        snapshot = engine.present.snapshot()
        said = view("wall", self.wall.settings, snapshot)
        state = said["waiting-now"]["state"]
        waiting, offered, longest = (
            snapshot.get(metric, Scope("main"), window)
            for metric, window in (
                ("calls.waiting", "now"),
                ("calls.offered", "today"),
                ("calls.longest_wait_s", "now"),
            )
        )
        truly = (self.machine.true - self.entered[0][0]) / SECOND if self.entered else 0.0
        shown = None if longest is None else longest.value
        told = None if waiting is None or offered is None else (waiting.value, offered.value)
        words = said["foot-alert-says"]["text"]
        self.looks.append(
            Second(
                (self.machine.true - self.began) / SECOND,
                "live" if state in CALM else "clock" if snapshot.troubles else state,
                max(self._age(told), abs((shown or 0.0) - truly)),
                f"waiting, today {told}, truth {(len(self.entered), self.calls)}; longest {shown}, truth {truly}; {words}",
            )
        )

    def _age(self, told: tuple[float | None, float | None] | None) -> float:
        """How long ago what is told was true; a day where it never was."""
        for at, *true in reversed(self.before[-600:]):
            if told == tuple(true):
                return (self.machine.true - at) / SECOND
        return DAY / SECOND

    def outcome(self, told: str = "") -> Outcome:
        frame = self.wall.engine.equipment.ledger.visits("main", BEGIN - 60 * DAY, BEGIN + 2000 * DAY)
        rows = self.wall.engine.equipment.ledger.counts("phones")
        aside = f"{rows.set_aside} rows set aside, told at the source" if rows.set_aside else ""
        return Outcome(
            tuple(self.looks),
            lost=max(0, self.calls + self.misdated - len(frame)),
            doubled=max(0, len(frame) - self.calls),
            told="; ".join(filter(None, (told, aside))),
        )


def jumps(
    ahead: Micros, *, back: bool = True, same_machine: bool = False, again: bool = False, calls: bool = True
) -> Callable[[Path], Outcome]:
    """The machine's clock jumps, and is right again after a minute; `again`: then the wall is started once more."""

    def fault(folder: Path) -> Outcome:
        with closing(World(folder, same_machine=same_machine)) as world:
            world.go_on(40, looked_at=False)
            world.go_on(0 if calls and not same_machine else 2 * STAY_S, calls=False)
            world.look()
            world.looks.clear()
            world.began, world.machine.ahead = world.machine.true, ahead
            world.go_on(FAULT_S, calls=calls)
            if back:
                world.machine.ahead = 0
            if again:
                world.restart()
                world.look()
                world.looks.pop()  # nothing was asked yet
            world.go_on(AFTER_S, calls=calls)
            return world.outcome()

    return fault


def corrected(ahead: Micros) -> Callable[[Path], Outcome]:
    """The wall is started with a wrong clock, which is then set right."""

    def fault(folder: Path) -> Outcome:
        with closing(World(folder)) as world:
            world.go_on(40)
            world.machine.ahead = ahead
            world.restart()
            world.looks.clear()
            world.go_on(FAULT_S)
            world.machine.ahead = 0
            world.go_on(AFTER_S)
            return world.outcome()

    return fault


def passes(length: Micros, *, paused: bool) -> Callable[[Path], Outcome]:
    """The machine sleeps, or is paused by whoever runs it, while calls go on."""

    def fault(folder: Path) -> Outcome:
        with closing(World(folder)) as world:
            world.go_on(40, looked_at=False)
            world.look()
            world.looks.clear()
            world.began = world.machine.true
            seconds = length // SECOND
            world.go_on(seconds, looked_at=False)
            world.machine.paused = length if paused else 0
            world.go_on(FAULT_S)
            return world.outcome()

    return fault


def silent(folder: Path) -> Outcome:
    """Four weeks of a call every four minutes, then none, while the phones ring on. Truth: it can be known from the
    fifteenth call on that was not told."""
    every = 4 * MINUTE
    with closing(World(folder)) as world:
        at, rows = BEGIN - 28 * DAY, []
        while at <= BEGIN:
            world.calls += 1
            rows.append((str(utc(at))[:19], f"c{world.calls}", "roads", "NONE", "ENTERQUEUE", "", "", "1", "", ""))
            rows.append((str(utc(at))[:19], f"c{world.calls}", "roads", "NONE", "ABANDON", "1", "1", "0", "", ""))
            at += every
        with world.engine.begin() as connection:
            queue_log_table.insert(connection, rows)
        told = ""
        for minute in range(120):
            world.machine.true = BEGIN + minute * MINUTE
            world.look()
            last = world.looks.pop()
            known = max(0.0, (world.machine.true - BEGIN - 15 * every) / SECOND)
            world.looks.append(Second(last.at_s, last.claims, known, last.shown))
            told = last.shown.rsplit("; ", 1)[1]
        return world.outcome(told)


FAULTS: dict[str, Callable[[Path], Outcome]] = {
    "clock two hours back for a minute": jumps(-2 * HOUR),
    "clock two hours back, and no call to tell by": jumps(-2 * HOUR, calls=False),
    "clock two hours back, then the wall is started again": jumps(-2 * HOUR, again=True),
    "clock 25 hours ahead and back": jumps(25 * HOUR),
    "clock 25 hours ahead and back, and no call to tell by": jumps(25 * HOUR, calls=False),
    "clock 25 hours ahead and back, the phone system's too": jumps(25 * HOUR, same_machine=True),
    "clock three years ahead for a minute": jumps(3 * 365 * DAY),
    "clock three years ahead for a minute, then a start": jumps(3 * 365 * DAY, again=True),
    "clock half a minute back": jumps(-30 * SECOND, back=False),
    "clock half a minute ahead": jumps(30 * SECOND, back=False),
    "wall started two hours behind, then set right": corrected(-2 * HOUR),
    "wall started a day ahead, then set right": corrected(25 * HOUR),
    "wall started three years ahead, then set right": corrected(3 * 365 * DAY),
    "machine suspended for 20 minutes": passes(20 * MINUTE, paused=False),
    "virtual machine paused for 20 minutes": passes(20 * MINUTE, paused=True),
    "phone system answers and writes nothing": silent,
}

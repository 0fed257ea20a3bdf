"""Two weeks of the demo city with a holiday, a change of clocks and a storm, read every day as they go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.frozen import command, questions
from tests.frozen.laying import DATA, digest, settings_in
from tests.frozen.requests_then import DeskThen, TableThen
from wallboard.clock import instant
from wallboard.simulate import city
from wallboard.simulate.demo import Demo
from wallboard.simulate.numbers import Numbers

WEEKS = 2
EVERY = timedelta(days=1)
STORM = tuple(datetime.fromisoformat(f"2026-11-10T{hour}:00-05:00") for hour in (13, 16))
STARTED_ANEW = datetime.fromisoformat("2026-11-10T14:30-05:00")
TIMES_AS_MANY = {"streets": 3.0, "water": 2.5, "waste": 2.0}


class Strangers(Numbers):
    """Nobody calls twice, but by chance: so it was when the answers were frozen."""

    def of(self, drawn: int) -> str:
        return f"555{drawn}"


class StormyCity(Demo):
    """The demo city, which goes on by steps and knows one afternoon with two or three times as many callers."""

    whose = Strangers

    def rate(self, queue: city.DemoQueue) -> float:
        stormy = STORM[0].timestamp() <= self.env.now < STORM[1].timestamp()
        return super().rate(queue) * (TIMES_AS_MANY.get(queue.name, 1.0) if stormy else 1.0)

    def go_on(self, until: datetime) -> None:
        self.env.run(until=until.timestamp())
        self.flush()

    def start_phones_anew(self) -> None:
        """As after a crash: whoever waits or talks is heard of no more, or against all order."""
        self.centre.row("QUEUESTART", "NONE", "NONE")


class CityThen(StormyCity):
    """With its requests as they were when the answers were frozen."""

    written_by = TableThen

    def a_desk(self) -> DeskThen:
        return DeskThen(self.env, Random(self.seed), self.zone, self.save, self.forget)


def settings_text() -> str:
    return (DATA / "frozen" / "demo.toml").read_text("utf-8")


def lay_demo(folder: Path) -> tuple[Path, str]:
    """Every poll sees the requests as they are then, so that the ledger learns of their versions."""
    ends = datetime.fromisoformat(questions.DEMO_ENDS)
    demo = CityThen(folder, lambda: instant(questions.DEMO_ENDS), WEEKS)
    began = demo.begin(ends.timestamp())
    file = settings_in(folder, settings_text())
    for stop in _stops(datetime.fromtimestamp(began, ends.tzinfo), ends):
        demo.go_on(stop)
        if stop == STARTED_ANEW:
            demo.start_phones_anew()
        command.read_in(file, stop.isoformat(), "phones", "requests")
    demo.close()
    return file, digest(
        [
            settings_text().encode(),
            *_rows(folder / "phones.db", "queue_log"),
            *_rows(folder / "requests.db", "requests"),
        ]
    )


def _stops(began: datetime, ends: datetime) -> list[datetime]:
    """The end of every day, and every half hour of the storm."""
    usual = [began + EVERY * number for number in range(1, (ends - began) // EVERY + 1)]
    storm = [STORM[0] + timedelta(minutes=30) * number for number in range(7)]
    return sorted({*usual, *storm, ends})


def _rows(database: Path, table: str) -> Iterator[bytes]:
    connection = sqlite3.connect(database)
    yield from (repr(row).encode() for row in connection.execute(f"select * from {table} order by id"))
    connection.close()

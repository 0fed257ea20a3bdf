"""A source of days beside the others: polled as they are, kept, and seen by whoever sees whole sites."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from data_sources import csv_days
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, lost
from wallboard.clock import day_start
from wallboard.engine.reader import Readers
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros, State
from wallboard.model.outside_days import OutsideDay
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.source import Batch

pytestmark = pytest.mark.whole

HEADER = "Date,Visits\n"
DEPARTMENT, WARD = Remit.of(["main"], ["Roads"]), Remit.of(["main"], None, ["4"])


class City(Wall):
    """A wall whose only source is a file of days."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "days.csv"
        self.write("2026-11-20,100\n2026-11-21,200\n")
        settings: dict[str, Any] = {
            "sites": {"main": {"name": "Main", "zone": "UTC"}},
            "sources": {"web": csv_days.KIND.options(kind="csv_days", path=self.file, columns={"day": "Date", "n": "Visits"})},
        }  # fmt: skip
        of = Settings.model_validate(settings)
        super().__init__(folder, csv_days.KIND.open("web", "main", ZoneInfo("UTC"), of.sources["web"]), of=of)

    def write(self, rows: str, at: Micros = NOON - HOUR) -> None:
        self.file.write_text(HEADER + rows, encoding="utf-8")
        os.utime(self.file, (at / SECOND, at / SECOND))

    def read(self) -> None:
        """Polls until there is no more."""
        for _ in range(10):
            if self.poll("web", 60) is None:
                return
        raise AssertionError("there is always more")

    def days(self) -> dict[str, float]:
        return {str(day): numbers["n"] for day, numbers in self.ledger.outside_days("main", "web").items()}


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path)
    yield made
    made.close()


def test_a_wall_of_days_alone_is_live_and_shows_no_figure(city: City) -> None:
    city.read()
    snapshot = city.engine.present.full_snapshot()
    [health] = snapshot.health
    assert (health.source, health.carries, health.state, health.rows) == ("web", "days", State.LIVE, 2)
    assert {reading.state for reading in snapshot.readings.values()} <= {State.NO_DATA}
    assert city.days() == {"2026-11-20": 100, "2026-11-21": 200}
    city.again()
    city.engine.maintenance.run()
    assert city.days() == {"2026-11-20": 100, "2026-11-21": 200}


def test_a_file_that_is_gone_is_a_lost_source_and_back_when_it_is(city: City) -> None:
    city.read()
    city.file.rename(city.file.with_suffix(".old"))
    for _ in range(2):
        city.poll("web", 60)
    [health] = city.engine.present.snapshot().health
    assert health.state is State.LOST
    assert "there is no file or folder" in health.message
    city.file.with_suffix(".old").rename(city.file)
    city.poll("web", 60)
    assert city.engine.present.snapshot().health[0].state is State.LIVE


def test_a_day_that_had_not_come_is_taken_when_it_has_without_another_file(city: City) -> None:
    city.write("2026-11-22,300\n2026-11-23,400\n")
    city.read()
    assert (city.days(), city.ledger.counts("web").set_aside) == ({"2026-11-22": 300}, 1)
    city.engine.maintenance.run()
    city.now += 12 * HOUR
    city.engine.maintenance.run()
    city.poll("web", 60)
    assert (city.days(), city.ledger.counts("web").set_aside) == ({"2026-11-22": 300, "2026-11-23": 400}, 0)


def test_a_line_that_is_corrected_waits_no_longer_and_a_past_instant_knows_no_better(city: City) -> None:
    city.write("2026-11-21,many\n")
    city.read()
    assert city.engine.present.snapshot().health[0].set_aside == 1
    city.write("2026-11-21,200\n", at=NOON)
    city.read()
    assert (city.days(), city.engine.present.snapshot().health[0].set_aside) == ({"2026-11-21": 200}, 0)
    assert city.ledger.outside_days("main", "web", known=NOON) == {}


def test_somebody_limited_to_departments_or_wards_hears_nothing_of_it(tmp_path: Path) -> None:
    day = Batch({"n": 1}, days=(OutsideDay(date(2026, 11, 21), {"n": 1}, "line 2"),), read=1)
    wall = Wall(tmp_path, FakeSource("pbx", "calls", batch(entered(1, NOON))), FakeSource("web", "days", day))
    for name in ("pbx", "web"):
        wall.poll(name)
    for remit, heard in (
        (EVERYTHING, ["pbx", "web"]),
        (Remit.of(["main"]), ["pbx", "web"]),
        (DEPARTMENT, ["pbx"]),
        (WARD, ["pbx"]),
    ):
        reader = Readers(wall.engine.present, lambda: wall.now).within(remit)
        assert [health.source for health in reader.health()] == heard
        assert [health.source for health in reader.snapshot_at(wall.now).health] == heard
    wall.close()


def test_a_source_of_days_that_is_lost_touches_no_figure_and_fires_no_alert(tmp_path: Path) -> None:
    web = FakeSource("web", "days", lost("web"), lost("web"))
    wall = Wall(tmp_path, FakeSource("pbx", "calls", batch(entered(1, NOON))), web)
    wall.poll("pbx")
    for _ in range(2):
        wall.poll("web")
    states = {health.source: health.state for health in wall.engine.present.snapshot().health}
    assert states == {"pbx": State.LIVE, "web": State.LOST}
    assert wall.value("calls.waiting") == 1
    for _ in range(3):
        wall.now += MINUTE
        wall.poll("pbx")
        wall.engine.present.publish()
        wall.engine.alarming.run()
    assert not wall.ledger.alerts.on()
    wall.close()


def test_a_source_that_told_of_each_day_and_stops_is_silent_after_some(tmp_path: Path) -> None:
    """Judged by when it told of any: days themselves have no instant."""
    wall = Wall(tmp_path, web := FakeSource("web", "days"))
    for n in range(22):
        day = date.fromordinal(date(2026, 11, 1).toordinal() + n)
        wall.now = day_start(day, ZoneInfo("UTC")) + 31 * HOUR
        web.answers = [Batch({"n": n}, days=(OutsideDay(day, {"n": n}, f"line {n + 2}"),), read=1)]
        wall.poll("web")
    said = []
    for _ in range(6):
        wall.now += DAY
        wall.poll("web")
        wall.engine.maintenance.run()
        said.append(wall.engine.present.snapshot().health[0].state)
    assert said == [State.LIVE] * 4 + [State.SILENT] * 2
    wall.close()

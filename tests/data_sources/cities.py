"""The three cities' settings and files, for tests."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from data_sources._csv.source import CsvTickets
from data_sources.csv_tickets import KIND
from wallboard.source import Batch

EXCERPTS = Path(__file__).parents[1] / "data" / "requests"
NOW = 1_795_400_000_000_000
FILES = {"boston": "boston_2015.csv", "st_louis": "st_louis_2012.csv", "new_york": "new_york_1000.csv"}


class City(NamedTuple):
    name: str
    site: str
    zone: ZoneInfo
    settings: dict[str, Any]

    def source(self, path: Path, **changed: Any) -> CsvTickets:
        options = KIND.options(**self.settings["sources"]["requests"] | {"path": path} | changed)
        opened = KIND.open("requests", self.site, self.zone, options)
        assert isinstance(opened, CsvTickets)
        return opened


def city(name: str) -> City:
    settings = tomllib.loads((EXCERPTS / f"{name}.toml").read_text(encoding="utf-8"))
    site = next(iter(settings["sites"]))
    return City(name, site, ZoneInfo(settings["sites"][site]["zone"]), settings)


def read_all(source: CsvTickets, now: int = NOW) -> list[Batch]:
    batches = [source.changes(None, now)]
    while batches[-1].more:
        assert len(batches) < 10_000
        batches.append(source.changes(batches[-1].cursor, now))
    return batches

"""One recipe: what hung on the wall at an instant is what a recount of that instant tells, for everybody alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

import data_sources
from tests.frozen.demo import StormyCity
from wallboard.calls.callers import CallerHash
from wallboard.clock import instant
from wallboard.engine.engine import Engine
from wallboard.engine.reader import Readers
from wallboard.ledger import Ledger
from wallboard.metrics import METRICS
from wallboard.model import Health, Micros, Scope, Snapshot
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Board, Settings
from wallboard.settings.file import read as settings_file
from wallboard.simulate import demo_city
from wallboard.source import Source

OPEN, CLOSED = "2026-11-03T12:00-05:00", "2026-11-03T23:30-05:00"  # a Tuesday, a week after the history begins
SITE = "main"
EVERYBODY = {
    "everything": EVERYTHING,
    "a department": Remit.of([SITE], ["Streets"]),
    "two wards": Remit.of([SITE], wards=["3", "4"]),
}
# Told only where they count something.
MAY_BE_MISSING = {"tickets.finished", "tickets.emergency"}


Everything = dict[str, dict[str, "Told"]]  # by instant and remit
pytestmark = pytest.mark.slow
at_both = pytest.mark.parametrize("at", [OPEN, CLOSED])
for_everybody = pytest.mark.parametrize("remit", EVERYBODY)


class LivingWall:
    """The demo city, polled for real: calls, requests, and what maintenance looks up."""

    def __init__(self, folder: Path) -> None:
        self.now: Micros = instant(OPEN)
        self.city = StormyCity(folder, lambda: self.now, weeks=1)
        self.city.begin(datetime.fromisoformat(OPEN).timestamp())
        environ = {f"WALLBOARD_SOURCES__{n.upper()}__URL": f"sqlite:///{folder / n}.db" for n in ("phones", "requests")}
        self.settings = _changed(settings_file.load(demo_city.SETTINGS, data_sources.kinds(), environ))
        self.sources = {name: self._opened(name) for name in self.settings.sources}
        self.ledger = Ledger(f"sqlite:///{folder / 'ledger.db'}")
        self.ledger.migrate()
        self.engine = Engine(self.settings, self.sources, self.ledger, clock=lambda: self.now)
        self.readers = Readers(self.engine.present, lambda: self.now)

    def _opened(self, name: str) -> Source:
        options = self.settings.sources[name]
        kind = data_sources.kinds()[options.kind]
        hashed = (CallerHash(lambda: b"k" * 40, 35),) if kind.tells_callers else ()
        return kind.open(name, SITE, self.settings.zone(SITE), options, *hashed)

    def go_on(self, until: str) -> None:
        """Life until then, and one poll of everything at that instant."""
        self.city.go_on(datetime.fromisoformat(until))
        self.now = instant(until)
        self._poll()
        self.engine.maintenance.run()
        self._poll()  # what was looked up is shown from now on

    def _poll(self) -> None:
        for name in self.sources:
            while self.engine.polls.poll(name) == 0:
                pass

    def close(self) -> None:
        self.city.close()
        for source in self.sources.values():
            source.close()
        self.ledger.close()


def _changed(settings: Settings) -> Settings:
    """With a board that names agents, and a department whose ages are told in business days."""
    boards = settings.boards | {"floor": Board(rows=(("agents:4",),), agent_names=True)}
    parks = settings.departments["Parks"].model_copy(update={"age_in": "business"})
    return settings.model_copy(update={"boards": boards, "departments": settings.departments | {"Parks": parks}})


class Told(NamedTuple):
    """Of one instant, within one remit, to somebody who may know names."""

    shown: Snapshot  # what boards have
    full: Snapshot
    past: Snapshot  # the instant recounted


def _tell(wall: LivingWall, remit: Remit) -> Told:
    reader = wall.readers.within(remit, names=True)
    return Told(reader.snapshot(), reader.full_snapshot(), reader.snapshot_at(wall.now))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    wall = LivingWall(tmp_path_factory.mktemp("city"))
    found = {}
    for at in (OPEN, CLOSED):
        wall.go_on(at)
        found[at] = {name: _tell(wall, remit) for name, remit in EVERYBODY.items()}
    yield found
    wall.close()


def heard_of(health: Health) -> Health:
    """What the ledger knows of a source too. A poll that brought nothing leaves no trace in it, so that when a source
    last answered, how far it is behind and what it complains of is known live alone."""
    return replace(health, as_of=None, since=0, lag_s=None, catching_up=None, message="", notice="")


def apart_from_figures(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, readings={}, series={}, people=(), health=tuple(map(heard_of, snapshot.health)))


@at_both
@for_everybody
def test_live_and_past_are_the_same_in_everything_but_health(told: Everything, at: str, remit: str) -> None:
    _, live, past = told[at][remit]
    assert dict(live.readings) == dict(past.readings)
    assert dict(live.series) == dict(past.series)
    assert live.people == past.people
    assert apart_from_figures(live) == apart_from_figures(past)


@at_both
@for_everybody
def test_what_the_boards_show_is_part_of_the_full_snapshot(told: Everything, at: str, remit: str) -> None:
    shown, full, _ = told[at][remit]
    assert {key: full.readings.get(key) for key in shown.readings} == dict(shown.readings)
    assert (dict(shown.series), shown.people) == (dict(full.series), full.people)


def test_there_is_something_to_compare(told: Everything) -> None:
    full = told[OPEN]["everything"].full
    assert any(any(points) for points in full.series.values())
    assert full.people
    values = {metric: full.get(metric, Scope(SITE)) for metric in ("calls.callbacks_owed", "calls.callback_age_s")}
    assert all(reading is not None and reading.value for reading in values.values()), values
    again = full.get("calls.called_again", Scope(SITE), "today")
    assert again is not None
    assert again.value
    assert len({len(each.full.readings) for each in told[OPEN].values()}) == len(EVERYBODY), "each has its own"


@at_both
def test_every_metric_of_the_docs_is_told_in_all_its_windows_variants_and_scopes(told: Everything, at: str) -> None:
    """A figure that only a closed site has is told of a closed site."""
    missing = set(_declared()) - set(_found(told[at]["everything"].full))
    assert missing == ({("calls.offered", "window", "since_closing")} if at == OPEN else set())


def _declared() -> Iterator[tuple[str, str, str]]:
    for metric in METRICS.values():
        yield from ((metric.name, "window", window) for window in metric.windows)
        yield from ((metric.name, "scope", scope) for scope in metric.scopes)
        if metric.name not in MAY_BE_MISSING:
            yield from ((metric.name, "variant", variant) for variant in metric.variants)


def _found(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    for reading in snapshot.readings.values():
        yield reading.metric, "window", reading.window
        yield reading.metric, "variant", reading.variant
        yield from ((reading.metric, "scope", name) for name in reading.scope.as_dict())

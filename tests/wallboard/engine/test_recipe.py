"""One recipe: what hung on the wall at an instant is what a recount of that instant tells, for everybody alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest

from tests.wallboard.engine.living_wall import CLOSED, EVERYBODY, OPEN, SITE, LivingWall
from wallboard.metrics import METRICS
from wallboard.model import Health, Scope, Snapshot
from wallboard.model.remit import Remit

# Told only where they count something.
MAY_BE_MISSING = {"tickets.finished", "tickets.emergency"}


Everything = dict[str, dict[str, "Told"]]  # by instant and remit
pytestmark = pytest.mark.slow
at_both = pytest.mark.parametrize("at", [OPEN, CLOSED])
for_everybody = pytest.mark.parametrize("remit", EVERYBODY)


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

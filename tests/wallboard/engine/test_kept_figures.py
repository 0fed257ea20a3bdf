"""Everything of a half is counted once between two polls, whoever asks for it and how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.layouts.scope_city import ScopeCity
from wallboard.engine.halves import requests, scoped_view
from wallboard.engine.kept_figures import KeptFigures
from wallboard.engine.recipe import HalfFigures
from wallboard.model import MINUTE, Scope
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.source import Carries

pytestmark = pytest.mark.whole

NORTH: tuple[str, Carries] = ("north", "tickets")
SOUTH: tuple[str, Carries] = ("south", "tickets")
PARKS = Remit.of(departments=["dept-parks"])


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    with closing(ScopeCity(tmp_path_factory.mktemp("city"))) as made:
        yield made


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often requests were counted since it was asked last."""
    seen: list[None] = []

    def noting(counting: Any) -> Any:
        def note(*given: Any) -> Any:
            if given[-1] is None:
                seen.append(None)
            return counting(*given)

        return note

    for module in (requests, scoped_view):
        monkeypatch.setattr(module, "asked_readings", noting(module.asked_readings))

    def since() -> int:
        n = len(seen)
        seen.clear()
        return n

    return since


def test_who_asks_again_before_the_next_poll_costs_nothing(city: ScopeCity, counted: Callable[[], int]) -> None:
    present = city.wall.engine.present
    for remit, sites in ((EVERYTHING, 2), (PARKS, 2)):
        first = present.full_snapshot(remit)
        assert counted() == sites
        assert present.full_snapshot(remit).readings == first.readings
        assert counted() == 0
    present.full_snapshot(Remit.of(["north"], ["dept-parks"]))
    assert counted() == 0, "at the north it is the same"


def test_a_poll_is_in_what_is_told_next(city: ScopeCity, counted: Callable[[], int]) -> None:
    present = city.wall.engine.present
    north = Scope("north")
    before = present.full_snapshot(PARKS).get("tickets.open", north)
    city.wall.now += MINUTE
    city.wall.poll("crm-north")
    counted()
    after = present.full_snapshot(PARKS).get("tickets.open", north)
    assert counted() == 1, "of the north, which was polled"
    assert before is not None
    assert after is not None
    assert after.as_of == before.as_of + MINUTE


def test_those_asked_for_longest_ago_go_first() -> None:
    kept = KeptFigures(most=2)
    made: list[None] = []

    def work_out() -> HalfFigures:
        made.append(None)
        return HalfFigures()

    for half, remit in ((NORTH, None), (NORTH, PARKS), (NORTH, None), (SOUTH, None), (NORTH, None), (NORTH, PARKS)):
        kept.get(half, remit, work_out)
    assert (len(made), len(kept)) == (4, 2)
    kept.forget(SOUTH)
    assert len(kept) == 2
    kept.forget(NORTH)
    assert len(kept) == 0

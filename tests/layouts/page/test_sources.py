"""How sources are, in words, on pages that are read once: what a lost one told last is never shown without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from layouts.page import PageContext
from layouts.page.sources import nothing_read, source_words
from layouts.pages import figure, tile
from tests.layouts import snapshots
from tests.layouts.histories import FixedHistory
from tests.layouts.scope_city import ScopeCity
from tests.layouts.snapshots import NOW
from tests.wallboard.engine.parts import lost
from wallboard.access.visitor import MACHINE
from wallboard.engine.reader import Reader
from wallboard.model import Health, State

pytestmark = pytest.mark.whole


def reader(*health: Health) -> Reader:
    return cast("Reader", FixedHistory(snapshots.settings(), snapshots.morning(health=health)))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, []),
        ({"state": State.LOST}, ["phones lost since 09:58: figures stand still"]),
        ({"state": State.SILENT}, ["phones answers but has told nothing new since 09:58"]),
        ({"state": State.LATE, "ago_s": 60}, ["phones late: figures are of 10:41"]),
        ({"state": State.LIVE, "catching_up": 0.17}, ["phones: reading history, 17\N{NARROW NO-BREAK SPACE}%"]),
        ({"state": State.NO_DATA, "as_of": None}, ["phones: nothing has been read of it yet"]),
        ({"state": State.LOST, "as_of": None}, ["phones lost since 09:58: figures stand still"]),
    ],
)
def test_a_source_that_tells_nothing_of_now_says_so_and_one_that_is_well_nothing(
    facts: dict[str, Any], said: list[str]
) -> None:
    here = reader(snapshots.health(**facts))
    assert source_words(here, NOW) == said
    assert source_words(here, NOW, ["elsewhere"]) == []
    assert source_words(here, NOW, carries="tickets") == []


def test_nothing_is_read_until_one_source_has_told_all_of_its_history() -> None:
    unread, reading = snapshots.health(as_of=None), snapshots.health(catching_up=0.5)
    assert nothing_read(reader(unread, reading), "main", "calls")
    assert not nothing_read(reader(unread, snapshots.health()), "main", "calls")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[ScopeCity]:
    with closing(ScopeCity(tmp_path)) as made:
        yield made


def opened(city: ScopeCity, **parts: str) -> PageContext:
    return PageContext(MACHINE, parts, "/", city.web.services)


def test_a_figure_and_a_tile_of_a_lost_phone_system_say_that_it_is_lost_and_those_of_requests_do_not(
    city: ScopeCity,
) -> None:
    waiting = {"metric": "calls.waiting", "site": "north", "window": "now"}
    assert "pbx-north" not in str(figure.content("", opened(city, **waiting)))
    city.wall.sources["pbx-north"].answers += [lost("pbx-north")] * 3
    for _ in range(3):
        city.wall.poll("pbx-north", after_s=5)
    city.wall.poll("crm-north")
    said = "pbx-north lost since 12:00: figures stand still"
    assert said in str(figure.content("", opened(city, **waiting)))
    assert said in str(tile.content(opened(city, board="board-north", tile="queues")))
    assert said not in str(figure.content("", opened(city, metric="tickets.open", site="north", window="now")))
    assert said not in str(tile.content(opened(city, board="board-north", tile="oldest_open")))
    past = "?at=2026-11-22T11:00:00Z"
    assert said not in str(figure.content(past, opened(city, **waiting))), "of the past nothing stands still"


def test_before_anything_is_read_a_figure_and_a_tile_say_that_and_not_that_there_is_no_such_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.layouts.scope_city.Wall.poll", lambda wall, name: None)
    with closing(ScopeCity(tmp_path)) as city:
        said = str(figure.content("", opened(city, metric="calls.waiting", site="north", window="now")))
        assert "Nothing that makes this figure has been read yet." in said
        of_tile = str(tile.content(opened(city, board="board-north", tile="queues")))
        assert "pbx-north: nothing has been read of it yet" in of_tile

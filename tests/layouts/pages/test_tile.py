"""From a board to what is behind each of its figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect
from plotly.utils import PlotlyJSONEncoder

from layouts.page import PageContext
from layouts.page.figures import figure_address
from layouts.pages import tile
from layouts.wall.boards import boards, fit, readings_of
from layouts.web.routes import visiting
from tests.browser.signed_wall import axe_violations
from tests.desk import Desk
from tests.layouts.scope_city import ScopeCity
from tests.wallboard.engine.parts import NOON
from wallboard.access.visitor import MACHINE, Visitor, VisitorKind
from wallboard.clock import iso
from wallboard.model import HOUR
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right, Role

pytestmark = pytest.mark.whole

REMITS = (EVERYTHING, Remit.of(["north"]), Remit.of(departments=["dept-parks"]), Remit.of(wards=["ward-two"]))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    with closing(ScopeCity(tmp_path_factory.mktemp("city"))) as city:
        yield city


@pytest.mark.slow
@pytest.mark.parametrize("remit", REMITS)
def test_what_is_listed_makes_every_figure_of_every_tile_of_every_board(city: ScopeCity, remit: Remit) -> None:
    reader, opened = city.readers.within(remit), 0
    for board in boards(reader.settings):
        for place in fit(board, reader.settings).places:
            told = readings_of(board, place.key, reader.settings, reader.full_snapshot())
            assert told is not None
            for reading in told.readings:
                behind = reader.behind(reader.asked_now(reading.key))
                assert behind.agrees
                assert behind.reading.value == reading.value
                opened += 1
    assert opened > 50


def drawn(city: ScopeCity, visitor: Visitor) -> str:
    token = visiting.set(visitor)
    try:
        return json.dumps(city.web._layout("board-north"), cls=PlotlyJSONEncoder)
    finally:
        visiting.reset(token)


def test_tiles_lead_on_for_people_and_not_on_a_screen(city: ScopeCity) -> None:
    screen = Visitor(VisitorKind.SCREEN, "1", "Hall", None, frozenset({Right.READ}), EVERYTHING, board="board-north")
    for place in fit("board-north", city.settings).places:
        assert f'"/tile/board-north/{place.key}"' in drawn(city, MACHINE)
    assert "/tile/" not in drawn(city, screen)


def test_a_tile_that_there_is_not_is_said_to_be_none(city: ScopeCity) -> None:
    context = PageContext(MACHINE, {"board": "board-north", "tile": "none"}, "/", city.web.services)
    assert "no such tile" in json.dumps(tile.content(context), cls=PlotlyJSONEncoder)


def told(city: ScopeCity, search: str = "", tile_key: str = "queues") -> str:
    parts = {"board": "board-north", "tile": tile_key}
    context = PageContext(MACHINE, parts, f"/tile/board-north/{tile_key}", city.web.services, search)
    return json.dumps(tile.content(context), cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_of_a_past_instant_it_tells_the_figures_of_then_each_leading_to_what_made_it(city: ScopeCity) -> None:
    then, known = NOON - 2 * HOUR, NOON
    search = f"?at={iso(then)}&known={iso(known)}"
    shown = told(city, search)
    snapshot = city.readers.within(EVERYTHING).snapshot_at(then, known)
    readings = readings_of("board-north", "queues", city.settings, snapshot)
    assert readings is not None
    addresses = [figure_address(reading.key, then, known) for reading in readings.readings]
    assert len(addresses) > 5
    assert all(json.dumps(address) in shown for address in addresses)
    assert "Then" in shown
    assert '"/tile/board-north/queues"' in shown, "the way to those of now"
    assert "at=" not in told(city)


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("?at=soon", "This is no instant."),
        ("?at=2099-01-01T00:00:00Z", "nothing can be told"),
        ("?at=1970-01-01T00:00:00Z", "nothing can be told"),
        ("?other=1", "is nothing that this page can be asked for"),
    ],
)
def test_what_is_no_instant_of_the_past_is_said(city: ScopeCity, search: str, words: str) -> None:
    assert words in told(city, search)


@pytest.mark.slow
def test_from_a_board_to_the_requests_of_a_figure_by_the_keyboard(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, "/board/board-north", Role.SUPERVISOR) as page:
        page.locator("#oldest-open a.behind").press("Enter")
        figures = page.locator("table.listed tbody th a")
        figures.first.wait_for()
        assert axe_violations(page) == []
        figures.first.press("Enter")
        expect(page.locator("#figure-value")).to_be_visible()
        expect(page.locator("table.listed tbody tr")).not_to_have_count(0)
        page.locator("table.listed tbody th a").first.press("Enter")
        expect(page.get_by_role("heading", name="One request")).to_be_visible()


@pytest.mark.slow
def test_from_today_to_the_calls_of_a_figure(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, "/today?site=north", Role.SUPERVISOR) as page:
        figure = page.locator("#figures dd a").first
        figure.wait_for()
        calls = figure.text_content()
        figure.press("Enter")
        expect(page.locator("#figure-value")).to_have_text(calls or "")
        page.go_back()
        page.locator("#figures").wait_for()
        page.locator("summary").last.press("Enter")
        page.locator("details[open] tbody a").first.press("Enter")
        expect(page.locator("#figure-value")).to_be_visible()

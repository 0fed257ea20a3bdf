"""A figure opened: its address, what it says, and its list; in a real browser, by the keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from plotly.utils import PlotlyJSONEncoder

from layouts.page import PageContext
from layouts.page.figures import figure_address
from layouts.page.list_look import ListLook
from layouts.page.told_address import UnfitAddress
from layouts.pages import figure
from layouts.pages.figure.asked import asked
from tests.browser.signed_wall import axe_violations
from tests.desk import Desk
from tests.layouts.scope_city import ScopeCity
from tests.wallboard.engine.parts import NOON
from wallboard.access.visitor import MACHINE
from wallboard.languages import language, speak
from wallboard.model import HOUR, ReadingKey, Scope
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole

LEVEL = ReadingKey("calls.service_level", Scope("north"), "today", "offered")
PARTS = {"metric": LEVEL.metric, "site": "north", "window": "today"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    with closing(ScopeCity(tmp_path_factory.mktemp("city"))) as city:
        yield city


def said(city: ScopeCity, search: str, parts: Mapping[str, Any] = PARTS) -> str:
    context = PageContext(MACHINE, parts, "/figure", city.web.services)
    return json.dumps(figure.content(search, context), cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_a_figure_says_what_it_is_and_lists_every_call(city: ScopeCity) -> None:
    told = said(city, "?variant=offered")
    for words in (
        "Centre north, today",
        "8 of 30",
        "answered within 0:30",
        "80\u202f%",
        "Ain / (A + B + Df)",
        "30 rows",
    ):
        assert words in told
    assert told.count('"type": "Tr"') == 31


def test_it_is_defined_in_the_language_of_whoever_reads(city: ScopeCity) -> None:
    with speak(language("es")):
        told = said(city, "?variant=calendar", {"metric": "tickets.age_p50_days", "site": "north", "window": "now"})
    for words in ("interpolación lineal; antigüedad = ahora − apertura", "sistema de solicitudes: sus solicitudes"):
        assert words in told


def test_its_address_names_scope_variant_and_instant() -> None:
    key = ReadingKey("tickets.in_band", Scope("main", department="Water & Sewer", band="(1,3]"), "now", "breached")
    path, _, query = figure_address(key, NOON, NOON).partition("?")
    assert path == "/figure/tickets.in_band/main/now"
    read = asked(f"?{query}", {"metric": key.metric, "site": "main", "window": "now"})
    assert (read.key, read.at, read.known) == (key, NOON, NOON)
    assert asked(read.looked_at(ListLook("a&b", "-wait", 3)), PARTS).look == ListLook("a&b", "-wait", 3)


@pytest.mark.parametrize(
    "search",
    [
        "?odd=1",
        "?page=x",
        "?page=-1",
        "?page=0",
        "?at=then",
        "?q=%00",
        "?q=" + "a" * 1_001,
        "?q=%ff",
        "?" + "&".join(["q=a"] * 70),
    ],
)
def test_an_address_that_cannot_be_read_is_said_to_be_one(search: str, city: ScopeCity) -> None:
    with pytest.raises(UnfitAddress):
        asked(search, PARTS)
    assert "nothing" in said(city, search)


def test_rows_are_found_by_a_text_and_sorted_by_a_column(city: ScopeCity) -> None:
    assert "8 of 30 rows have “in time”" not in said(city, "?variant=offered&q=in+time"), "22 are not in time"
    assert "22 of 30 rows have “not in time”" in said(city, "?variant=offered&q=not+in+time")
    waits = [each.split('"')[0] for each in said(city, "?variant=offered&sort=-wait").split('"children": "')]
    shown = [wait for wait in waits if len(wait) == 4 and wait[1] == ":" and wait != "2:00"]
    assert len(shown) >= 30
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize("search", ["?variant=offered&sort=none", "?variant=offered&page=2"])
def test_a_column_or_a_page_that_there_is_not_is_answered_with_what_there_is(search: str, city: ScopeCity) -> None:
    told = said(city, search)
    assert "entered, queue, wait" in told or "ends with page 1" in told


@pytest.mark.parametrize(
    "search", ["?variant=none", "?queue=none&variant=offered", "?at=2027-01-01T00:00Z&variant=offered", "?department=x"]
)
def test_what_there_is_not_is_said(search: str, city: ScopeCity) -> None:
    assert '"role": "status"' in said(city, search)


@pytest.mark.slow
def test_a_list_is_found_sorted_and_sent_on_by_the_keyboard(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, figure_address(LEVEL), Role.SUPERVISOR) as page:
        rows = page.locator("table.listed tbody tr")
        expect(rows).to_have_count(30)
        assert axe_violations(page) == []
        page.locator("#figure-list-find").focus()
        page.keyboard.type("not in time")
        page.keyboard.press("Enter")
        expect(page.locator("caption")).to_have_text("22 of 30 rows have “not in time”")
        page.get_by_role("link", name="Waited").focus()
        page.keyboard.press("Enter")
        expect(page.locator("th[aria-sort=descending]")).to_have_text("Waited ▼")
        expect(rows).to_have_count(22)
        page.get_by_role("link", name="Link to this instant").press("Enter")
        expect(page.get_by_role("link", name="The same figure now")).to_be_visible()
        assert "at=2026-11-22T12%3A00%3A00Z" in page.url


@pytest.mark.slow
def test_on_a_phone_only_the_table_is_wider_than_the_screen(chromium: Browser, desk: Desk) -> None:
    key = ReadingKey("tickets.open", Scope("north", department="dept-parks"))
    with desk.opened(chromium, figure_address(key, NOON - HOUR), Role.SUPERVISOR, language="fr") as page:
        page.set_viewport_size({"width": 390, "height": 844})
        expect(page.locator("table.listed")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert axe_violations(page) == []

"""The live page on a phone and at a desk: cards or tables, and from part to part by finger and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import beats
from tests.browser.live_page import DESK, PHONE, busy_desk, opened, row
from tests.browser.signed_wall import axe_violations
from tests.busy_floor import BusyFloor
from tests.desk import Desk
from tests.wallboard.engine.parts import NOON
from tests.wide import every_value
from wallboard.model.roles import Role

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def floor() -> BusyFloor:
    return BusyFloor(queues=20, agents=300, callers=60, clock=lambda: NOON)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, floor: BusyFloor) -> Iterator[Desk]:
    with busy_desk(tmp_path_factory.mktemp("live"), floor) as served:
        yield served


@pytest.fixture
def page(chromium: Browser, desk: Desk) -> Iterator[Page]:
    with opened(chromium, desk) as page:
        yield page


def test_on_a_phone_there_are_cards_that_stay_what_they_are(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, "/live", Role.SUPERVISOR) as page:
        page.set_viewport_size(PHONE)
        cards = page.locator("#queues-cards > li")
        expect(cards).to_have_count(20)
        expect(page.locator("#queues .ag-row")).to_have_count(0)
        expect(page.locator("#agents-cards > li")).to_have_count(40)
        page.locator("#agents-part .more").click()
        expect(page.locator("#agents-cards > li")).to_have_count(80)
        page.locator("#agents-find input").fill("Agent 0033")
        expect(page.locator("#agents-cards > li")).to_have_count(1)
        beats(page, 3)
        expect(page.locator("#agents-cards > li")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.set_viewport_size(DESK)
        expect(row(page, "queues", 0)).to_be_visible()
        expect(page.locator("#agents-count")).to_have_text("1 of 300")


def test_on_a_phone_one_gets_from_part_to_part_by_finger_and_by_keyboard_and_the_view_stays(
    chromium: Browser, desk: Desk
) -> None:
    with desk.opened(chromium, "/live#agents.find=Agent", Role.SUPERVISOR) as page:
        page.set_viewport_size(PHONE)
        expect(page.locator("#agents-cards > li")).to_have_count(40)
        jumps = page.locator(".live-jumps")
        for name in ("callers", "queues", "agents"):
            jumps.locator(f"a[href='#{name}-part']").click()
            expect(page.locator(f"#{name}-title")).to_be_focused()
            expect(page.locator(f"#{name}-title")).to_be_in_viewport()
            below, title = jumps.bounding_box(), page.locator(f"#{name}-title").bounding_box()
            assert below
            assert title
            assert 0 <= below["y"] < 20
            assert title["y"] >= below["y"] + below["height"], "what one came for is not behind the way that led there"
        page.keyboard.press("F6")
        expect(page.locator("#callers-title")).to_be_focused()
        page.keyboard.press("Shift+F6")
        expect(page.locator("#agents-title")).to_be_focused()
        expect(page.locator("#agents-there")).to_have_text("300")
        page.locator("#view-name input").fill("A view whose name has sixty letters, which is more than fits")
        page.locator("button[data-live='save']").click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("location.hash") == "#agents.find=Agent"
        assert axe_violations(page) == []


def test_where_nothing_fits_it_says_so_in_the_readers_language_and_leads_back(page: Page, desk: Desk) -> None:
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.locator("#agents-find input").fill("nobody of this name")
        expect(page.locator("#agents-none")).to_contain_text("None fits what is chosen or looked for.")
        expect(page.get_by_text("No Matching Rows")).to_have_count(0)
        expect(page.locator("#callers-none")).to_be_hidden()
        page.locator("#agents-none button").click()
        expect(page.locator("#agents-none")).to_be_hidden()
        expect(page.locator("#agents-count")).to_have_text("300")


def test_what_is_counted_is_what_is_shown_in_cards_as_in_tables(page: Page, desk: Desk) -> None:
    desk.ticking.clear()
    try:
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            shown = "#agents-cards > li" if size is PHONE else "#agents .ag-row"
            expect(page.locator(shown).first).to_be_visible()
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
            expect(page.locator("#agents-count")).to_have_text("300")
    finally:
        desk.ticking.set()


@pytest.mark.parametrize(("size", "scheme"), every_value(["desk", "phone"], ["light", "dark"]))
def test_axe_finds_nothing(page: Page, size: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE if size == "phone" else DESK)
    expect(page.locator("#queues-cards > li" if size == "phone" else "#queues .ag-row").first).to_be_visible()
    assert axe_violations(page) == []

"""Paired screens behind a proxy that holds the stream back, and on a way that is cut: nobody need touch them."""

from __future__ import annotations

from contextlib import ExitStack

from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import LIVE, WAYS, beats, browsing
from tests.browser.cutting_way import Cut, CuttingWay
from tests.browser.paired_wall import PairedWall, shown_code
from tests.browser.shaped_wire import Shape, shaped


def test_screens_that_ask_load_anew_when_somebody_wants_it(chromium: Browser, there: PairedWall) -> None:
    """The wish came over the stream only, which the proxy holds back."""
    with ExitStack() as opened:
        screens: dict[str, Page] = {}
        for name, script in WAYS.items():
            wire = opened.enter_context(shaped(there.port, Shape(holds=10_000_000)))
            screens[name] = opened.enter_context(browsing(chromium, script)).new_page()
            screens[name].goto(f"http://127.0.0.1:{wire.port}/tv")
            there.access.screens.approve(shown_code(screens[name]), "wall", "main", name, None)
            opened.callback(there.access.screens.revoke, there.screen(name), None)
        for screen in screens.values():
            expect(screen.locator("#link-note")).to_contain_text("a proxy may be buffering")
        for name, screen in screens.items():
            loads_anew_once(screen, there, name)


def loads_anew_once(screen: Page, there: PairedWall, name: str) -> None:
    loads: list[str] = []
    screen.on("load", lambda loaded: loads.append(loaded.url))
    with screen.expect_event("load"):
        there.access.screens.reload(there.screen(name), None)
    screen.locator(LIVE).wait_for(state="attached")
    beats(screen)
    assert len(loads) == 1, name


def test_a_tv_whose_pairing_page_did_not_come_whole_shows_its_code_when_the_way_is_free(
    chromium: Browser, there: PairedWall
) -> None:
    way = CuttingWay(there.port, {"^/assets/": Cut.REFUSED})
    try:
        with browsing(chromium) as tv:
            screen = tv.new_page()
            screen.goto(f"http://127.0.0.1:{way.port}/tv")
            expect(screen.locator("#not-started")).to_contain_text("This page did not come through yet.")
            way.cuts = {}
            expect(screen.locator("#code")).not_to_have_text("····-····")  # after the pause
            assert shown_code(screen)
            expect(screen.locator("#not-started")).to_have_count(0)
    finally:
        way.cut()

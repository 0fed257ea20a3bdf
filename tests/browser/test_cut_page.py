"""A wall's page whose way is cut before all of it has come: it says so, and comes back by itself when the way is free."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import LIVE, browsing, moves
from tests.browser.cutting_way import Cut, CuttingWay
from tests.served import Served

NOT_YET = re.compile(r"^The board did not come through yet\. It is (loaded|being loaded) anew")
PAGE_NOT_YET = re.compile(r"^This page did not come through yet\. It is (loaded|being loaded) anew")
STYLED = """() => [...document.styleSheets].some((one) => {
    try { return /board\\.css/.test(one.href) && one.cssRules.length > 0 } catch (cut) { return false }
})"""
SECONDS = re.compile(r"anew by itself in (\d+) s\.$")
LONGEST_MS = 70_000  # longer than any pause
Pause = Callable[[Page], None]  # lets a pause pass
FILES = r"^/(assets|_dash-component-suites)/"


@pytest.fixture
def way(server: Served) -> Iterator[CuttingWay]:
    way = CuttingWay(server.port)
    yield way
    way.cut()


def address(way: CuttingWay) -> str:
    return f"http://127.0.0.1:{way.port}/board/first"


def announced_s(page: Page) -> int:
    """In how many seconds the page says that it is loaded anew."""
    notice = page.locator("#not-started")
    expect(notice).to_have_text(SECONDS)
    found = SECONDS.search(notice.text_content() or "")
    return int(found[1]) if found else 0


def sit_out(page: Page) -> None:
    """As long as it takes."""


def pass_over(page: Page) -> None:
    """By the page's own clock, which is moved on."""
    page.clock.fast_forward(LONGEST_MS)


def comes_back(page: Page) -> None:
    """The board is live by itself, and nothing is said over it any more."""
    page.locator(LIVE).wait_for(state="attached")
    expect(page.locator("#value-3")).to_have_text("1003")
    expect(page.locator("#not-started")).to_have_count(0)
    assert moves(page)
    has_tried(page, 0)


def has_tried(page: Page, times: int) -> None:
    """That often it was to be loaded anew since the board was last there, and when it is next is settled."""
    for _ in range(150):
        if page.evaluate("Number(sessionStorage.getItem('wallboard-anew'))") == times:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("sessionStorage.getItem('wallboard-anew')"))


@pytest.mark.parametrize(
    ("what", "cut", "pause"),
    [
        ("_dash-layout", Cut.REFUSED, sit_out),
        ("_dash-dependencies", Cut.AWAY, pass_over),
        ("react", Cut.REFUSED, pass_over),
        ("live\\.js", Cut.HALF, pass_over),
        (FILES, Cut.REFUSED, pass_over),
    ],
    ids=["layout", "dependencies", "a library", "half a script", "all files"],
)
def test_a_board_whose_way_was_cut_is_live_when_the_way_is_free(
    chromium: Browser, way: CuttingWay, what: str, cut: Cut, pause: Pause
) -> None:
    """It said "This browser does not draw the board", or nothing at all, for ever."""
    way.cuts = {what: cut}
    with browsing(chromium) as context:
        page = context.new_page()
        if pause is pass_over:
            page.clock.install()
        page.goto(address(way))
        expect(page.locator("#not-started")).to_have_text(NOT_YET)
        assert page.locator(LIVE).count() == 0
        assert 1 <= announced_s(page) <= 6
        way.cuts = {}
        pause(page)
        comes_back(page)


@pytest.mark.parametrize("what", ["_dash-layout", "parts\\.js"])
def test_a_request_that_is_never_answered_is_not_waited_for_for_ever(
    chromium: Browser, way: CuttingWay, what: str
) -> None:
    way.cuts = {what: Cut.NEVER}
    with browsing(chromium) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(address(way), wait_until="commit")
        page.locator("#react-entry-point").wait_for(state="attached")
        page.wait_for_timeout(1_500)
        expect(page.locator("#not-started")).to_have_count(0)
        page.clock.fast_forward(31_000)
        expect(page.locator("#not-started")).to_have_text(NOT_YET)
        way.cuts = {}
        pass_over(page)
        comes_back(page)


def test_the_pauses_grow_to_a_minute_and_go_on_for_ever(chromium: Browser, way: CuttingWay) -> None:
    way.cuts = {"_dash-layout": Cut.REFUSED}
    with browsing(chromium) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(address(way))
        for n in range(7):
            s = announced_s(page)
            pause = (5, 15, 30, 60)[min(n, 3)]
            assert 0.9 * pause - 2 <= s <= 1.1 * pause + 1, (n, s)
            asked = len([path for path in way.asked if path == "/board/first"])
            with page.expect_event("load"):
                page.clock.fast_forward(1_000 * (s + 1))
            assert len([path for path in way.asked if path == "/board/first"]) == asked + 2, "looked at, then loaded"
        announced_s(page)
        way.cuts = {}
        pass_over(page)
        comes_back(page)


@pytest.mark.parametrize(("cut", "times"), [(Cut.REFUSED, 3), (Cut.NEVER, 1), (Cut.HALF, 1), (Cut.AWAY, 3)])
def test_a_page_that_is_not_there_is_not_gone_to(chromium: Browser, way: CuttingWay, cut: Cut, times: int) -> None:
    """A wall must not be left on the browser's error page, nor on a proxy's."""
    way.cuts = {"_dash-layout": Cut.REFUSED}
    with browsing(chromium) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(address(way))
        has_tried(page, 1)
        way.cuts = {"": cut}
        loads: list[str] = []
        page.on("load", lambda _: loads.append(page.url))
        for n in range(times):
            with page.expect_request(lambda request: request.resource_type == "xhr" and request.url == address(way)):
                page.clock.fast_forward(LONGEST_MS)
            has_tried(page, n + 2)
        assert (loads, page.url) == ([], address(way))
        way.cuts = {}
        pass_over(page)
        comes_back(page)


@pytest.mark.parametrize(
    ("cut", "pause"),
    [(Cut.REFUSED, sit_out), (Cut.HALF, pass_over), (Cut.AWAY, pass_over)],
    ids=["refused", "half", "away"],
)
def test_a_board_without_its_style_is_shown_and_gets_it_when_the_way_is_free(
    chromium: Browser, way: CuttingWay, cut: Cut, pause: Pause
) -> None:
    way.cuts = {"board\\.css": cut}
    with browsing(chromium) as context:
        page = context.new_page()
        if pause is pass_over:
            page.clock.install()
        page.goto(address(way))
        page.locator(LIVE).wait_for(state="attached")
        expect(page.locator("#not-started")).to_have_count(0)
        assert moves(page)
        assert not page.evaluate(STYLED)
        has_tried(page, 1)
        way.cuts = {}
        pause(page)
        page.wait_for_function(STYLED)
        comes_back(page)


def test_a_page_at_a_desk_whose_way_was_cut_is_there_when_the_way_is_free(chromium: Browser, way: CuttingWay) -> None:
    """Of *Today* only a blank page was left, for ever."""
    way.cuts = {"_dash-layout": Cut.REFUSED}
    with browsing(chromium) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(f"http://127.0.0.1:{way.port}/page")
        expect(page.locator("#not-started")).to_have_text(PAGE_NOT_YET)
        way.cuts = {}
        pass_over(page)
        expect(page.locator("main")).to_have_text("There")
        expect(page.locator("#not-started")).to_have_count(0)
        has_tried(page, 0)


def test_a_board_that_is_whole_is_never_loaded_anew(chromium: Browser, way: CuttingWay) -> None:
    with browsing(chromium) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(address(way))
        page.locator(LIVE).wait_for(state="attached")
        page.clock.run_for(200_000)
        assert way.asked.count("/board/first") == 1

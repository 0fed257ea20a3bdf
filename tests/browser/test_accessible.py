"""A wall for those who do not see it as others do: with other eyes, by ear, enlarged, in the hand, by keyboard or finger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.signed_wall import axe_violations
from tests.wide import every_value

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOOKS: dict[str, dict[str, Any]] = {
    "wall": {"viewport": {"width": 1920, "height": 1080}},
    "at 200 %": {"viewport": {"width": 960, "height": 540}, "device_scale_factor": 2},
    "phone": PHONE,
}
LEAST_PX = 12
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".wall *")]
  .filter((at) => at.offsetParent && [...at.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()))
  .map((at) => parseFloat(getComputedStyle(at).fontSize)))"""
# Of what is watched or an alarm: whether something other than colour says so, beside the same thing in calm.
SHAPE = """(at) => { const s = getComputedStyle(at);
  return [s.boxShadow !== "none", s.backgroundColor !== "rgba(0, 0, 0, 0)"].join() }"""


@pytest.fixture(scope="module")
def looks(chromium: Browser) -> Iterator[Callable[[dict[str, Any]], BrowserContext]]:
    """One browser for each look, which loads the walls' files once."""
    with ExitStack() as made:
        known: dict[str, BrowserContext] = {}

        def look(options: dict[str, Any]) -> BrowserContext:
            if repr(options) not in known:
                known[repr(options)] = made.enter_context(chromium.new_context(**options))
            return known[repr(options)]

        yield look


@pytest.fixture
def page(looks: Callable[[dict[str, Any]], BrowserContext], request: pytest.FixtureRequest) -> Iterator[Page]:
    with looks(getattr(request, "param", LOOKS["wall"])).new_page() as page:
        yield page


def opened(page: Page, address: str, board: str = "data") -> Page:
    page.goto(f"{address}/board/{board}")
    page.wait_for_selector("#head-time:not(:empty)")
    return page


@pytest.mark.parametrize(("look", "board"), every_value(LOOKS, ["data", "other-tiles", "light", "contrast", "past"]))
def test_axe_has_nothing_against_a_board(
    looks: Callable[[dict[str, Any]], BrowserContext], address: str, look: str, board: str
) -> None:
    with looks(LOOKS[look]).new_page() as page:
        assert axe_violations(opened(page, address, board)) == []


@pytest.mark.parametrize("page", [LOOKS["at 200 %"], PHONE], ids=["at 200 %", "phone"], indirect=True)
def test_enlarged_and_in_the_hand_a_board_is_a_page_to_read(page: Page, address: str) -> None:
    """Text as large as the reader's own, everything reached by scrolling down, nothing to the side."""
    opened(page, address)
    assert page.evaluate(SMALLEST) >= LEAST_PX
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight > innerHeight")
    last = page.locator("#ageing .row:has-text('Animal care')")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
def test_tables_of_a_board_are_whole_on_a_phone(page: Page, address: str) -> None:
    """Also how fast and how many in time, and not only who waits: nobody looks for what gives no sign of being there."""
    opened(page, address).wait_for_selector("#queues-0-name:not(:empty)")
    beside = (
        "(at) => [at.scrollWidth - at.clientWidth, at.closest('.tile').querySelector('.lines .row').children.length]"
    )
    for tile, columns in (("queues", 5), ("ageing", 8)):
        over, there = page.locator(f"#{tile} .rows").evaluate(beside)
        assert over <= 1, tile
        assert there >= columns


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
def test_three_tiles_in_a_row_leave_no_hole_on_a_phone(page: Page, address: str) -> None:
    opened(page, address, "far")
    ends = page.locator(".tile-row").evaluate_all(
        "(rows) => rows.map((row) => row.getBoundingClientRect().right - row.lastElementChild.getBoundingClientRect().right)"
    )
    assert len(ends) == 2
    assert max(ends) <= 1


def test_a_screen_that_hangs_never_scrolls(chromium: Browser, address: str) -> None:
    """Some televisions tell a page half of their pixels."""
    context = chromium.new_context(viewport={"width": 960, "height": 540}, device_scale_factor=2)
    page = context.new_page()
    page.route("**/board/data", _as_a_screen)
    opened(page, address)
    expect(page.locator("html")).to_have_attribute("data-as", "screen")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    context.close()


def _as_a_screen(route: Any) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub('data-as="[a-z]*"', 'data-as="screen"', answer.text()))


def test_figures_have_names_and_tables_their_rows_for_those_who_listen(page: Page, address: str) -> None:
    opened(page, address)
    expect(page.get_by_role("img", name="Speed of answer: 31 seconds")).to_have_count(1)
    expect(page.get_by_role("img", name="Answered in 0:30: 68")).to_have_count(1)
    queues = page.get_by_role("table", name="Queues")
    expect(queues.get_by_role("columnheader")).to_have_text(["queue", "waiting", "longest", "answer", "in time"])
    expect(queues.get_by_role("row", name="Streets & lights: act")).to_have_count(1)
    first = queues.get_by_role("row").nth(1)
    expect(first.get_by_role("rowheader")).to_have_text("Streets & lights")
    expect(first.get_by_role("cell").first).to_have_text("9")
    ages = page.get_by_role("table", name="Open requests by age in days")
    expect(ages.get_by_role("cell", name="≤30 days: 41, 41 past due")).to_have_count(1)
    expect(ages.get_by_role("cell", name="kept 64\u202f%: act")).to_have_count(1)


def test_a_wait_that_counts_is_heard_as_it_is_seen(page: Page, address: str) -> None:
    """2:47 when the page begins, and counting."""
    opened(page, address, "other-tiles")
    figure = page.locator("#longest-wait-value")
    told = page.evaluate(
        "() => { const at = document.getElementById('longest-wait-value'); return [at.textContent, at.ariaLabel] }"
    )
    minutes, seconds = (int(part) for part in told[0].split(":"))
    assert told[1] == f"Longest wait {minutes} minutes" + (f" {seconds}" if seconds else "")
    expect(figure).to_have_attribute("role", "img")


def test_what_is_watched_or_an_alarm_says_so_without_colour(page: Page, address: str) -> None:
    opened(page, address)
    calm, watched, alarm = (
        page.locator(f".wall .q .row > [data-state={state}]").first.evaluate(SHAPE)
        for state in ("ok", "watch", "alarm")
    )
    assert len({calm, watched, alarm}) == 3
    big = {
        state: page.locator(f".tile[data-state={state}] > .num > span").first.evaluate(SHAPE)
        for state in ("ok", "watch", "alarm")
    }
    assert len(set(big.values())) == 3
    late = page.locator(".cell[aria-label*='past due']").first.evaluate("at => getComputedStyle(at).backgroundSize")
    none = page.locator(".cell:not([aria-label*='past due'])").first.evaluate(
        "at => getComputedStyle(at).backgroundSize"
    )
    assert late != none, "a bar as long as its share"


def test_the_menu_is_there_for_a_finger_and_seen_by_the_keyboard(chromium: Browser, address: str) -> None:
    hand = chromium.new_context(**PHONE)
    page = opened(hand.new_page(), address)
    expect(page.locator(".way-out")).to_have_css("opacity", "1")
    page.locator(".way-out a", has_text="Today").tap()
    page.wait_for_url(f"{address}/today**")
    hand.close()
    desk = chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = opened(desk.new_page(), address)
    expect(page.locator(".way-out")).to_have_css("opacity", "0")
    page.keyboard.press("Tab")
    expect(page.locator(".way-out a").first).to_be_focused()
    expect(page.locator(".way-out")).to_have_css("opacity", "1")
    assert page.locator(".way-out a").first.evaluate("at => getComputedStyle(at).outlineStyle") == "solid"
    desk.close()

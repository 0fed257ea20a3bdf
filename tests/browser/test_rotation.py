"""A rotation in a real browser: one board at every moment, live at once, stopped by an alarm or by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import LIVE
from tests.browser.signed_wall import axe_violations, looking, refused_by_policy

TELEVISION: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# What is seen at every frame that the browser paints: which boards, and whether their figures are there.
WATCH = """() => {
  window.seenBoards = new Set();
  const look = () => {
    const seen = [...document.querySelectorAll(".turn")].filter((at) => getComputedStyle(at).display !== "none");
    const live = seen.every((at) => at.querySelector(".time").textContent && getComputedStyle(at.querySelector(".tiles")).visibility === "visible");
    const dark = !["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(getComputedStyle(document.documentElement).backgroundColor);
    window.seenBoards.add([seen.map((at) => at.id).join("+"), live, dark].join(" "));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
SHOWN = "() => [...document.querySelectorAll('.turn')].filter((at) => getComputedStyle(at).display !== 'none').map((at) => at.id)"


@contextmanager
def opened(chromium: Browser, address: str, name: str, **how: Any) -> Iterator[Page]:
    with looking(chromium, **(how or TELEVISION)) as context:
        page = context.new_page()
        page.goto(f"{address}/board/{name}")
        page.locator(LIVE).wait_for(state="attached")
        page.locator("#turn-0-head-time:not(:empty)").wait_for(state="attached")
        yield page


@pytest.mark.slow
def test_every_frame_shows_one_board_with_its_figures_and_all_have_their_turn(chromium: Browser, address: str) -> None:
    with opened(chromium, address, "round") as page:
        loads: list[str] = []
        page.on("request", lambda request: loads.append(request.resource_type))
        page.evaluate(WATCH)
        page.wait_for_function("() => window.seenBoards.size >= 3")
        assert set(page.evaluate("[...window.seenBoards]")) == {f"turn-{nth} true true" for nth in range(3)}
        assert "document" not in loads
        assert refused_by_policy(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("how", [TELEVISION, PHONE], ids=["television", "phone"])
def test_an_alarm_stops_it_and_the_board_says_so(chromium: Browser, address: str, how: dict[str, Any]) -> None:
    with opened(chromium, address, "held-round", **how) as page:
        expect(page.locator("#turn-0-head-note")).to_have_text("stays: alarm")  # a wall that has much to do is late
        expect(page.locator("#round")).to_have_attribute("aria-label", "Board 1 of 3")
        assert page.evaluate(SHOWN) == ["turn-0"]
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_somebody_stops_it_and_turns_it_by_keyboard(chromium: Browser, address: str) -> None:
    with opened(chromium, address, "round") as page:
        stop, onward = page.locator("#round-stop"), page.locator("#round-next")
        for _ in range(80):  # past the ways to every other board of these walls
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "round-stop":
                break
        expect(stop).to_be_focused()
        page.keyboard.press("Enter")
        expect(stop).to_have_attribute("aria-pressed", "true")
        (kept,) = page.evaluate(SHOWN)
        page.wait_for_function("(kept) => document.getElementById(kept).hidden", arg=kept)
        assert page.evaluate(SHOWN) == [kept], "for others the round has gone on"
        page.keyboard.press("Tab")
        expect(onward).to_be_focused()
        page.keyboard.press("Enter")
        assert page.evaluate(SHOWN) == [f"turn-{(int(kept[-1]) + 1) % 3}"]
        stop.focus()
        page.keyboard.press("Enter")
        expect(stop).to_have_attribute("aria-pressed", "false")
        page.wait_for_function("() => !document.documentElement.dataset.kept")


@pytest.mark.slow
def test_its_dots_stand_where_no_text_is(chromium: Browser, address: str) -> None:
    with opened(chromium, address, "held-round") as page:
        for width, height in ((1280, 720), (1920, 1080), (1080, 1920)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function("width => innerWidth === width", arg=width)
            dots = page.locator("#round .dot").evaluate_all("(all) => all.map((at) => at.getBoundingClientRect().top)")
            foot = page.locator("#turn-0 .foot").evaluate("at => at.getBoundingClientRect().bottom")
            assert len(dots) == 3
            assert min(dots) >= foot - 1, (width, height)
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), (width, height)

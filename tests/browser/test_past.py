"""Somebody asks what it looked like at 10:42: a board goes to a past instant, plays on from it, and comes back to now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.past_city import (
    AWAY,
    LOOKS,
    City,
    assert_shows,
    bar,
    instant_of,
    lived_wall,
    past,
    settled,
    slider,
)
from tests.browser.signed_wall import axe_violations, looking
from tests.wide import usual
from wallboard.clock import instant
from wallboard.model import MINUTE, SECOND

pytestmark = pytest.mark.slow
# Frames come when they are let: one by `held.shift()()`, all from then on by `free()`.
HOLD = """() => {
  const ask = window.fetch;
  window.held = [];
  window.fetch = (...how) => (/\\/past\\?/.test(how[0]) ? new Promise((come) => window.held.push(come)).then(() => ask(...how)) : ask(...how));
  window.free = () => { window.fetch = ask; window.held.forEach((come) => come()); };
}"""


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with lived_wall(tmp_path_factory.mktemp("past")) as city:
        yield city


def test_by_mouse_it_goes_to_an_instant_and_its_figures_are_those_of_then(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42") as page:
        assert_shows(page, there)
        box = slider(page).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] * 0.40, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + 5, steps=5)
        page.mouse.up()
        settled(page)
        assert abs(instant_of(page, there) - instant("2026-11-20T13:12-05:00")) < 3 * MINUTE
        assert_shows(page, there)
        assert axe_violations(page) == []


def test_all_of_it_by_keyboard(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42") as page:
        expect(slider(page)).to_be_focused()
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "PageUp"):
            page.keyboard.press(key)
        settled(page)
        assert instant_of(page, there) == instant("2026-11-20T11:43-05:00")
        expect(slider(page)).to_have_attribute("aria-valuetext", re.compile("^Friday, November 20, 2026.*11:43:00"))
        assert_shows(page, there)
        page.keyboard.press("Home")
        settled(page)
        assert instant_of(page, there) == instant("2026-11-20T00:00-05:00")
        page.keyboard.press("End")
        settled(page)
        assert abs(instant_of(page, there) - there.now) < MINUTE
        bar(page).get_by_label("Time").focus()
        bar(page).get_by_label("Time").fill("09:15:30")
        page.keyboard.press("Enter")
        settled(page)
        assert instant_of(page, there) == instant("2026-11-20T09:15:30-05:00")
        page.get_by_role("link", name="Back to now").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("html[data-link=live]")
        assert urlsplit(page.url).query == ""


def test_keys_count_from_where_it_was_put_while_the_frames_of_before_come(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42") as page:
        settled(page)
        page.evaluate(HOLD)
        page.keyboard.press("ArrowRight")
        for key, comes in (("ArrowRight", "10:43"), ("ArrowLeft", "10:44")):
            page.keyboard.press(key)
            page.wait_for_function("() => window.held.length && (window.held.shift()(), true)")
            expect(page.locator("#head-past")).to_contain_text(comes)
        page.keyboard.press("PageUp")
        page.evaluate("() => window.free()")
        settled(page)
        assert instant_of(page, there) == instant("2026-11-20T11:43-05:00")


def test_it_plays_as_fast_as_is_asked_and_stands_when_paused(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42") as page:
        bar(page).get_by_label("Speed").select_option("60×")
        slider(page).focus()
        page.keyboard.press(" ")
        expect(page.get_by_role("button", name="Pause")).to_be_visible()
        begun = instant("2026-11-20T10:42-05:00")
        page.wait_for_function(
            f"() => Number(document.getElementById('past-slider').getAttribute('aria-valuenow')) > {(begun // SECOND) % 86_400 - 5 * 3600 + 180}"
        )
        page.keyboard.press(" ")
        expect(page.get_by_role("button", name="Play")).to_be_visible()
        settled(page)
        assert instant_of(page, there) > begun + 2 * MINUTE
        assert_shows(page, there)
        paused = instant_of(page, there)
        page.keyboard.press("ArrowRight")
        settled(page)
        assert instant_of(page, there) == paused + MINUTE, "it stood meanwhile"


def test_marks_stand_on_its_line_and_lead_to_their_instant(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T12:10") as page:
        expect(page.locator(".past-outage")).to_have_count(1)
        expect(page.locator(".wall .foot .source").first).to_contain_text("phones")
        expect(page.locator("#waiting-now")).to_have_attribute("data-state", "lost")
        choice = bar(page).get_by_label("Go to").locator("option", has_text="nothing was heard of phones")
        expect(choice).to_have_text("12:00 to 12:20: nothing was heard of phones")
        bar(page).get_by_label("Go to").select_option(label=choice.inner_text())
        settled(page)
        assert AWAY[0] <= instant_of(page, there) < AWAY[0] + MINUTE
        expect(page.locator(".past-restart")).to_have_count(1)  # the phone system's start at midnight


def test_a_board_of_now_leads_to_the_past_and_nothing_of_now_is_on_it(chromium: Browser, there: City) -> None:
    with looking(chromium, **LOOKS["desk"]) as context:
        page = context.new_page()
        page.goto(f"{there.wall.address}/board/wall")
        page.wait_for_selector("html[data-link=live]")
        page.get_by_role("link", name="Replay the past").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("html[data-link=past]")
        assert abs(instant_of(page, there) - there.now + 15 * MINUTE) < 5 * MINUTE
        expect(page.locator(".heart")).to_be_hidden()
        assert page.evaluate("() => document.getAnimations().length") == 0
        assert page.locator("#board").get_attribute("data-state") == "past"


def test_a_tile_of_the_past_leads_to_its_figures_of_then(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42") as page:
        told = there.told(instant_of(page, there))
        page.locator("#waiting-now a.behind").press("Enter")
        page.wait_for_url("**/tile/wall/waiting-now?at=2026-11-20T15%3A42%3A00.000Z&known=2026-11-20T15%3A42%3A00.000Z")
        row = page.locator("table.listed tbody tr").first
        expect(row.locator("td").nth(1)).to_have_text(str(told["calls.waiting now"]))
        row.locator("a").press("Enter")
        expect(page.locator("#figure-value")).to_have_text(str(told["calls.waiting now"]))
        expect(page.locator(".as-of")).to_contain_text("10:42:00")
        expect(page.locator(".as-of")).to_contain_text("By what had come in by then.")


def test_what_is_no_instant_and_what_is_still_to_come_are_said(chromium: Browser, there: City) -> None:
    with looking(chromium, **LOOKS["desk"]) as context:
        page = context.new_page()
        for written, words in (("soon", "is no instant"), ("2027-01-01T00:00", "still to come")):
            page.goto(f"{there.wall.address}/board/wall?at={written}")
            expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
        bar(page).get_by_label("Day", exact=True).fill("2026-11-20")
        bar(page).get_by_label("Time").fill("10:42:00")
        page.wait_for_selector("html[data-link=past]")
        assert_shows(page, there)


@pytest.mark.parametrize("scheme", usual(["light", "dark"], lambda scheme: scheme == "light"))
def test_on_a_phone_all_of_it_is_there_and_nothing_runs_out_of_it(chromium: Browser, there: City, scheme: str) -> None:
    with past(chromium, there, "2026-11-20T10:42", "phone", color_scheme=scheme) as page:
        assert_shows(page, there)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small = page.evaluate(
            "() => [...document.querySelectorAll('.past-bar button, .past-bar select, .past-bar input, .past-bar a')]"
            ".filter((at) => at.getBoundingClientRect().height < 24 || at.getBoundingClientRect().width < 24).length"
        )
        assert small == 0
        outside = page.evaluate(
            "() => [...document.querySelectorAll('.past-bar *')].filter((at) => at.getBoundingClientRect().right > innerWidth + 1).length"
        )
        assert outside == 0
        assert page.locator(".past-now").bounding_box()["y"] + 24 < 844, "the way back is not cut off below"  # type: ignore[index]
        page.get_by_role("button", name="A minute on").tap()
        settled(page)
        assert instant_of(page, there) == instant("2026-11-20T10:43-05:00")
        assert axe_violations(page) == []


def test_a_tile_of_a_rotation_leads_on_too_and_the_round_waits_for_whoever_comes_to_it(
    chromium: Browser, there: City
) -> None:
    with looking(chromium, **LOOKS["desk"]) as context:
        page = context.new_page()
        page.goto(f"{there.wall.address}/board/round")
        page.wait_for_selector("html[data-link=live]")
        page.locator("#round-next").focus()
        page.keyboard.press("Tab")
        expect(page.locator(".turn a.behind:focus")).to_have_count(1)
        expect(page.locator("#round-stop")).to_have_attribute("aria-pressed", "true")
        assert axe_violations(page) == []
        page.keyboard.press("Enter")
        page.wait_for_url("**/tile/*/*")
        expect(page.locator("table.listed tbody th a").first).to_be_visible()

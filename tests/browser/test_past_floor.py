"""Somebody asks what the floor was like at 10:42: the live page of a past instant, and what is behind its figures."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.past_city import (
    LOOKS,
    City,
    bar,
    instant_of,
    lived_wall,
    past,
    settled,
)
from tests.browser.signed_wall import axe_violations, looking
from tests.wide import usual
from wallboard.clock import instant, local
from wallboard.model import MINUTE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with lived_wall(tmp_path_factory.mktemp("past")) as city:
        yield city


def cell(page: Page, grid: str, row: str, column: str) -> Locator:
    return page.locator(f"#{grid} .ag-row[row-id='{row}'] [col-id='{column}']").first


def duration(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def assert_floor(page: Page, there: City) -> None:
    """What its queues say is what the command line tells of its instant, and its callers are as many as wait."""
    at = instant_of(page, there)
    told = there.told(at)
    clock = f"{local(at, there.settings.zone('main')):%H:%M}"
    expect(page.locator("#past-note")).to_have_text(f"PAST: Fri 20 Nov, {clock}")
    for name in there.settings.queues:
        row = f"main/{name}"
        expect(cell(page, "queues", row, "waiting")).to_have_text(str(told[f"calls.waiting now {name}"]))
        expect(cell(page, "queues", row, "offered")).to_have_text(str(told[f"calls.offered today {name}"]))
        longest = told[f"calls.longest_wait_s now {name}"]
        expect(cell(page, "queues", row, "longest")).to_have_text("–" if longest is None else duration(longest))
    waiting = sum(told[f"calls.waiting now {name}"] for name in there.settings.queues)
    expect(page.locator("#callers-count")).to_have_text(str(waiting))


def test_the_live_page_shows_the_floor_of_then_and_plays_on_under_whoever_looks(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42#agents.which=on_call", of="/live") as page:
        expect(page.get_by_role("heading", name="The floor as it was", exact=True)).to_be_visible()
        assert_floor(page, there)
        assert axe_violations(page) == []
        page.keyboard.press("F6")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name="Play")).to_be_visible()  # it chose a row
        chosen = page.locator("#queues .ag-row-selected").first.get_attribute("row-id")
        expect(page.locator("#queues .ag-cell:focus")).to_have_count(1)
        bar(page).get_by_label("Speed").select_option("60×")
        page.get_by_role("button", name="Play").click()
        page.locator("#queues .ag-row-selected .ag-cell").first.focus()
        begun = instant("2026-11-20T10:42-05:00")
        page.wait_for_function(
            "(seconds) => Number(document.getElementById('past-slider').getAttribute('aria-valuenow')) > seconds",
            arg=10 * 3600 + 45 * 60,
        )
        assert page.evaluate("document.activeElement.closest('.ag-row').getAttribute('row-id')") == chosen
        page.get_by_role("button", name="Pause").click()
        settled(page)
        assert instant_of(page, there) > begun + 2 * MINUTE
        expect(page.locator("#queues .ag-row-selected").first).to_have_attribute("row-id", chosen or "")
        assert set(page.locator("#agents .ag-row [col-id='state']").all_text_contents()) <= {"on a call"}
        assert urlsplit(page.url).fragment == f"in={(chosen or '').replace('/', '%2F')}&agents.which=on_call"
        page.locator("button[data-live='clear']").click()
        assert_floor(page, there)


def test_what_is_behind_a_figure_of_the_floor_then_is_of_then(chromium: Browser, there: City) -> None:
    with past(chromium, there, "2026-11-20T10:42", of="/live") as page:
        queue = next(iter(there.settings.queues))
        told = there.told(instant_of(page, there))[f"calls.offered today {queue}"]
        cell(page, "queues", f"main/{queue}", "offered").click()
        page.keyboard.press("Enter")
        page.wait_for_url("**/figure/calls.offered/main/today?*")
        query = parse_qs(urlsplit(page.url).query)
        assert query["at"] == query["known"] == ["2026-11-20T15:42:00.000Z"]
        expect(page.locator("#figure-value")).to_have_text(str(told))


def test_from_the_live_page_to_the_past_and_back_with_the_same_view(chromium: Browser, there: City) -> None:
    with looking(chromium, **LOOKS["desk"]) as context:
        page = context.new_page()
        page.goto(f"{there.wall.address}/live#agents.which=paused")
        page.wait_for_selector("html[data-link=live]")
        expect(page.get_by_role("heading", name="The floor now", exact=True)).to_be_visible()
        expect(page.locator("#agents-count")).to_contain_text(" of ")
        page.get_by_role("link", name="Replay the past").press("Enter")
        page.wait_for_selector("html[data-link=past]")
        assert abs(instant_of(page, there) - there.now + 15 * MINUTE) < 5 * MINUTE
        assert urlsplit(page.url).fragment == "agents.which=paused"
        page.get_by_role("link", name="Back to now").press("Enter")
        page.wait_for_selector("html[data-link=live]")
        assert page.url == f"{there.wall.address}/live#agents.which=paused"
        expect(page.locator("#past-note")).to_be_hidden()


@pytest.mark.parametrize("scheme", usual(["light", "dark"], lambda scheme: scheme == "dark"))
def test_on_a_phone_the_floor_of_then_is_cards_above_its_line(chromium: Browser, there: City, scheme: str) -> None:
    with past(chromium, there, "2026-11-20T12:10", "phone", of="/live", color_scheme=scheme) as page:
        expect(page.locator("#queues-cards > li")).to_have_count(len(there.settings.queues))
        expect(page.locator("#live-site-main")).to_have_text("lost since 12:00")
        page.get_by_role("button", name="A minute on").tap()
        settled(page)
        expect(page.locator("#past-note")).to_have_text("PAST: Fri 20 Nov, 12:11")
        expect(page.locator("#past-note")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(".live-jumps a[href='#callers-part']").tap()
        tops = page.evaluate(
            "() => ['#past-note', '.live-jumps', '#callers-title'].map((at) => document.querySelector(at).getBoundingClientRect())"
            ".map((box) => [box.top, box.bottom])"
        )
        assert tops[0][0] >= 0, "that it is the past stays in view, and below it the way from part to part"
        assert tops[0][1] <= tops[1][0] + 1
        assert tops[1][1] <= tops[2][0] + 1
        assert axe_violations(page) == []

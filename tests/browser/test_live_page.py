"""The live page in a real Chromium, over a floor of which rows change twice a second: what somebody does there stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import beats
from tests.browser.live_page import busy_desk, cell, opened, row
from tests.browser.signed_wall import LISTEN, refused_by_policy
from tests.busy_floor import BusyFloor
from tests.desk import Desk
from tests.wallboard.engine.parts import NOON
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


class Stands(NamedTuple):
    """Where a row of the agents stands, and what it is sorted by."""

    row: str
    y: float
    calls: str


def stands(at: Any) -> Stands:
    told = at.evaluate(
        "at => [at.getAttribute('row-index'), at.getBoundingClientRect().y, at.querySelector('[col-id=calls]').textContent]"
    )
    return Stands(*told)


def focused(page: Page) -> list[str | None]:
    """Row and column of the cell that the keyboard is in."""
    told: list[str | None] = page.evaluate(
        """() => { const at = document.activeElement; const row = at.closest('.ag-row');
        return [row && row.getAttribute('row-id'), at.getAttribute('col-id')]; }"""
    )
    return told


def test_the_queue_in_trouble_is_seen_at_once_and_first(page: Page) -> None:
    expect(page.locator("#live-first")).to_have_text("Queue 00 needs agents: 9 waiting, 0 free")
    expect(page.locator("#live-first")).to_have_attribute("data-state", "alarm")
    expect(cell(page, "queues", 0, "queue")).to_have_text("Queue 00")
    assert page.locator("#live-first").bounding_box()["y"] < 250  # type: ignore[index]


def test_nothing_asks_for_figures_and_the_content_policy_refuses_nothing(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, "/live", Role.SUPERVISOR) as page:
        page.add_init_script(LISTEN)
        page.reload()
        expect(row(page, "agents", 0)).to_be_visible()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(desk.address).partition("?")[0]))
        page.locator("#agents-find input").fill("Agent 00")
        beats(page, 4)
        assert set(asked) <= {"/clock"}
        assert refused_by_policy(page) == []
        assert page.locator("html").get_attribute("data-broken") is None


def test_focus_stays_with_its_row_and_the_row_on_the_screen_while_others_pass_it(page: Page) -> None:
    page.locator("#agents .ag-header-cell[col-id='calls']").click()
    page.locator("#agents").scroll_into_view_if_needed()  # all of it: the browser brings no row of it into view
    box = page.locator("#agents .ag-body-viewport").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 100)
    page.mouse.wheel(0, 2000)
    page.wait_for_function("() => document.querySelector('#agents .ag-body-viewport').scrollTop > 1900")
    page.mouse.click(box["x"] + 60, box["y"] + box["height"] / 2)
    before = focused(page)
    assert before[0] is not None
    at = page.locator(f"#agents .ag-row[row-id='{before[0]}']").first
    passed = 0
    seen = stands(at)
    for _ in range(40):
        beats(page, 1)
        assert focused(page) == before
        now = stands(at)
        if now.calls == seen.calls and now.row != seen.row:  # its own change may take it to the list's end
            assert abs(now.y - seen.y) <= 2
            passed += 1
        seen = now
        if passed == 3:
            break
    assert passed == 3, "rows passed it"
    page.keyboard.press("ArrowDown")
    below = int(at.get_attribute("row-index") or "") + 1
    expect(row(page, "agents", below).locator(":focus")).to_have_count(1)


def test_selection_sort_filter_and_scroll_place_survive_updates(page: Page) -> None:
    page.locator("#agents-find input").fill("Queue 07")
    page.locator("#agents .ag-header-cell[col-id='calls']").click()
    expect(page.locator("#agents-count")).to_contain_text(" of 300")
    cell(page, "queues", 0, "queue").click()
    chosen = page.locator("#queues .ag-row-selected").first.get_attribute("row-id")
    row(page, "agents", 1).hover()
    page.mouse.wheel(0, 60)
    scrolled = page.locator("#agents .ag-body-viewport").evaluate("at => at.scrollTop")
    beats(page, 6)
    assert page.locator("#queues .ag-row-selected").first.get_attribute("row-id") == chosen
    assert page.locator("#agents .ag-body-viewport").evaluate("at => at.scrollTop") == scrolled
    names = page.locator("#agents .ag-row [col-id='queues']").all_text_contents()
    assert names
    assert names == [name for name in names if "Queue 07" in name]
    expect(page.locator("#agents .ag-header-cell[col-id='calls']")).to_have_attribute("aria-sort", "ascending")


def test_a_chosen_queue_narrows_agents_and_callers_to_its_own(page: Page) -> None:
    cell(page, "queues", 2, "queue").click()
    beats(page, 1)
    told = page.locator("#agents .ag-row [col-id='queues']").all_text_contents()
    assert told
    assert all("Queue 02" in name for name in told)
    assert set(page.locator("#callers .ag-row [col-id='queue']").all_text_contents()) <= {"Queue 02"}


def test_a_view_is_an_address_that_somebody_else_opens_and_that_no_server_is_told_of(
    chromium: Browser, desk: Desk, page: Page
) -> None:
    page.locator("select[data-live='which'][data-grid='agents']").select_option("paused")
    page.locator("#agents .ag-header-cell[col-id='calls']").click()
    cell(page, "queues", 5, "queue").click()
    beats(page, 1)
    address = page.evaluate("location.href").removeprefix(desk.address)
    assert address == "/live#in=main%2Fq05&agents.which=paused&agents.sort=calls%3Aasc"
    with desk.opened(chromium, address, Role.SUPERVISOR) as other:
        expect(row(other, "queues", 5)).to_have_class(re.compile(r"\bag-row-selected\b"))
        expect(other.locator("#agents .ag-header-cell[col-id='calls']")).to_have_attribute("aria-sort", "ascending")
        beats(other, 1)
        assert set(other.locator("#agents .ag-row [col-id='state']").all_text_contents()) <= {"on a break"}


def test_an_address_of_nonsense_opens_the_page_all_the_same(chromium: Browser, desk: Desk) -> None:
    nonsense = (
        '#agents.filter={"calls":7}&agents.sort=nowhere:desc,x&agents.which=<img>&queues.columns=none&in=<script>'
    )
    with desk.opened(chromium, f"/live{nonsense}", Role.SUPERVISOR) as page:
        expect(page.locator("#live-first")).to_be_visible()
        page.locator("button[data-live='clear']").click()
        expect(row(page, "agents", 0)).to_be_visible()
        assert page.locator("html").get_attribute("data-broken") is None


def test_a_view_is_saved_by_name_and_columns_are_kept_for_the_person(page: Page) -> None:
    page.locator("#queues-part summary").click()
    page.locator("#queues-part button[data-column='usual']").click()
    expect(page.locator("#queues .ag-header-cell[col-id='usual']")).to_have_count(0)
    page.locator("#agents-find input").fill("Agent 0042")
    page.locator("#view-name input").fill("Forty-two")
    page.locator("button[data-live='save']").click()
    page.locator("button[data-live='clear']").click()
    expect(page.locator("#agents-count")).to_have_text("300")
    page.reload()
    expect(row(page, "queues", 0)).to_be_visible()
    expect(page.locator("#queues .ag-header-cell[col-id='usual']")).to_have_count(0)
    page.locator("#views").select_option("Forty-two")
    expect(page.locator("#agents-count")).to_have_text("1 of 300")
    expect(cell(page, "agents", 0, "agent")).to_have_text("Agent 0042")


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    page.locator("#view-name input").focus()
    for name in ("queues", "agents", "callers"):
        page.keyboard.press("F6")
        assert page.evaluate(f"document.getElementById('{name}').contains(document.activeElement)"), name
    page.keyboard.press("Shift+F6")
    page.keyboard.press("/")
    expect(page.locator("#agents-find input")).to_be_focused()
    page.keyboard.type("Agent 0007")
    expect(page.locator("#agents-count")).to_have_text("1 of 300")
    page.keyboard.press("Escape")
    expect(page.locator("#agents-count")).to_have_text("300")
    page.keyboard.press("Escape")
    assert page.evaluate("document.getElementById('agents').contains(document.activeElement)")
    page.keyboard.press("Shift+F6")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("#queues .ag-row-selected")).not_to_have_count(0)
    before = focused(page)
    beats(page, 4)
    assert focused(page) == before


def test_times_count_on_the_page_between_frames(page: Page, desk: Desk) -> None:
    at = cell(page, "agents", 0, "since")
    desk.ticking.clear()
    try:
        before = at.text_content()
        expect(at).not_to_have_text(before or "")
    finally:
        desk.ticking.set()


def test_of_a_phone_system_that_is_lost_nothing_is_an_alarm_and_no_time_passes(
    page: Page, floor: BusyFloor, desk: Desk
) -> None:
    page.locator("#agents-find input").fill("Agent 0001")
    since = cell(page, "agents", 0, "since").locator(".cell")
    try:
        floor.lost_at = floor.now
        for grid, column in (("queues", "waiting"), ("queues", "free"), ("agents", "state"), ("callers", "since")):
            expect(cell(page, grid, 0, column).locator(".cell")).to_have_attribute("data-state", "lost")
        stood = since.text_content()
        beats(page, 5)
        assert since.text_content() == stood
    finally:
        floor.lost_at = None
    expect(since).to_have_attribute("data-state", "none")

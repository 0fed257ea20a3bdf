"""Declared pages in a real Chromium: what streams changes under the reader's eyes, and nothing is loaded or asked anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import DEAD, LIVE
from tests.browser.signed_wall import axe_violations
from tests.desk import Desk, desk_of
from tests.layouts.page.example import department
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

ROADS = "dept-roads"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The page that docs/pages.md shows is none of the house's."""
    with desk_of(tmp_path_factory.mktemp("desk"), [department().PAGE]) as served:
        yield served


def total(page: Page) -> int:
    """Of the table's second column."""
    return sum(map(int, page.locator("#ages td").all_text_contents()))


def test_a_declared_page_with_a_name_in_its_path_streams_its_table(chromium: Browser, desk: Desk) -> None:
    manager = Remit.of(["north"], [ROADS, "dept-parks"])
    with desk.opened(chromium, f"/ages/{ROADS}", Role.DEPARTMENT_MANAGER, manager) as page:
        asked: list[str] = []
        expect(page.locator("h1")).to_have_text(ROADS)
        assert page.title() == ROADS
        before = total(page)
        assert before > 0
        assert axe_violations(page) == []
        page.evaluate("window.neverLoadedAnew = true")
        page.on("request", lambda request: asked.append(request.url.removeprefix(desk.address).partition("?")[0]))
        desk.opens_request(ROADS)
        desk.opens_request(ROADS)
        page.wait_for_function(
            "want => [...document.querySelectorAll('#ages td')].reduce((sum, at) => sum + Number(at.textContent), 0) === want",
            arg=before + 2,
        )
        assert page.evaluate("window.neverLoadedAnew") is True
        assert set(asked) <= {"/clock"}, "the stream brings it, and nothing asks for it"


def test_a_table_that_is_no_longer_live_says_so_and_is_live_again_by_itself(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, f"/ages/{ROADS}", Role.ADMINISTRATOR) as page:
        desk.ticking.clear()
        # At once after its silence; after a minute, where a busy machine had the page behind: then silence is no news.
        page.locator(DEAD).wait_for(state="attached", timeout=90_000)
        expect(page.locator("#link-lost")).to_contain_text("No contact with the server since")
        desk.ticking.set()
        page.locator(LIVE).wait_for(state="attached")
        expect(page.locator("#link-lost")).to_be_hidden()

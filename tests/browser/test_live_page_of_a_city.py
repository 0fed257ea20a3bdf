"""The live page in a real Chromium by its own stream, over the city of the tests: who sees what, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from layouts.pages.live import PAGE
from tests.browser.live_page import cell, row
from tests.desk import Desk, desk_of
from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON
from wallboard.model import MINUTE
from wallboard.model.remit import Remit
from wallboard.model.roles import Role
from wallboard.source import Batch

pytestmark = pytest.mark.slow
_EMPTY = ("", "", "1", "", "")


@pytest.mark.parametrize("language", ["es", "fr"])
def test_no_head_and_no_state_is_cut_in_a_language_that_takes_more_room(
    chromium: Browser, real: Desk, language: str
) -> None:
    with real.opened(chromium, "/live", Role.SUPERVISOR, language=language) as page:
        page.set_viewport_size({"width": 3400, "height": 1200})
        expect(row(page, "agents", 0)).to_be_visible()
        cut = page.locator(".ag-header-cell-text, [col-id='state'] .cell").evaluate_all(
            "all => all.filter((at) => at.scrollWidth > at.clientWidth + 1 || at.closest('.ag-cell, .ag-header-cell-label').scrollWidth"
            " > at.closest('.ag-cell, .ag-header-cell-label').clientWidth + 1).map((at) => at.textContent)"
        )
        assert cut == []


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The city of the tests, by the page's own stream."""
    with desk_of(Path(tmp_path_factory.mktemp("real")), [PAGE]) as served:
        yield served


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same with every page of the house."""
    with desk_of(Path(tmp_path_factory.mktemp("everything"))) as served:
        yield served


def test_a_supervisor_sees_agents_by_name_and_a_viewer_why_not(chromium: Browser, real: Desk) -> None:
    with real.opened(chromium, "/live", Role.SUPERVISOR) as page:
        expect(cell(page, "agents", 0, "agent")).to_have_text("agent-noor")
        whole = cell(page, "agents", 0, "queues").locator(".cell")
        expect(whole).to_have_attribute("title", whole.text_content() or "-")  # its width may cut it
        expect(page.locator("#queues-count")).to_have_text("3")
    with real.opened(chromium, "/live", Role.VIEWER) as page:
        expect(row(page, "queues", 0)).to_be_visible()
        expect(page.locator("#agents-note")).to_have_text(
            "Agents are shown by name, to those who may see them by name."
        )
        assert "agent-noor" not in page.content()


def test_from_the_queue_in_trouble_to_its_longest_waiting_call_and_to_what_is_behind_a_figure(
    chromium: Browser, everything: Desk
) -> None:
    rows = tuple(
        logged(
            "pbx-north", "north", 900 + n, NOON - (9 - n) * MINUTE, f"w{n}", "queue-parks", "NONE", "ENTERQUEUE", _EMPTY
        )
        for n in range(5)
    )
    city = everything.city.wall
    city.sources["pbx-north"].answers.append(Batch({"n": 2}, happenings=rows, read=len(rows)))
    city.poll("pbx-north")
    with everything.opened(chromium, "/live", Role.SUPERVISOR) as page:
        expect(page.locator("#live-first")).to_have_text(re.compile("queue-parks: 5 waiting"))
        expect(cell(page, "queues", 0, "queue")).to_have_text("queue-parks")
        expect(cell(page, "callers", 0, "position")).to_have_text("1")
        cell(page, "queues", 0, "longest").locator("a").click()
        page.wait_for_url("**/visit/pbx-north/w0/queue-parks/0")
        expect(page.locator("main")).to_contain_text("queue-parks")
        page.go_back()
        expect(cell(page, "queues", 0, "offered").locator("a")).to_be_visible()
        cell(page, "queues", 0, "queue").click()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_url("**/figure/calls.waiting/north/now?queue=queue-parks")
        expect(page.locator("main")).to_contain_text("5 rows")


def test_of_another_site_nothing_comes(chromium: Browser, real: Desk) -> None:
    with real.opened(chromium, "/live", Role.SUPERVISOR, Remit.of(["south"])) as page:
        expect(page.locator("#queues-count")).to_have_text("1")
        expect(cell(page, "agents", 0, "agent")).to_have_text("agent-soto")
        assert "agent-noor" not in page.content()

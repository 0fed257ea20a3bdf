"""Paired screens behind a proxy that holds the stream back, and on a way that is cut: nobody need touch them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board_page import LIVE, browsing
from tests.browser.cutting_way import Cut, CuttingWay
from tests.browser.live_wall import beats
from tests.browser.paired_wall import PairedWall, paired_wall, shown_code
from tests.browser.shaped_wire import PLAIN, Shape, ShapedWire


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PairedWall]:
    with paired_wall(tmp_path_factory.mktemp("wall")) as made:
        yield made


@pytest.mark.parametrize("workers", ["", "delete window.SharedWorker;"], ids=["shared worker", "own connection"])
def test_a_screen_that_asks_loads_anew_when_somebody_wants_it(
    chromium: Browser, wall: PairedWall, workers: str
) -> None:
    """The wish came over the stream only, which the proxy holds back."""
    wire = ShapedWire(wall.port)
    wire.shape = Shape(holds=10_000_000)
    try:
        with browsing(chromium, workers) as tv:
            screen = tv.new_page()
            screen.goto(f"http://127.0.0.1:{wire.port}/tv")
            wall.access.screens.approve(shown_code(screen), "wall", "main", "Behind", None)
            expect(screen.locator("#link-note")).to_contain_text("a proxy may be buffering", timeout=30_000)
            loads: list[str] = []
            screen.on("load", lambda _: loads.append(screen.url))
            with screen.expect_event("load", timeout=8_000):
                wall.access.screens.reload(wall.screen("Behind"), None)
            screen.locator(LIVE).wait_for(state="attached")
            beats(screen)
            assert len(loads) == 1
    finally:
        wall.access.screens.revoke(wall.screen("Behind"), None)
        wire.shape = PLAIN
        wire.cut()


def test_a_tv_whose_pairing_page_did_not_come_whole_shows_its_code_when_the_way_is_free(
    chromium: Browser, wall: PairedWall
) -> None:
    way = CuttingWay(wall.port, {"^/assets/": Cut.REFUSED})
    try:
        with browsing(chromium) as tv:
            screen = tv.new_page()
            screen.goto(f"http://127.0.0.1:{way.port}/tv")
            expect(screen.locator("#not-started")).to_contain_text("This page did not come through yet.")
            way.cuts = {}
            expect(screen.locator("#code")).not_to_have_text("····-····", timeout=20_000)  # after the pause
            assert shown_code(screen)
            expect(screen.locator("#not-started")).to_have_count(0)
    finally:
        way.cut()

"""Hours of ticks on the live page, at once: what it holds does not grow. WALLBOARD_TICKS=2500 has more of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from layouts.page import StreamContext
from layouts.pages.live import PAGE
from layouts.wall.props import View
from tests.busy_floor import BusyFloor
from tests.desk import Desk, desk_of
from tests.long_day import TICKS_AN_HOUR, held, live_a_day
from tests.wallboard.engine.parts import NOON
from wallboard.model.roles import Role

# 8 hours: python -m tests.bench.bench_live_page --hours 8
TICKS = int(os.environ.get("WALLBOARD_TICKS", "1500"))
WARM_UP_HOURS, HOURS = TICKS / 3 / TICKS_AN_HOUR, TICKS / TICKS_AN_HOUR


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    floor = BusyFloor(queues=20, agents=200, callers=30, clock=lambda: NOON)

    def still(context: StreamContext) -> View:
        return floor.view()

    with desk_of(tmp_path_factory.mktemp("lasts"), [replace(PAGE, stream=still)]) as served:
        yield served


@pytest.mark.slow
def test_heap_nodes_and_listeners_stay_flat_over_thousands_of_ticks(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, "/live", Role.SUPERVISOR) as page:
        expect(page.locator("#agents .ag-row").first).to_be_visible()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        live_a_day(page, WARM_UP_HOURS)
        before = held(session)
        frames = live_a_day(page, HOURS)
        after = held(session)
        assert frames >= TICKS - 1
        # rows come and go with the callers, and their listeners with them
        assert after.listeners <= before.listeners * 1.2 + 50, (before, after)
        assert after.nodes <= before.nodes * 1.1 + 500, (before, after)
        assert after.heap_mb <= before.heap_mb * 1.1 + 2, (before, after)
        assert after.objects <= before.objects + 5 * frames, (before, after)
        assert page.evaluate("liveCells.ticking.size") < 600, "cells that went tick no more"
        assert page.locator("html").get_attribute("data-broken") is None

"""The live page in a browser over a busy floor: its rows, cells and frames."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect

from layouts.page import StreamContext
from layouts.pages.live import PAGE
from layouts.wall.props import View
from tests.busy_floor import BusyFloor
from tests.desk import Desk, desk_of
from wallboard.model.roles import Role

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}


@contextmanager
def busy_desk(folder: Path, floor: BusyFloor) -> Iterator[Desk]:
    """The live page alone. Every tick, twice a second, is one of the busy floor's."""

    def busy(context: StreamContext) -> View:
        floor.tick()
        return floor.view()

    with desk_of(folder, [replace(PAGE, stream=busy)]) as served:
        yield served


@contextmanager
def opened(chromium: Browser, desk: Desk) -> Iterator[Page]:
    """Its page at a desk, with rows of queues and agents."""
    with desk.opened(chromium, "/live", Role.SUPERVISOR) as page:
        page.set_viewport_size(DESK)
        expect(row(page, "queues", 0)).to_be_visible()
        expect(row(page, "agents", 0)).to_be_visible()
        yield page


def row(page: Page, grid: str, nth: int) -> Any:
    """The one that stands `nth` in a table, from 0."""
    return page.locator(f"#{grid} .ag-row[row-index='{nth}']").first


def cell(page: Page, grid: str, nth: int, column: str) -> Any:
    return page.locator(f"#{grid} .ag-row[row-index='{nth}'] [col-id='{column}']").first

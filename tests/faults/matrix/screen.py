"""The way to a screen made slow, late, lossy, held back, cut and half-open, before a real page in a real browser; and an old
television's browser.

The page is looked at four times a second from within. The figures carry when they were made, by the clock of the one
machine on which browser and server run: no delay on the way changes that. Nothing is lost on this way: whatever a screen
has missed, the newest view has all of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.board_page import board, browsing
from tests.browser.shaped_wire import PLAIN, Shape, ShapedWire
from tests.browser.small_wall import small_wall
from tests.browser.test_old_browsers import BEFORE_73, BEFORE_86
from tests.browser.watched import begin, seen
from tests.chromium import chromium_options
from tests.faults.matrix import Fault, Outcome

WELL_S, SECONDS, AFTER_S = 3, int(os.environ.get("WALLBOARD_SCREEN_FAULT_S", "25")), 12
Step = Callable[[ShapedWire], object]


def on(do: Step, script: str = "") -> Fault:
    """Three seconds as it should be, the fault, and twelve seconds after it."""

    def fault(folder: Path) -> Outcome:
        server = small_wall(folder)
        server.start()
        wire = ShapedWire(server.port)
        try:
            with sync_playwright() as playwright:
                return looked_at(playwright.chromium.launch(**chromium_options()), wire, do, script)
        finally:
            with suppress(OSError):
                wire.cut()
            server.stop()

    return fault


def looked_at(chromium: Browser, wire: ShapedWire, do: Step, script: str) -> Outcome:
    with browsing(chromium, script) as context:
        page = board(context, wire.port)
        begin(page)
        page.wait_for_timeout(1_000 * WELL_S)
        do(wire)
        page.wait_for_timeout(1_000 * SECONDS)
        wire.shape = PLAIN
        wire.speak()
        page.wait_for_timeout(1_000 * AFTER_S)
        seconds = seen(page)
    chromium.close()
    told = next((second.shown for second in reversed(seconds) if second.shown), "")
    return Outcome(seconds, told=told)


def shaped(shape: Shape) -> Step:
    def do(wire: ShapedWire) -> None:
        wire.shape = shape

    return do


FAULTS: dict[str, Fault] = {
    "a link of 150 bytes a second": on(shaped(Shape(rate=150))),
    "a link of 500 bytes a second": on(shaped(Shape(rate=500))),
    "a link of 2,000 bytes a second": on(shaped(Shape(rate=2_000))),
    "a link of 20,000 bytes a second": on(shaped(Shape(rate=20_000))),
    "half a second under way": on(shaped(Shape(delay_s=0.5))),
    "8 seconds under way": on(shaped(Shape(delay_s=8))),
    "heavy loss: nothing passes 2 s of every 5": on(shaped(Shape(stalls=(5, 2)))),
    "heavier loss: nothing passes 7 s of every 10": on(shaped(Shape(stalls=(10, 7)))),
    "a proxy that holds the stream back": on(shaped(Shape(holds=10_000_000))),
    "a proxy that passes the stream in lumps of 64 KiB": on(shaped(Shape(holds=65_536))),
    "a proxy that cuts every connection after 2 s": on(shaped(Shape(cuts_after_s=2))),
    "half-open connections": on(ShapedWire.mute),
    "all packets vanish": on(ShapedWire.silence),
    "a television of 2022: what Chromium 85 has": on(lambda wire: None, BEFORE_86),
    "a television of 2020: what Chromium 69 has": on(lambda wire: None, BEFORE_73),
}

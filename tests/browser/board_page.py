"""A board in a real browser: a context of its own, whether it is live, and whether its figures go on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.chromium import PATIENCE_MS

_COUNT = "() => { window.beats = 0; new MutationObserver((all) => window.beats += all.length).observe(document.documentElement, { attributeFilter: ['data-beat'] }) }"
# how a page comes to its frames, and the script that leaves it only that
WAYS = {"shared worker": "", "own connection": "delete window.SharedWorker"}
LIVE, DEAD = "html[data-link=live]", "html[data-link=dead]"


@contextmanager
def browsing(chromium: Browser, script: str = "") -> Iterator[BrowserContext]:
    """A browser of nobody on a television; the script runs before any of a page's own."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    context.set_default_timeout(PATIENCE_MS)
    if script:
        context.add_init_script(script)
    try:
        yield context
    finally:
        context.close()


def board(context: BrowserContext, port: int, name: str = "first") -> Page:
    """A board of the small wall that is live and has its figures."""
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/board/{name}")
    page.locator(LIVE).wait_for(state="attached")
    expect(page.locator("#value-3")).to_have_text("1003")
    return page


def beats(page: Page, times: int = 2) -> None:
    """Returns when so many more frames have come and are drawn; raises where none do."""
    page.evaluate(_COUNT)
    page.wait_for_function("(times) => window.beats >= times", arg=times, polling=100)


def moves(page: Page) -> bool:
    """Whether the figures of the small wall go on."""
    before = page.locator("#value-0").text_content()
    expect(page.locator("#value-0")).not_to_have_text(before or "")
    return True


def seconds_until(page: Page, selector: str) -> float:
    began = time.monotonic()
    page.locator(selector).first.wait_for(state="attached")
    return time.monotonic() - began

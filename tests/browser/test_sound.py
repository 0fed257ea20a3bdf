"""Sound in a real browser: two tones for a new alarm where it is allowed, and where it is not, the wall says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import LIVE, beats
from tests.browser.signed_wall import axe_violations, looking, refused_by_policy

TONES = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones.push(this.frequency.value); return start.apply(this, when); };
"""


RUNGS = """() => {
  const rung = document.getElementById("sound-rung");
  [window.tones, window.rungs] = [[], [rung.textContent]];
  new MutationObserver(() => rung.textContent !== window.rungs[window.rungs.length - 1] && window.rungs.push(rung.textContent))
    .observe(rung, { characterData: true, childList: true, subtree: true });
}"""


@contextmanager
def opened(chromium: Browser, address: str, board: str = "ringing") -> Iterator[Page]:
    with looking(chromium, viewport={"width": 1920, "height": 1080}) as context:
        context.add_init_script(TONES)
        page = context.new_page()
        page.goto(f"{address}/board/{board}")
        page.locator(LIVE).wait_for(state="attached")
        yield page


@pytest.mark.slow
def test_a_browser_that_allows_no_sound_is_said_to_and_what_is_new_is_seen(chromium: Browser, address: str) -> None:
    with opened(chromium, address) as page:
        expect(page.locator("#sound-muted")).to_have_text("sound not allowed yet")
        expect(page.locator("#sound-muted")).to_be_visible()
        expect(page.locator("#sound-new")).to_have_text("new alarm")
        expect(page.locator("#sound-new")).to_be_visible()
        assert page.evaluate("window.tones") == []
        assert axe_violations(page) == []
        assert refused_by_policy(page) == []


@pytest.mark.slow
def test_after_a_key_a_new_alarm_sounds_once(chromium: Browser, address: str) -> None:
    with opened(chromium, address) as page:
        page.keyboard.press("Shift")
        page.keyboard.press("a")
        expect(page.locator("html")).to_have_attribute("data-sound", "on")
        expect(page.locator("#sound-muted")).to_be_hidden()
        page.evaluate(RUNGS)
        page.wait_for_function("() => window.rungs.length === 2 && window.tones.length > 0")
        beats(page, 3)  # while the same alarm goes on
        page.wait_for_function("() => window.tones.length === 2 * (window.rungs.length - 1)")  # once for each
        assert page.evaluate("window.tones.slice(0, 2)") == [880, 660]


@pytest.mark.slow
def test_a_board_that_may_not_sound_loads_nothing_for_it(chromium: Browser, address: str) -> None:
    with opened(chromium, address, "data") as page:
        assert page.locator("script[src*='sound.js']").count() == 0
        assert page.locator("html[data-sound]").count() == 0

"""A page behind a bad way to its server: what it shows as live is never older than five seconds, and it says what is wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import LIVE, WAYS, board, browsing, moves, seconds_until
from tests.browser.shaped_wire import PLAIN, Shape, ShapedWire, shaped
from tests.browser.watched import begin, oldest_live_s, seen
from tests.served import Served

BEHIND = "html[data-link=behind]"


@pytest.fixture
def wire(server: Served) -> Iterator[ShapedWire]:
    with shaped(server.port) as wire:
        yield wire


def test_frames_that_come_too_late_are_not_shown_as_live(chromium: Browser, server: Served) -> None:
    """At 150 bytes a second the wall stayed live with figures 97 s old. Over both ways at once, each on a wire of its own."""
    with ExitStack() as opened:
        screens: dict[str, tuple[ShapedWire, Page]] = {}
        for name, script in WAYS.items():
            wire = opened.enter_context(shaped(server.port))
            screens[name] = wire, board(opened.enter_context(browsing(chromium, script)), wire.port)
        for wire, page in screens.values():
            begin(page)
            wire.shape = Shape(rate=150)
        page.wait_for_timeout(15_000)
        for name, (wire, page) in screens.items():
            looks = seen(page)
            assert oldest_live_s(looks) <= 5, (name, looks)
            assert {look.claims for look in looks[10:]} <= {"behind", "dead"}, (name, looks)
            wire.shape = PLAIN
        for name, (_, page) in screens.items():
            assert seconds_until(page, LIVE) < 15, name
            assert moves(page)
            assert oldest_live_s(seen(page)) <= 5, name


def test_a_wall_that_is_behind_says_by_how_much_and_jumps_to_the_newest_view(
    chromium: Browser, wire: ShapedWire
) -> None:
    """Everything is seven seconds under way: it says so, and is not taken in by its steadiness."""
    with browsing(chromium) as context:
        page = board(context, wire.port)
        begin(page)
        wire.shape = Shape(delay_s=7)
        page.locator(BEHIND).wait_for(state="attached")  # dead meanwhile: answers take 14 s
        expect(page.locator("#link-words")).to_have_text(re.compile(r"^\d+ s behind$"))
        page.wait_for_timeout(4_000)
        wire.shape = PLAIN
        assert seconds_until(page, LIVE) < 15
        assert moves(page)
        assert oldest_live_s(seen(page)) <= 5


def test_a_page_whose_clock_is_wrong_or_set_is_live_all_the_same(chromium: Browser, wire: ShapedWire) -> None:
    """Age is told by the clock that nobody sets."""
    set_later = """
    const now = Date.now.bind(Date);
    let ahead = 3600000;
    Date.now = () => now() + ahead;
    window.setTheClock = () => (ahead = -7200000);
    """
    with browsing(chromium, set_later) as context:
        page = board(context, wire.port)
        assert moves(page)
        page.evaluate("setTheClock()")
        page.wait_for_timeout(1_500)
        assert seconds_until(page, LIVE) < 5
        assert moves(page)
        page.wait_for_timeout(3_000)
        assert page.locator(LIVE).count() == 1


def test_behind_a_proxy_that_buffers_the_page_asks_and_says_why(chromium: Browser, wire: ShapedWire) -> None:
    with browsing(chromium) as context:
        wire.shape = Shape(holds=10_000_000)
        began = time.monotonic()
        page = board(context, wire.port)
        first = time.monotonic() - began
        assert first < 10, "the first figures came late"
        begin(page)
        expect(page.locator("#link-note")).to_have_text(re.compile("does not get through; a proxy may be buffering"))
        page.wait_for_timeout(4_000)
        looks = seen(page)
        assert oldest_live_s(looks) <= 5
        assert [look.claims for look in looks].count("live") == len(looks), looks
        wire.shape = PLAIN
        expect(page.locator("#link-note")).to_be_hidden()
        assert moves(page)


def test_a_connection_that_never_answers_again_is_left(chromium: Browser, wire: ShapedWire) -> None:
    """Half-open: it takes everything and tells nothing, while new ones work."""
    with browsing(chromium) as context:
        page = board(context, wire.port)
        begin(page)
        wire.mute()
        page.locator("html:not([data-link=live])").wait_for(state="attached")
        assert seconds_until(page, LIVE) < 15
        assert moves(page)
        assert oldest_live_s(seen(page)) <= 5


def test_a_proxy_that_cuts_every_connection_soon_leaves_the_wall_live(chromium: Browser, wire: ShapedWire) -> None:
    with browsing(chromium) as context:
        page = board(context, wire.port)
        begin(page)
        wire.shape = Shape(cuts_after_s=2)
        page.wait_for_timeout(7_000)
        looks = seen(page)
        assert oldest_live_s(looks) <= 5
        assert [look.claims for look in looks].count("live") >= len(looks) - 1, looks


def test_who_may_look_no_more_while_it_asks_goes_dark(chromium: Browser, wire: ShapedWire) -> None:
    """Refused frames are as good as a refused stream: the page asks who it is taken for, and goes."""
    refused = """
    const real = window.fetch;
    window.fetch = (path, more) => window.sentAway && /^.(frame|here)/.test(path) ? Promise.resolve(new Response("", { status: 401 })) : real(path, more);
    delete window.SharedWorker;
    """
    with browsing(chromium, refused) as context:
        wire.shape = Shape(holds=10_000_000)
        page: Page = board(context, wire.port)
        page.evaluate("() => { window.sentAway = true; }")
        page.locator("#value-3").wait_for(state="detached", timeout=2_500)

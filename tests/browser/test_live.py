"""The page in a real Chromium, over a real server: live, dead, and live again without a touch."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board_page import DEAD, LIVE, board, browsing, moves, seconds_until
from tests.browser.small_wall import HOSTILE
from tests.browser.wire import Wire
from tests.served import Served
from tests.wide import WIDE, usual


@pytest.fixture
def wire(server: Served) -> Iterator[Wire]:
    wire = Wire(server.port)
    yield wire
    wire.cut()


def test_every_property_reaches_the_page(chromium: Browser, server: Served) -> None:
    with browsing(chromium) as context:
        page = board(context, server.port)
        name = page.locator("#board-name")
        expect(name).to_have_text("first")
        expect(name).to_have_attribute("aria-label", "board first")
        assert name.evaluate("node => node.style.getPropertyValue('--a')") == "0.42"
        expect(page.locator("#value-0")).to_have_attribute("data-state", "ok")
        expect(page.locator("#waiting")).to_have_text(re.compile(r"^[1-9]\d*:[0-5]\d$"))
        assert (page.locator("#line .spark-line").get_attribute("d") or "").count("M") == 2
        assert (page.locator("#line .spark-target").get_attribute("d") or "").startswith("M0 ")
        page.locator("#hostile[hidden]").wait_for(state="attached")
        page.locator("#hostile:not([hidden])").wait_for(state="attached")


def test_an_age_counts_between_frames_by_the_servers_clock(chromium: Browser, server: Served) -> None:
    """The browser's clock is an hour fast, and the age is right all the same."""
    wrong = "const now = Date.now.bind(Date); Date.now = () => now() + 3600000;"
    with browsing(chromium) as right, browsing(chromium, wrong) as fast:
        ages = []
        for context in (right, fast):
            minutes, seconds = (board(context, server.port).locator("#waiting").text_content() or "").split(":")
            ages.append(int(minutes) * 60 + int(seconds))
    assert 0 <= ages[1] - ages[0] < 15


def test_markup_in_a_figure_is_shown_as_text(chromium: Browser, server: Served) -> None:
    with browsing(chromium) as context:
        page = board(context, server.port)
        assert page.locator("#hostile").text_content() == HOSTILE
        assert page.locator("#hostile *").count() == 0
        assert page.title() == "Test city"


def test_the_page_breaks_no_rule_of_its_own_policy(chromium: Browser, server: Served) -> None:
    with browsing(chromium) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.port}/")
        page.locator(LIVE).wait_for(state="attached")
        assert moves(page)
        assert said == []


def test_more_tabs_of_one_browser_than_it_opens_connections_are_all_live_over_one(
    chromium: Browser, server: Served
) -> None:
    """It opens six to one server."""
    with browsing(chromium) as context:
        pages = [board(context, server.port, "first" if n % 2 else "second") for n in range(20 if WIDE else 8)]
        for n, page in enumerate(pages):
            expect(page.locator("#board-name")).to_have_text("first" if n % 2 else "second")
        before = [page.locator("#value-0").text_content() or "" for page in pages]
        for page, text in zip(pages, before, strict=True):
            expect(page.locator("#value-0")).not_to_have_text(text)
            page.locator(LIVE).wait_for(state="attached")


def test_without_a_shared_worker_the_page_connects_by_itself(chromium: Browser, server: Served) -> None:
    with browsing(chromium, "delete window.SharedWorker") as context:
        assert moves(board(context, server.port))


def test_a_worker_that_does_not_answer_is_given_up_for_an_own_connection(chromium: Browser, server: Served) -> None:
    deaf = "window.SharedWorker = class { constructor() { this.port = new MessageChannel().port1; } }"
    with browsing(chromium, deaf) as context:
        assert moves(board(context, server.port))


def test_a_worker_that_dies_is_replaced(chromium: Browser, server: Served) -> None:
    with browsing(chromium) as context:
        page = board(context, server.port)
        session = chromium.new_browser_cdp_session()
        targets = session.send("Target.getTargets")["targetInfos"]
        own = {target["browserContextId"] for target in targets if target["url"] == page.url}
        workers = [t for t in targets if t["type"] == "shared_worker" and t.get("browserContextId") in own]
        assert len(workers) == 1
        session.send("Target.closeTarget", {"targetId": workers[0]["targetId"]})
        page.wait_for_timeout(2500)
        assert seconds_until(page, LIVE) < 15
        expect(page.locator("#value-0")).not_to_have_text(page.locator("#value-0").text_content() or "")
        assert moves(page)


def test_a_board_weighs_at_most_384_kib_over_the_wire_and_loads_no_plotly(chromium: Browser, server: Served) -> None:
    with browsing(chromium) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        sizes: list[float] = []
        addresses: list[str] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        session.on("Network.requestWillBeSent", lambda event: addresses.append(event["request"]["url"]))
        session.send("Network.enable")
        page.goto(f"http://127.0.0.1:{server.port}/")
        page.locator(LIVE).wait_for(state="attached")
        assert moves(page)
        assert 100 * 1024 < sum(sizes) <= 384 * 1024
        assert not [url for url in addresses if "plotly" in url or "/dcc/" in url or "dash_table" in url]


def test_what_dash_draws_again_is_filled_again(chromium: Browser, server: Served) -> None:
    with browsing(chromium) as context:
        page = board(context, server.port)
        page.locator("#value-3").evaluate("node => node.replaceWith(node.cloneNode(false))")
        expect(page.locator("#value-3")).to_have_text("1003")


def test_a_gap_of_a_second_does_not_flinch(chromium: Browser, wire: Wire) -> None:
    with browsing(chromium) as context:
        page = board(context, wire.port)
        page.evaluate(
            "() => { window.seen = []; new MutationObserver(() => seen.push(document.documentElement.dataset.link))"
            ".observe(document.documentElement, {attributeFilter: ['data-link']}); }"
        )
        wire.cut()
        time.sleep(1)
        wire.mend()
        assert moves(page)
        page.wait_for_timeout(3000)
        assert page.evaluate("() => seen") == []


def test_the_wall_looks_dead_within_five_seconds_and_lives_again_by_itself(chromium: Browser, wire: Wire) -> None:
    with browsing(chromium) as context:
        page = board(context, wire.port)
        assert moves(page)
        wire.cut()
        assert 3 < seconds_until(page, DEAD) < 6
        expect(page.locator("#link-lost")).to_have_text(re.compile(r"No contact with the server since \d\d:\d\d:\d\d"))
        expect(page.locator("#link-lost")).to_be_visible()
        time.sleep(7)
        wire.mend()
        assert seconds_until(page, LIVE) < 15
        expect(page.locator("#link-lost")).to_be_hidden()
        assert moves(page)


@pytest.mark.parametrize("away", usual(["01:00", "10:00", "05:00:00"], lambda away: away != "10:00"))
def test_after_a_long_outage_or_sleep_the_wall_is_dead_at_once_and_then_live(
    chromium: Browser, wire: Wire, away: str
) -> None:
    """Time is the page's own clock, moved on; the connection is cut while it moves."""
    with browsing(chromium, "delete window.SharedWorker") as context:
        context.clock.install()
        page = board(context, wire.port)
        wire.cut()
        context.clock.fast_forward(away)
        assert seconds_until(page, DEAD) < 3
        wire.mend()
        assert seconds_until(page, LIVE) < 15
        assert moves(page)


def test_a_new_version_reloads_the_page_once_and_a_restart_alone_does_not(
    chromium: Browser, server: Served, wire: Wire
) -> None:
    with browsing(chromium) as context:
        page = board(context, wire.port)
        loads: list[str] = []
        page.on("load", lambda _: loads.append(page.url))
        assert server.stop() < 3, "open streams must not hold up a stop"
        server.start("v1")
        assert seconds_until(page, LIVE) < 15
        assert moves(page)
        assert loads == []
        server.stop()
        server.start("v2")
        page.locator("html[data-link=live][data-version^=v2]").wait_for(state="attached")
        page.wait_for_timeout(5000)
        assert len(loads) == 1
        assert moves(page)

"""The real wall in a real browser: in every tab, within its weight, and alive again by itself after any silence."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.board_page import DEAD, LIVE, beats, browsing, seconds_until
from tests.browser.live_wall import City, city, opened
from tests.browser.wire import Wire
from tests.servers import PostgresServer

BOARDS = ("wall", "delivery", "all")
MOST_BYTES = 384 * 1024
BACK_S = 15

VIOLATIONS = """
window.refused = [];
addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective + " " + event.blockedURI));
"""
LINKS = """() => {
  window.links = [];
  const seen = () => links.push(document.documentElement.dataset.link);
  new MutationObserver(seen).observe(document.documentElement, {attributeFilter: ["data-link"]});
}"""


@pytest.fixture(scope="module")
def served(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("city")
    with postgres_server.database() as name, city(folder, postgres_server.url(name)) as made:
        made.wall.start()
        yield made


@pytest.fixture
def there(served: City) -> City:
    """Running, whatever the test before did to it."""
    if served.wall.process is None:
        served.wall.start()
    return served


@pytest.fixture
def wire(there: City) -> Iterator[Wire]:
    wire = Wire(there.wall.port)
    yield wire
    wire.cut()


def over(wire: Wire, context: BrowserContext) -> Page:
    return opened(context, f"http://127.0.0.1:{wire.port}")


def test_more_tabs_of_one_browser_than_it_opens_connections_are_all_live(chromium: Browser, there: City) -> None:
    """It opens six to one server. (Twenty tabs of the small wall, with WALLBOARD_WIDE: test_live.py.)"""
    with browsing(chromium) as context:
        pages = [opened(context, there.wall.address, BOARDS[n % 2]) for n in range(7)]
        for page in pages:
            beats(page)
            assert page.locator(LIVE).count() == 1


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_weighs_at_most_384_kib_over_the_wire(chromium: Browser, there: City, board: str) -> None:
    with browsing(chromium) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        session.send("Network.enable")
        page.goto(f"{there.wall.address}/board/{board}")
        page.locator(LIVE).wait_for(state="attached")
        page.evaluate("document.fonts.ready.then(() => null)")
        beats(page)
        print(f"{board}: {sum(sizes) / 1024:.0f} KiB in {len(sizes)} answers")
        assert 100 * 1024 < sum(sizes) <= MOST_BYTES


@pytest.mark.parametrize("path", ["/board/wall", "/board/delivery", "/today"])
def test_no_page_breaks_a_rule_of_its_own_policy(chromium: Browser, there: City, path: str) -> None:
    with browsing(chromium, VIOLATIONS) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(there.wall.address + path)
        page.locator(".js-plotly-plot .main-svg" if path == "/today" else LIVE).first.wait_for(state="attached")
        page.wait_for_timeout(1_500)
        assert page.evaluate("window.refused") == []
        assert said == []


def test_a_gap_of_a_second_does_not_flinch(chromium: Browser, there: City, wire: Wire) -> None:
    with browsing(chromium) as context:
        page = over(wire, context)
        page.evaluate(LINKS)
        wire.cut()
        time.sleep(1)
        wire.mend()
        beats(page)
        page.wait_for_timeout(3_000)
        assert page.evaluate("window.links") == []


def test_a_killed_wallboard_looks_dead_and_comes_back_with_what_it_missed(chromium: Browser, there: City) -> None:
    """The application is killed for real, and is away for as long as a start takes from when the wall looks dead."""
    with browsing(chromium) as context:
        page = opened(context, there.wall.address)
        expect(page.locator("#waiting-now-value")).to_have_text("0")
        loads: list[str] = []
        page.on("load", lambda loaded: loads.append(loaded.url))
        beats(page)
        there.wall.kill()
        dead = seconds_until(page, DEAD)
        expect(page.locator("#link-lost")).to_be_visible()
        call = there.calls.enters()
        there.wall.start()
        back = seconds_until(page, LIVE)
        expect(page.locator("#link-lost")).to_be_hidden()
        expect(page.locator("#waiting-now-value")).to_have_text("1")
        there.calls.gives_up(call)
        assert loads == [], "the same version and the same settings are no reason to load anew"
    print(f"dead after {dead:.1f} s, back {back:.1f} s after the server's return")
    assert 3 < dead < 6
    assert back < BACK_S


# Both of the page's clocks can be moved on. They run as fast as ever: a clock that a busy machine slows down would be a
# fault of its own.
MOVABLE = """(() => {
  let ahead = 0;
  const [uptime, now] = [performance.now.bind(performance), Date.now.bind(Date)];
  performance.now = () => uptime() + ahead;
  Date.now = () => now() + ahead;
  window.goOn = (minutes) => { ahead += 60000 * minutes; };
})();
delete window.SharedWorker;"""


@pytest.mark.parametrize("minutes", [1, 10])
def test_after_a_minute_or_ten_the_wall_is_dead_and_then_live(
    chromium: Browser, there: City, wire: Wire, minutes: int
) -> None:
    """Time is the page's own clock, moved on while the connection is cut."""
    with browsing(chromium, MOVABLE) as context:
        page = over(wire, context)
        page.locator("#waiting-now-value:not(:empty)").wait_for(state="attached")  # drawn, before the way is gone
        wire.cut()
        page.evaluate("(minutes) => goOn(minutes)", minutes)
        assert seconds_until(page, DEAD) < 3
        expect(page.locator("#link-lost")).to_have_text(re.compile(r"No contact with the server since \d\d:\d\d:\d\d"))
        wire.mend()
        assert seconds_until(page, LIVE) < BACK_S
        beats(page)


def test_a_stop_does_not_wait_for_open_screens(chromium: Browser, there: City) -> None:
    with browsing(chromium) as context:
        page = opened(context, there.wall.address)
        assert there.wall.stop() < 5
        there.wall.start()
        assert seconds_until(page, LIVE) < BACK_S
        beats(page)

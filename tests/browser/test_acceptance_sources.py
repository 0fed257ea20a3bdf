"""The real wall over a real phone system's database: what is committed is seen, what is lost says so, what is new is taken."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from layouts.wall.ids import tile_key
from layouts.wall.tiles import TILES
from tests.browser.board_page import browsing, seconds_until
from tests.browser.live_wall import DEADLINE_S, POLL_EVERY_S, City, city, opened
from tests.browser.wire import Wire
from tests.servers import PostgresServer

SLACK_S = 2.0  # a second between two frames, and a busy machine
BACK_S = 15 + POLL_EVERY_S + SLACK_S  # the longest back-off, and a poll


@contextmanager
def over(server: PostgresServer, folder: Path) -> Iterator[tuple[City, Wire]]:
    """A city whose wall reaches the phone system's database over a wire."""
    with server.database() as name:
        wire = Wire(server.port)
        through = server.url(name).replace(f":{server.port}/", f":{wire.port}/")
        with city(folder, server.url(name), through) as made:
            made.wall.start()
            yield made, wire
        wire.cut()


@pytest.fixture(scope="module")
def made(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[City, Wire]]:
    with over(postgres_server, tmp_path_factory.mktemp("city")) as made:
        yield made


def tiles(carries: str) -> list[str]:
    return [tile_key(tile.name, 0) for tile in TILES.values() if tile.carries == carries]


def lost(tile: str) -> str:
    return f"#{tile}[data-state=lost]"


def kept(tile: str) -> str:
    return f"#{tile}:not([data-state=lost]):not([data-state=no_data])"


def waiting(page: Page) -> int:
    figure = page.locator("#waiting-now-value")
    expect(figure).to_have_text(re.compile(r"^\d+$"))
    return int(figure.text_content() or "")


def test_a_committed_call_reaches_the_pixels(chromium: Browser, made: tuple[City, Wire]) -> None:
    there, _ = made
    with browsing(chromium) as context:
        page = opened(context, there.wall.address)
        before = waiting(page)
        call = there.calls.enters()
        expect(page.locator("#waiting-now-value")).to_have_text(str(before + 1))
        expect(page.locator("#waiting-now-longest-value")).to_have_text(re.compile(r"^\d+:\d\d$"))
        there.calls.gives_up(call)
        expect(page.locator("#waiting-now-value")).to_have_text(str(before))


WAYS: dict[str, tuple[Callable[[PostgresServer, Wire], None], Callable[[PostgresServer, Wire], None], float]] = {
    "its server is killed": (
        lambda server, _: server.stop(crash=True),
        lambda server, _: server.start(),
        2 * POLL_EVERY_S,
    ),
    "its network is cut": (lambda _, wire: wire.cut(), lambda _, wire: wire.mend(), 2 * POLL_EVERY_S),
    "its packets vanish": (
        lambda _, wire: wire.silence(),
        lambda _, wire: wire.speak(),
        POLL_EVERY_S + DEADLINE_S,
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_lost_phone_system_is_lost_on_each_of_its_tiles_and_on_no_other_until_it_is_back(
    chromium: Browser, made: tuple[City, Wire], postgres_server: PostgresServer, way: str
) -> None:
    there, wire = made
    take, give_back, within_s = WAYS[way]
    with browsing(chromium) as context:
        page = opened(context, there.wall.address)
        for tile in tiles("calls") + tiles("tickets"):
            page.locator(kept(tile)).wait_for(state="attached")
        take(postgres_server, wire)
        try:
            spent = sum(seconds_until(page, lost(tile)) for tile in tiles("calls"))
            expect(page.locator("#waiting-now-word")).to_have_text(re.compile(r"^lost since \d\d:\d\d"))
            department = f"Water {way}"
            there.requests.opens(department)
            expect(page.locator("#ageing")).to_contain_text(department)
            assert [tile for tile in tiles("tickets") if page.locator(lost(tile)).count()] == []
        finally:
            give_back(postgres_server, wire)
        back = sum(seconds_until(page, kept(tile)) for tile in tiles("calls"))
        before = waiting(page)
        call = there.calls.enters()
        expect(page.locator("#waiting-now-value")).to_have_text(str(before + 1))
        there.calls.gives_up(call)
    print(f"{way}: lost after {spent:.1f} s, back after {back:.1f} s")
    assert spent < within_s + SLACK_S
    assert back < BACK_S


def test_new_settings_reach_the_wall_without_a_restart_and_screens_load_once(
    chromium: Browser, made: tuple[City, Wire]
) -> None:
    there, _ = made
    with browsing(chromium) as context:
        page = opened(context, there.wall.address)
        expect(page.locator("#queues")).to_contain_text("Streets")
        loads: list[str] = []
        page.on("load", lambda loaded: loads.append(loaded.url))
        there.wall.configure('\n[boards.extra]\nrows = [["waiting_now:4"]]\n', label="Roads & lights")
        expect(page.locator("#queues")).to_contain_text("Roads & lights")
        extra = opened(context, there.wall.address, "extra")
        expect(extra.locator("#waiting-now-value")).to_have_text(re.compile(r"^\d+$"))
        page.wait_for_timeout(4_000)
        assert len(loads) == 1
        there.wall.configure()
        extra.locator("html[data-link=dead]").wait_for(state="attached")
        assert there.wall.status("/board/extra") == 404
        expect(page.locator("#queues")).not_to_contain_text("Roads & lights")


def test_wrong_settings_are_refused_and_the_wall_goes_on_with_the_old(
    chromium: Browser, made: tuple[City, Wire]
) -> None:
    there, _ = made
    with browsing(chromium) as context:
        page = opened(context, there.wall.address)
        there.wall.configure('\n[queues.water]\nlable = "Water"\n', label="Wrong")
        try:
            told(there, "wallboard_settings_refused 1.0")
            call = there.calls.enters()
            expect(page.locator("#waiting-now-value")).to_have_text("1")
            there.calls.gives_up(call)
            expect(page.locator("#queues")).not_to_contain_text("Wrong")
            assert "did you mean" in there.wall.log.read_text()
        finally:
            there.wall.configure()
        told(there, "wallboard_settings_refused 0.0")


def told(there: City, line: str) -> None:
    """Returns when Prometheus would be told this line; at most ten seconds."""
    for _ in range(100):
        if line in there.wall.ask("/metrics")[1].splitlines():
            return
        time.sleep(0.1)
    raise AssertionError(f"never told: {line}")


@pytest.mark.parametrize(
    "path",
    [
        *("/docs", "/redoc", "/openapi.json", "/_mcp", "/mcp", "/_dash-layout", "/_dash-dependencies", "/health"),
        *("/board", "/board/", "/board/nowhere", "/board/wall/", "/board/wall/more", "/board/wall/_mcp"),
        *("/today/docs", "/today/openapi.json", "/assets/", "/assets/../app.py", "/assets/%2e%2e/app.py"),
        *("/_dash-component-suites/", "/_dash-component-suites/dash/../../app.py", "/stream?board=nowhere", "/stream"),
        *("/_alive_0", "/_reload-hash", "/favicon.ico", "/wallboard.toml", "//etc/passwd", "/api", "/api/snapshot/"),
    ],
)
def test_an_address_that_there_is_not_is_404(made: tuple[City, Wire], path: str) -> None:
    assert made[0].wall.status(path) == 404


@pytest.mark.parametrize(
    "path", ["/", "/board/wall", "/today", "/metrics", "/api/snapshot", "/livez", "/stream?board=all"]
)
def test_nothing_takes_a_change(made: tuple[City, Wire], path: str) -> None:
    assert made[0].wall.status(path, "POST") in (403, 405)

"""What a page asks beside its stream: the time here, and the newest frame; and how little a slow screen holds."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import orjson
import pytest
from dash import html

from layouts.live.session_watch import SessionWatch
from layouts.live.stream import Hub, Showing
from layouts.site.board_pages import Boards
from layouts.site.shell import Shell, build_app
from layouts.web.http import App
from layouts.web.probes import Probes
from tests.layouts.asking import OWN, ask, asking, scope_of
from tests.layouts.serving import serving
from wallboard.access.screens import Screen as Device
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.model import MINUTE, SECOND, Micros
from wallboard.model.remit import EVERYTHING
from wallboard.settings import Server, Settings, Site

WALL = Showing("wall", EVERYTHING)
SETTINGS = Settings(sites={"main": Site(name="City", zone="UTC")})


def served(uptime: Micros = 0, visitor: Visitor | None = None) -> Shell:
    hub = Hub("v1", epoch="e", uptime=lambda: uptime)
    who = (lambda **told: visitor) if visitor else None
    drawn, ready = Boards(["wall"], lambda board: html.Main()), Probes(lambda: (True, "ready"), lambda: b"")
    return build_app(SETTINGS, drawn, hub, "v1", ready, recognise=who)  # type: ignore[arg-type]


def get(app: App, path: str) -> Any:
    return ask(app, path, headers=OWN)


def test_the_clock_tells_the_uptime_in_which_frames_are_stamped() -> None:
    app = served(uptime=7_500_000)
    assert orjson.loads(get(app, "/clock").body) == {"e": "e", "m": 7500}
    app.hub.publish(WALL, {"a": {"text": "1"}}, 99 * SECOND)
    frame = orjson.loads(get(app, "/frame?board=wall").body)
    assert (frame["e"], frame["m"], frame["t"], frame["f"]) == ("e", 7500, 99_000, {"a": {"text": "1"}})


def test_the_newest_frame_is_made_and_compressed_once_for_all_who_ask() -> None:
    app = served()
    for n in range(3):
        app.hub.publish(WALL, {f"part-{i}": {"text": str(n)} for i in range(100)}, n * SECOND)
    tick = app.hub.newest(WALL)
    assert tick is not None
    assert tick.answer is tick.answer
    first, second = (ask(app, "/frame?board=wall", headers=[*OWN, ("accept-encoding", "gzip")]) for _ in range(2))
    assert first.headers["content-encoding"] == "gzip"
    assert first.body == second.body
    assert int(first.headers["content-length"]) < len(tick.whole) / 4


def test_a_frame_is_asked_for_one_board_that_is_theirs() -> None:
    app = served()
    app.hub.publish(WALL, {}, SECOND)
    for path in ("/frame", "/frame?board=none", "/frame?board=wall&board=wall"):
        assert get(app, path).status == 404


def test_a_view_that_is_made_only_while_somebody_looks_is_waited_for_and_not_kept() -> None:

    async def scenario() -> tuple[int, bytes, list[Showing]]:
        app = served()
        asked = asyncio.create_task(asking(app, scope_of("/frame?board=wall", headers=OWN)))
        while not (looked_at := app.hub.showings()):
            await asyncio.sleep(0.001)
        app.hub.publish(looked_at[0], {"a": {"text": "1"}}, SECOND, kept=False)
        answer = await asked
        return answer.status, answer.body, app.hub.showings()

    status, body, left = asyncio.run(scenario())
    assert (status, orjson.loads(body)["f"], left) == (200, {"a": {"text": "1"}}, [])


def test_nobody_waits_for_ever_for_a_view_that_nobody_makes() -> None:
    began = time.monotonic()
    assert get(served(), "/frame?board=wall").status == 503
    assert time.monotonic() - began < 10


def test_a_screen_that_asks_is_noted_as_one_that_is_on() -> None:
    class Devices:
        noted: dict[str, str] = {}

        def all(self) -> list[Device]:
            return []

        def saw(self, addresses: Any) -> None:
            self.noted.update(addresses)

    class House:
        screens = Devices()

        def changed(self) -> bool:
            return False

        def still(self, visitor: Visitor) -> Visitor:
            return visitor

    async def scenario() -> None:
        hub = Hub("v1")
        hub.polled(Visitor(VisitorKind.SCREEN, "hall", "Hall", board="wall", credential="screen:hall"), "192.0.2.9")
        await SessionWatch(hub, House(), lambda: MINUTE).look()
        assert hub.pollers() == {}

    asyncio.run(scenario())
    assert Devices.noted == {"hall": "192.0.2.9"}


@pytest.mark.slow
def test_what_a_screen_has_not_taken_is_not_piled_up_for_it() -> None:
    """It stands still while 400 frames of 8 KB are published; then it gets a few old ones, and the newest."""
    app = served()

    def view(n: int) -> dict[str, dict[str, object]]:
        return {f"part-{i}": {"text": f"{n:040d}"} for i in range(120)}

    with serving(app, Server(port=0)) as port:
        screen = socket.socket()
        screen.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        screen.settimeout(5)
        with screen:
            screen.connect(("127.0.0.1", port))
            screen.sendall(b"GET /stream?board=wall HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            app.hub.publish(WALL, view(0), 0)
            for n in range(1, 401):
                app.hub.publish(WALL, view(n), n * SECOND)
                time.sleep(0.002)  # lets the server's loop have its turn; nothing is measured
            came = b""
            while f'"text":"{400:040d}"'.encode() not in came:
                came += screen.recv(65_536)
    assert came.count(b"data: ") < 40
    assert len(came) < 300_000

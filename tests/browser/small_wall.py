"""A wall of a few boards that needs no source: the server of the browser tests. `python -m tests.browser.small_wall PORT [VERSION]`."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from dash import html

from layouts.live.stream import Hub, Showing
from layouts.page import Page
from layouts.site.board_pages import Boards
from layouts.site.desk_pages import Desk
from layouts.site.shell import build_app
from layouts.web.probes import Probes
from tests.layouts.opened import services
from tests.layouts.serving import serve
from tests.served import PORT, Served
from wallboard.clock import system_clock
from wallboard.model.remit import EVERYTHING
from wallboard.settings import Server, Settings, Site

BOARDS = ["first", "second"]
PAGE = Page("/page", "Page", lambda context: html.Div(html.Main("There"), className="desk"))
VALUES = 150
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"


def layout(board: str) -> html.Main:
    values = [html.Span(id=f"value-{n}") for n in range(VALUES)]
    rest = [html.Span(id=name) for name in ("board-name", "hostile", "waiting", "made")] + [html.Div(id="line")]
    return html.Main([*values, *rest])


def view(board: str, tick: int, started_ms: int) -> dict[str, dict[str, object]]:
    values: dict[str, dict[str, object]]
    values = {f"value-{n}": {"text": f"{tick if n % 5 == 0 else 1000 + n}", "state": "ok"} for n in range(VALUES)}
    return {
        **values,
        "board-name": {"text": board, "vars": {"--a": "0.42"}, "label": f"board {board}"},
        "hostile": {"text": HOSTILE, "hide": tick % 2 == 0},
        "made": {"text": str(system_clock() // 1_000)},  # ms, by which a test knows how old the figures truly are
        "waiting": {"since": started_ms - 65_000},
        "line": {"spark": {"points": [1.0, None, 3.0, float(tick % 7)], "target": 2.0}},
    }


def wall(version: str) -> tuple[object, Hub]:
    settings = Settings(sites={"main": Site(name="Test city", zone="America/Chicago")})
    hub = Hub(version)
    app = build_app(
        settings,
        Boards(BOARDS, layout),
        hub,
        version,
        Probes(lambda: (True, "ready"), lambda: b""),
        desk=Desk([PAGE], services()),
    )
    return app, hub


def publish_for_ever(hub: Hub) -> None:
    started_ms = system_clock() // 1_000
    tick = 0
    while True:
        tick += 1
        for board in BOARDS:
            hub.publish(Showing(board, EVERYTHING), view(board, tick, started_ms), system_clock())
        time.sleep(1 - time.time() % 1)


def small_wall(folder: Path) -> Served:
    """As a process of its own, which starts as any version: `start("v2")`."""
    return Served(folder, "-m", "tests.browser.small_wall", PORT)


if __name__ == "__main__":
    app, hub = wall(*sys.argv[2:] or ["v1"])
    threading.Thread(target=publish_for_ever, args=(hub,), daemon=True).start()
    serve(app, Server(port=int(sys.argv[1])))  # type: ignore[arg-type]

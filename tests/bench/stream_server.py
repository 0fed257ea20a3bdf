"""The wall's own server with one board of real size, a tick every whole second. `python -m tests.bench.stream_server PORT`."""

from __future__ import annotations

import itertools
import sys
import threading
import time

from dash import html

from layouts.live.stream import Hub, Showing
from layouts.site.board_pages import Boards
from layouts.site.shell import build_app
from layouts.web.probes import Probes
from tests.bench.wall_frames import wall_view
from tests.layouts.serving import serve
from wallboard.clock import system_clock
from wallboard.model.remit import EVERYTHING
from wallboard.settings import Server, Settings, Site


def tick_for_ever(hub: Hub) -> None:
    for tick in itertools.count():
        time.sleep(1 - time.time() % 1)
        hub.publish(Showing("wall", EVERYTHING), wall_view(tick), system_clock())


def main(port: int) -> None:
    settings = Settings(sites={"main": Site(name="Bench", zone="UTC")})
    hub = Hub("bench")
    app = build_app(
        settings,
        Boards(["wall"], lambda board: html.Main([html.Span(id=name) for name in wall_view(0)])),
        hub,
        "bench",
        Probes(lambda: (True, "ready"), lambda: b""),
    )
    threading.Thread(target=tick_for_ever, args=(hub,), daemon=True).start()
    serve(app, Server(port=port))


if __name__ == "__main__":
    main(int(sys.argv[1]))

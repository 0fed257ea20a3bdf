"""The live page over a busy floor of 60 queues, 1,500 agents and 400 callers, two updates a second.
`python -m tests.bench.live_page_server PORT`."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, replace
from typing import Any

from dash import html

from layouts.live.on_demand import OnDemandPublisher
from layouts.live.page_views import PageViews
from layouts.live.stream import Hub
from layouts.page import StreamContext
from layouts.pages.live import PAGE
from layouts.site.board_pages import Boards
from layouts.site.desk_pages import Desk
from layouts.site.shell import build_app
from layouts.wall.props import View
from layouts.web.probes import Probes
from tests.busy_floor import BusyFloor
from tests.layouts.opened import services
from tests.layouts.serving import serve
from wallboard.clock import system_clock
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Server, Settings, Site

QUEUES, AGENTS, CALLERS = 60, 1_500, 400
EVERY_S = 0.5
SHARE = 0.2  # of the rows that change in an update


@dataclass(frozen=True)
class Reader:
    """As far as the page asks."""

    settings: Settings
    remit: Remit = EVERYTHING
    told_remit: Remit = EVERYTHING

    def unknown(self) -> tuple[Any, ...]:
        return ()


def busy_floor() -> BusyFloor:
    return BusyFloor(QUEUES, AGENTS, CALLERS)


def main(port: int) -> None:
    settings = Settings(sites={"main": Site(name="Bench", zone="UTC")})
    floor, hub = busy_floor(), Hub("bench")

    def stream(context: StreamContext) -> View:
        return floor.view()

    asked = replace(services(Reader(settings)), clock=system_clock)
    page = replace(PAGE, stream=stream)
    publisher = OnDemandPublisher(hub, PageViews([page], asked))
    probes = Probes(lambda: (True, "ready"), lambda: b"")
    app = build_app(settings, Boards([], lambda board: html.Main()), hub, "bench", probes, desk=Desk([page], asked))

    def tick_for_ever() -> None:
        while True:
            time.sleep(EVERY_S - time.time() % EVERY_S)
            floor.tick(SHARE)
            publisher.publish()

    threading.Thread(target=tick_for_ever, daemon=True).start()
    serve(app, Server(port=port))


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""The web application: which addresses exist, what answers them and who may use them. Everything else is refused.

Pure ASGI in front of Dash, because Dash's catch-all answers any path with a page, and because a stream of
thousands of screens must not pass through layers that it does not need.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from layouts.live.page_views import PageViews
from layouts.live.past_frames import PastFrames
from layouts.live.past_views import PastBoards, PastPages
from layouts.live.stream import Hub
from layouts.site.board_pages import BOARD, BoardPages, Boards
from layouts.site.desk_pages import Desk, DeskPages
from layouts.site.streams import Streams
from layouts.web.asset_files import AssetFiles
from layouts.web.files import Files
from layouts.web.gate import Gate, Recognise
from layouts.web.host_policy import HostPolicy
from layouts.web.http import AsgiScope, Receive, Send
from layouts.web.probes import Probes
from layouts.web.routes import Route, Routes
from wallboard.access.visitor import MACHINE, Visitor
from wallboard.settings import Settings
from wallboard.settings.checks.part import is_loopback

Beside = Callable[[], Coroutine[Any, Any, None]]


class Shell:
    """The ASGI application: the gate with its table of routes, and what runs beside it from start to stop."""

    def __init__(self, hub: Hub, gate: Gate, beside: Iterable[Beside] = ()) -> None:
        self.hub = hub
        self.gate = gate
        self._beside = tuple(beside)

    @property
    def routes(self) -> Routes:
        return self.gate.routes

    def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> Coroutine[Any, Any, None]:
        return self._lifespan(receive, send) if scope["type"] == "lifespan" else self.gate(scope, receive, send)

    def stopping(self) -> None:
        """Ends the open streams, so that the server can stop at once. Called in the event loop."""
        self.hub.close()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        """Answers the server's start and stop; Dash's own lifespan would open its catch-all."""
        tasks: list[asyncio.Task[None]] = []
        try:
            while True:
                message = await receive()
                if message["type"] == "lifespan.startup":
                    tasks = [asyncio.create_task(run()) for run in self._beside]
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def nobody_signs_in(settings: Settings) -> Recognise:
    """Everybody is this machine. Raises ValueError where the settings say that people sign in."""
    if settings.access.sign_in or not is_loopback(settings.server.host) or settings.server.proxies:
        raise ValueError("people must sign in by these settings, but nothing was handed in that recognises them")

    def recognise(
        session: str | None = None, screen: str | None = None, bearer: str | None = None, address: str = ""
    ) -> Visitor:
        return MACHINE

    return recognise


def build_app(
    settings: Settings,
    boards: Boards,
    hub: Hub,
    version: str,
    probes: Probes,
    *,
    desk: Desk | None = None,
    recognise: Recognise | None = None,
    routes: Iterable[Route] = (),
    beside: Iterable[Beside] = (),
    host_policy: HostPolicy | None = None,
) -> Shell:
    """The web application of one wallboard.

    The first board that is theirs is shown to people at `/`. `version` and the assets' fingerprint together are
    what screens compare: when they change, screens reload. `hub.renew` does the same for a new layout.
    `recognise` says who is asking; boards and pages find the visitor in `layouts.web.routes.visiting`. `routes` are those
    of other rooms. `beside` runs from start to stop. `host_policy` is that of the start where settings change while the wall
    runs: the socket does not change with them.
    """
    assets = AssetFiles()
    hub.renew(f"{version}+{assets.digest}")
    walls = BoardPages(settings, boards, hub, assets)
    desks = DeskPages(settings, desk, hub, assets) if desk else None
    under = (*(desks.paths if desks else ()), f"{BOARD}{{board}}")
    files = Files(assets, lambda: [*walls.any_app(), *(desks.apps() if desks else ())], under)
    streams = Streams(hub, walls, PageViews(desk.pages, desk.services) if desk else None)
    past = _past(hub, walls, desk).routes() if desk else ()
    ours = [*walls.routes(), *past, *(desks.routes() if desks else ()), *streams.routes(), *files.routes()]
    return Shell(
        hub,
        Gate(
            Routes([*ours, *probes.routes(), *routes]),
            recognise or nobody_signs_in(settings),
            host_policy or HostPolicy(settings.server),
            settings.languages(),
        ),
        beside,
    )


def _past(hub: Hub, walls: BoardPages, desk: Desk) -> PastFrames:
    services = desk.services
    boards = PastBoards(services.readers, walls.visible, walls.spoken)
    return PastFrames(lambda: hub.version, services.clock, {"board": boards, "page": PastPages(desk.pages, services)})

"""The wall's own server with one board of real size, a tick every whole second, behind the gate or without it.

`python -m tests.bench.gate_server PORT FOLDER with|without`; FOLDER/cookie then has what a screen and a person send.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from dash import html

from layouts.live.session_watch import SessionWatch
from layouts.live.stream import Hub
from layouts.site import streams
from layouts.site.board_pages import Boards
from layouts.site.shell import Shell, build_app
from layouts.web.http import AsgiScope, Receive, Send
from layouts.web.probes import Probes
from layouts.web.routes import visiting
from tests.bench.stream_server import tick_for_ever
from tests.bench.wall_frames import wall_view
from tests.layouts.serving import serve
from wallboard.access.access import Access
from wallboard.access.visitor import MACHINE
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import Role
from wallboard.settings import Server, Settings, Site


class Ungated:
    """The same handlers of the same routes, reached without a question."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._shell(scope, receive, send)
            return
        route, named = self._shell.routes.at(scope["path"])[0]
        scope["state"] = {"visitor": MACHINE, "parameters": named, "address": "", "secure": False}
        token = visiting.set(MACHINE)
        try:
            await route.handler(scope, receive, send)
        finally:
            visiting.reset(token)

    def stopping(self) -> None:
        self._shell.stopping()


def settings_in(folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "sites": {"main": Site(name="Bench", zone="UTC")},
            "access": {"sign_in": True, "database": f"sqlite:///{folder}/access.db", "keys": "k" * 40},
        }
    )


def cookies(access: Access) -> str:
    """A paired screen's and a signed-in person's, a line each."""
    pairing = access.screens.begin("127.0.0.1")
    access.screens.approve(pairing.code, "wall", "main", "Hall", None)
    screen = access.screens.claim(pairing.secret)
    person, _ = access.people.add("ada", "Ada", Role.VIEWER, EVERYTHING, by=None)
    session = access.sessions.open(person, address="127.0.0.1").secret
    return f"wallboard-screen={screen}\nwallboard-session={session}\n"


def main(port: int, folder: Path, gated: bool) -> None:
    streams.MOST_STREAMS_OF_ONE = 1_000_000  # all screens of the bench come by one cookie
    settings = settings_in(folder)
    access, hub = Access(settings), Hub("bench")
    (folder / "cookie").write_text(cookies(access), encoding="utf-8")
    shell = build_app(
        settings,
        Boards(
            ["wall"], lambda board: html.Main([html.Span(id=name) for name in wall_view(0)]), lambda remit: settings
        ),
        hub,
        "bench",
        Probes(lambda: (True, "ready"), lambda: b""),
        recognise=access.recognise,
        beside=[SessionWatch(hub, access).watch] if gated else [],
    )
    threading.Thread(target=tick_for_ever, args=(hub,), daemon=True).start()
    serve(shell if gated else Ungated(shell), Server(port=port))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "with")

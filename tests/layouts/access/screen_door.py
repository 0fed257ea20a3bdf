"""The pages for screens behind the gate, and the boards that they would show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from layouts.access import screens, sign_in, tv
from layouts.live.stream import Hub
from layouts.web import identity
from layouts.web.gate import Gate
from layouts.web.host_policy import HostPolicy
from layouts.web.http import AsgiScope, Receive, Send, text
from layouts.web.routes import Answers, Route, Routes, visitor_of
from layouts.web.rules import watchers
from tests.empty_databases import lay_access
from tests.layouts.access.door import CHEAP, SITES, START, Browser, Door, Page
from tests.layouts.snapshots import settings
from wallboard.access.access import Access
from wallboard.access.screens import Screen
from wallboard.access.visitor import Visitor

BOARDS = {
    "wall": {"rows": [["waiting_now:4"]], "title": "Main <wall>"},
    "delivery": {"rows": [["ageing:4"]]},
    "northern": {"rows": [["waiting_now:4"]], "site": "north"},
}


ROTATIONS = {"round": {"boards": [["wall", 30], ["delivery", 20]], "title": "In turn"}}


class ScreenDoor(Door):
    """The door with /tv, /screens and /here."""

    def __init__(self, folder: Path, **access: Any) -> None:
        own = {"sign_in": True, "database": f"sqlite:///{folder}/access.db", "keys_file": f"{folder}/access.keys"}
        self.settings = settings(sites=SITES, boards=BOARDS, rotations=ROTATIONS, access=own | access)
        self.now = START
        self.hub = Hub("v1")
        if self.settings.access.sign_in:
            lay_access(folder / "access.db")
        self.access = Access(self.settings, self.clock, CHEAP)
        self.gate = self._gate()

    def tv(self, address: str = "192.0.2.7") -> Browser:
        return Browser(self.gate, address)

    def paired(self, name: str = "Lobby", board: str = "wall", by: Visitor | None = None) -> tuple[Browser, Screen]:
        """A TV that was let in."""
        browser = self.tv()
        code = said(browser.post("/tv/begin"))["code"]
        site = "north" if board == "northern" else "main"
        screen = self.access.screens.approve(code, board, site, name, by)
        assert said(browser.post("/tv/claim")) == {"state": "paired"}
        return browser, screen

    def _gate(self) -> Gate:
        table = [
            *sign_in.routes(self.access, self.settings),
            *tv.routes(self.access, self.settings, self.clock),
            *screens.routes(self.access, self.settings, self.hub),
            *identity.routes(self.settings.access),
            Route("/", _board, watchers, Answers.PAGE),
        ]
        return Gate(Routes(table), self.access.recognise, HostPolicy(self.settings.server))


async def _board(scope: AsgiScope, receive: Receive, send: Send) -> None:
    await text(200, f"figures of {visitor_of(scope).board}").send(scope, send)


def said(answer: Page) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer.body)
    return told

"""A wall with a caller of this morning, as somebody is shown its past at noon."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson

from layouts.live.stream import Hub
from layouts.page import Services, StreamContext
from layouts.page.moment import Moment
from layouts.pages import live
from layouts.site.board_pages import Boards
from layouts.site.desk_pages import Desk
from layouts.site.shell import Shell, build_app
from layouts.wall.boards import boards, layout
from layouts.web.probes import Probes
from tests.layouts.asking import OWN, Response, ask
from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, gave_up, settings
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.calls.happenings import Happening
from wallboard.engine.reader import Readers
from wallboard.model import HOUR, MINUTE, SECOND, Micros
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import Right

ZONE = "America/New_York"
ANN = Visitor(
    VisitorKind.PERSON, "ann", "Ann", rights=frozenset({Right.READ}), remit=EVERYTHING, credential="session:1"
)
BEGAN = NOON - 2 * HOUR
BOARDS = {"hall": {"title": "Hall", "rows": [["waiting_now", "gave_up_waiting"]]}, "other": {"rows": [["waiting_now"]]}}


class Served:
    """A wall with a caller who came at ten and gave up half an hour later, as somebody is shown its past at noon."""

    def __init__(self, folder: Path) -> None:
        events = (
            entered(1, BEGAN),
            entered(5, BEGAN + 9 * MINUTE),
            answered(6, BEGAN + 10 * MINUTE, 5, "Zoë"),
            entered(2, BEGAN + 20 * MINUTE),
            gave_up(3, BEGAN + 30 * MINUTE, 1, 1800),
        )
        self.then: dict[Micros, dict[str, Any]] = {}  # the live page as it was shown at the time
        source = FakeSource("pbx", "calls", *(batch(each) for each in events))
        self.wall = Wall(folder, source, now=BEGAN, of=settings(ZONE, sources=["pbx"], boards=BOARDS))
        self.readers = Readers(self.wall.engine.present, lambda: self.wall.now)
        self.services = Services(self.readers, None, lambda: self.wall.now, frozenset)  # type: ignore[arg-type]
        for event in events:
            self.wall.now = event.at + SECOND
            self.wall.poll("pbx")
            self.then[self.wall.now] = self._live_page()
        self.wall.now = NOON
        self.visitor = ANN
        self.shell = self._shell()

    def _live_page(self) -> dict[str, Any]:
        moment = Moment(self.readers.within(EVERYTHING, names=True))
        view: dict[str, Any] = orjson.loads(orjson.dumps(live.stream(StreamContext({}, moment, self.services))))
        return view

    def _shell(self) -> Shell:
        drawn = Boards(
            tuple(boards(self.wall.settings)),
            lambda board: layout(board, self.wall.settings),
            lambda remit: self.readers.within(remit).settings,
        )
        desk = Desk((live.PAGE, replace(live.PAGE, path="/other", past=False)), self.services)
        ready = Probes(lambda: (True, "ready"), lambda: b"")
        return build_app(
            self.wall.settings,
            drawn,
            Hub("v1"),
            "v1",
            ready,
            desk=desk,
            recognise=lambda **told: self.visitor,  # type: ignore[arg-type]
        )

    def get(self, path: str = "/past", **query: Any) -> Response:
        what = {} if "page" in query else {"board": "hall"}
        return ask(self.shell, f"{path}?{urlencode(what | query)}", headers=OWN)

    def told(self, at: Micros | str, path: str = "/past", **query: Any) -> dict[str, Any]:
        answer = self.get(path, at=at if isinstance(at, str) else at // 1000, **query)
        assert answer.status == 200, answer.body
        told: dict[str, Any] = orjson.loads(answer.body)
        return told

    def refused(self, status: int, path: str = "/past", **query: Any) -> str:
        answer = self.get(path, **query)
        assert answer.status == status
        return str(orjson.loads(answer.body)["refused"])


def answered(seq: int, at: Micros, call: int, agent: str) -> Happening:
    return logged("pbx", "main", seq, at, f"c{call}", "roads", agent, "CONNECT", ("5", "", "", "", ""))

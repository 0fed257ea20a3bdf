"""A shell of two boards, one page and one route, which no site knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from dash import Dash, Input, Output, dcc, html

from layouts.live.stream import Hub
from layouts.page import Page, PageContext
from layouts.site.board_pages import Boards
from layouts.site.desk_pages import Desk
from layouts.site.shell import Shell, build_app
from layouts.web.http import AsgiScope, Receive, Send, json_answer
from layouts.web.probes import Probes
from layouts.web.routes import Nav, Route
from layouts.web.rules import whoever_may
from tests.layouts.asking import OWN, Response, ask
from tests.layouts.opened import services
from wallboard.model.roles import Right
from wallboard.settings import Board, Settings, Site


async def data(scope: AsgiScope, receive: Receive, send: Send) -> None:
    """A route of another room."""
    await json_answer(b'{"waiting": 3}').send(scope, send)


def desk_page(app: Dash, context: Callable[[], PageContext]) -> None:
    @app.callback(Output("answer", "children"), Input("question", "value"))
    def answer(value: str | None) -> str:
        return f"you said {value}"


TODAY = Page(
    "/today",
    "Today",
    lambda context: html.Div([dcc.Input(id="question"), html.P(id="answer")]),
    nav=Nav("Today"),
    callbacks=desk_page,
)


def drawn(board: str) -> html.Main:
    marked: dict[str, Any] = {"data-for": board}
    return html.Main([html.Span(id="name")], **marked)


def make(ready: bool = True, boards: list[str] | None = None) -> Shell:
    settings = Settings(
        demo=True,
        sites={"main": Site(name="Test <city>", zone="America/Chicago")},
        boards={"wall": Board(rows=(("waiting_now",),)), "second": Board(title="Second", rows=(("agents",),))},
    )
    return build_app(
        settings,
        Boards(["wall", "second"] if boards is None else boards, drawn),
        Hub("unset"),
        "1.0",
        Probes(lambda: (ready, "ready" if ready else "the ledger does not answer"), lambda: b"wallboard_up 1\n"),
        desk=Desk([TODAY], services()),
        routes=[Route("/data", data, whoever_may(Right.READ))],
    )


def callback_body() -> bytes:
    question = {"id": "question", "property": "value", "value": "hello"}
    return orjson.dumps(
        {
            "output": "answer.children",
            "outputs": {"id": "answer", "property": "children"},
            "inputs": [question],
            "changedPropIds": ["question.value"],
            "parsedChangedPropsIds": ["question.value"],
            "state": [],
        }
    )


def post(app: Shell, *headers: tuple[str, str], length: int | None = None) -> Response:
    body = callback_body()
    told = [("content-length", str(len(body) if length is None else length)), ("content-type", "application/json")]
    return ask(app, "/today/_dash-update-component", "POST", [*OWN, *told, *headers], body)

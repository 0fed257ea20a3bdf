"""Whoever is visiting is known wherever Dash calls us, and nobody is taken for somebody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import orjson
from dash import Dash, Input, Output, dcc, html

from layouts.live.stream import Hub
from layouts.page import Page, PageContext
from layouts.site.board_pages import Boards
from layouts.site.desk_pages import Desk
from layouts.site.shell import Shell, build_app
from layouts.web.probes import Probes
from layouts.web.routes import visiting
from tests.layouts.asking import OWN, SAME_ORIGIN, asking, scope_of
from tests.layouts.opened import services
from wallboard.access.visitor import NOBODY, Visitor, VisitorKind
from wallboard.model.remit import Remit
from wallboard.model.roles import Right
from wallboard.settings import Settings, Site

NAMES = [f"visitor-{n}-{n * 7919}" for n in range(1, 6)]
CALLBACK = {
    "output": "answer.children",
    "outputs": {"id": "answer", "property": "children"},
    "inputs": [{"id": "question", "property": "value", "value": "who"}],
    "changedPropIds": ["question.value"],
    "state": [],
}
threads: set[str] = set()


def whoever() -> str:
    return visiting.get().name


def desk_page(app: Dash, context: Callable[[], PageContext]) -> None:
    @app.callback(Output("answer", "children"), Input("question", "value"))
    async def answer(value: str | None) -> str:
        return await asyncio.to_thread(told, value)

    @app.callback(Output("now", "children"), Input("question", "value"))
    def at_once(value: str | None) -> str:
        return told(value)

    def told(value: str | None) -> str:
        threads.add(threading.current_thread().name)
        assert context().visitor is visiting.get()
        return f"{value}: {whoever()}"


def page(context: PageContext) -> html.Div:
    assert context.visitor is visiting.get()
    return html.Div([dcc.Input(id="question"), html.P(id="answer"), html.P(id="now"), html.B(f"for {whoever()}")])


def person(
    session: str | None = None, screen: str | None = None, bearer: str | None = None, address: str = ""
) -> Visitor:
    if session not in NAMES:
        return NOBODY
    return Visitor(
        VisitorKind.PERSON, name=session, rights=frozenset({Right.READ}), remit=Remit.of(departments=[session])
    )


def shell() -> Shell:
    settings = Settings(sites={"main": Site(name="Test", zone="UTC")})
    pages = [Page("/today", "Today", page, callbacks=desk_page)]
    return build_app(
        settings,
        Boards(["wall"], lambda board: html.Main(whoever())),
        Hub("unset"),
        "1",
        Probes(lambda: (True, ""), lambda: b""),
        desk=Desk(pages, services()),
        recognise=person,
    )


def everybody(target: str, body: dict[str, Any] | None = None, rounds: int = 3) -> list[tuple[str, bytes]]:
    """What each of them is answered when all ask at once, again and again."""
    app = shell()

    async def one(name: str) -> tuple[str, bytes]:
        sent = b"" if body is None else orjson.dumps(body)
        told = [("content-type", "application/json"), ("content-length", str(len(sent)))] if sent else []
        headers = [*OWN, SAME_ORIGIN, ("cookie", f"wallboard-session={name}"), *told]
        answer = await asking(app, scope_of(target, "POST" if sent else "GET", headers), sent)
        assert answer.status == 200, answer.body
        return name, answer.body

    async def all_of_them() -> list[tuple[str, bytes]]:
        return list(await asyncio.gather(*(one(name) for _ in range(rounds) for name in NAMES)))

    return asyncio.run(all_of_them())


def test_a_callback_that_waits_for_a_thread_knows_who_asks() -> None:
    threads.clear()
    for name, body in everybody("/today/_dash-update-component", CALLBACK):
        assert f'"who: {name}"'.encode() in body
    assert threading.main_thread().name not in threads, "the streams of all screens wait for what runs there"


def test_a_callback_that_answers_at_once_knows_who_asks() -> None:
    asked = orjson.loads(orjson.dumps(CALLBACK).replace(b"answer", b"now"))
    for name, body in everybody("/today/_dash-update-component", asked):
        assert f'"who: {name}"'.encode() in body


def test_layouts_are_drawn_for_who_asks() -> None:
    for name, body in everybody("/today/_dash-layout"):
        assert f"for {name}".encode() in body
    for name, body in everybody("/board/wall/_dash-layout"):
        assert name.encode() in body


def test_a_page_itself_holds_nothing_of_whoever_came_first() -> None:
    for target in ("/today", "/board/wall"):
        for _, body in everybody(target):
            assert not any(name.encode() in body for name in NAMES)

"""GET /here: who the server takes a page for. A page whose stream was refused asks, to know whether to stay and wait."""

from __future__ import annotations

import orjson

from layouts.http import Receive, Scope, Send, json_answer
from layouts.routes import Route, visitor_of
from layouts.rules import anyone_known


def routes() -> list[Route]:
    return [Route("/here", _here, anyone_known)]


async def _here(scope: Scope, receive: Receive, send: Send) -> None:
    visitor = visitor_of(scope)
    await json_answer(orjson.dumps({"kind": visitor.kind.value, "board": visitor.board})).send(scope, send)

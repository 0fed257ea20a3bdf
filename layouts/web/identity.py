"""GET /here: who the server takes a page for. A page whose stream was refused asks, to know whether to stay and wait.

A screen's page also asks once a day: browsers forget a cookie after a year or so, however often it is used, and get it
again with the answer.
"""

from __future__ import annotations

import orjson

from layouts.web.cookies import Cookie, read, set_cookie
from layouts.web.http import Answer, AsgiScope, Receive, Send
from layouts.web.routes import Route, visitor_of
from layouts.web.rules import anyone_known
from wallboard.access.visitor import VisitorKind
from wallboard.model import DAY, SECOND
from wallboard.settings.parts.access import AccessSettings

_A_DAY_S = DAY // SECOND


def routes(settings: AccessSettings) -> list[Route]:
    """Where everybody but signed-out people learn who they are."""
    keep_s = int(settings.screen_days * _A_DAY_S)

    async def answer(scope: AsgiScope, receive: Receive, send: Send) -> None:
        visitor = visitor_of(scope)
        body = orjson.dumps({"kind": visitor.kind.value, "board": visitor.board})
        secret = read(scope, Cookie.SCREEN) if visitor.kind is VisitorKind.SCREEN else None
        kept = ((b"set-cookie", set_cookie(scope, Cookie.SCREEN, secret, keep_s)),) if secret else ()
        await Answer(body, b"application/json", extra=kept).send(scope, send)

    return [Route("/here", answer, anyone_known)]

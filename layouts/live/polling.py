"""What a page asks beside its stream: what time it is here, and the newest frame where the stream does not get through.

GET /clock tells the server's uptime and the epoch in which it counts. A frame carries the same count, so that a page knows
how old what it shows is, however long frames were under way: the answer was made after the question was sent.

GET /frame?board=NAME, or ?page=ADDRESS, is the whole newest view, for pages behind a proxy that holds the stream back, or whose link is too
slow for it. Who may have it is asked at the gate each time, so it needs no session watch; a page that says what it was made
for is told to load itself anew, in place of a frame, when it would be another by now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qs

import orjson

from layouts.live.stream import Hub, Showing
from layouts.web.host_policy import address_of
from layouts.web.http import Answer, AsgiScope, Receive, Send, text
from layouts.web.made_for import OF, RELOAD, outdated
from layouts.web.routes import Route, visitor_of
from layouts.web.rules import anyone_known, watchers
from wallboard.access.visitor import Visitor, VisitorKind

FRAME, CLOCK = "/frame", "/clock"
WAIT_S = 3.0  # for the first view within a limited remit, which is made only while somebody looks
MOST_WAITING_OF_ONE = 100  # by one credential, together with its streams


class PolledFrames:
    """Answers both; `showings` says what a query asks for, as far as it is the visitor's."""

    def __init__(
        self,
        hub: Hub,
        showings: Callable[[Mapping[str, list[str]], Visitor], Awaitable[list[Showing]]],
        wait_s: float = WAIT_S,
    ) -> None:
        self._hub = hub
        self._showings = showings
        self._wait_s = wait_s

    def routes(self) -> list[Route]:
        return [Route(FRAME, self._frame, watchers), Route(CLOCK, self._clock, anyone_known)]

    async def _clock(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        body = orjson.dumps({"e": self._hub.epoch, "m": self._hub.uptime() // 1_000})
        await Answer(body, b"application/json").send(scope, send)

    async def _frame(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        visitor = visitor_of(scope)
        query = parse_qs(scope["query_string"].decode("latin-1"))
        showings = await self._showings(query, visitor)
        if len(showings) != 1:
            answer = text(404, "There is no such board.")
        elif outdated(query.get(OF, ()), visitor):
            answer = Answer(orjson.dumps({"turn": RELOAD}), b"application/json")
        else:
            answer = await self._newest(showings[0], visitor, address_of(scope))
            if visitor.kind is VisitorKind.SCREEN:
                self._hub.polled(visitor, address_of(scope))
        await answer.send(scope, send)

    async def _newest(self, showing: Showing, visitor: Visitor, address: str) -> Answer:
        tick = self._hub.newest(showing)
        if tick is not None:
            return tick.answer
        if visitor.credential and self._hub.streams_of(visitor) >= MOST_WAITING_OF_ONE:
            return text(429, "You have too many streams open. Close some.")
        opened = self._hub.join([showing], visitor, address)
        try:
            await asyncio.wait_for(opened.due(), self._wait_s)
            tick = opened.channels[0].tick
        except TimeoutError:
            tick = None
        finally:
            self._hub.leave(opened)
        return text(503, "There is no figure of this board yet.") if tick is None or opened.closed else tick.answer

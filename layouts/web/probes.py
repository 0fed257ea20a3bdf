"""What machines ask: does it live, is it ready, how is it doing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from layouts.web.http import Answer, AsgiScope, Receive, Send, text
from layouts.web.routes import Route, visitor_of
from layouts.web.rules import anyone, whoever_may
from wallboard.model.roles import Right


class Probes:
    """/livez never looks at anything else; /readyz says why not only to those who may operate; /metrics is theirs."""

    def __init__(self, readiness: Callable[[], tuple[bool, str]], metrics: Callable[[], bytes]) -> None:
        self._readiness = readiness
        self._metrics = metrics

    def routes(self) -> list[Route]:
        return [
            Route("/livez", self._livez, anyone),
            Route("/readyz", self._readyz, anyone),
            Route("/metrics", self._prometheus, whoever_may(Right.OPERATE)),
        ]

    async def _livez(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        await text(200, "alive").send(scope, send)

    async def _readyz(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        ready, words = await asyncio.to_thread(self._readiness)
        if not visitor_of(scope).may(Right.OPERATE):
            words = "ready" if ready else "not ready"
        await text(200 if ready else 503, words).send(scope, send)

    async def _prometheus(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        body = await asyncio.to_thread(self._metrics)
        await Answer(body, b"text/plain; version=0.0.4; charset=utf-8").send(scope, send)

"""One operation of the API: what it is called with, who may, and what it gives. Route and description come of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from pydantic import BaseModel

from layouts.api.request_models import LARGEST_BODY, ApiInput, BadRequest, from_body, from_query
from layouts.web.http import Answer, AsgiScope, Receive, Send, json_answer
from layouts.web.routes import READ, Answers, Parameters, Route, Rule, parameters_of, visitor_of
from wallboard.access.visitor import Visitor

AT_ONCE = 3  # threads that programs may hold, so that some stay for people and for the gate


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, from where, about what."""

    visitor: Visitor
    address: str
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Operation:
    """`run` may wait for a database: it is called in a thread, with what was asked for as an instance of `asked`.
    `gives` is the type of the JSON object that it answers with, None for a file. `also` are further statuses."""

    path: str
    summary: str
    who: Rule
    run: Callable[[Call, Any], Answer]
    gives: Any = None
    asked: type[BaseModel] = ApiInput
    changes: bool = False
    also: Mapping[int, str] = field(default_factory=dict)

    def route(self, room: asyncio.Semaphore | None = None) -> Route:
        """`room` is shared by operations that take threads together."""
        room = room or asyncio.Semaphore(AT_ONCE)

        async def handle(scope: AsgiScope, receive: Receive, send: Send) -> None:
            await (await self._answer(scope, receive, room)).send(scope, send)

        if self.changes:
            return Route(self.path, handle, self.who, Answers.CHANGE, ("POST",), LARGEST_BODY)
        return Route(self.path, handle, self.who, Answers.DATA, READ if self.gives else ("GET",))

    async def _answer(self, scope: AsgiScope, receive: Receive, room: asyncio.Semaphore) -> Answer:
        state = scope["state"]
        try:
            query = from_query(ApiInput if self.changes else self.asked, scope["query_string"])
            asked = await from_body(self.asked, scope, receive) if self.changes else query
            call = Call(visitor_of(scope), state.get("address", ""), parameters_of(scope))
            async with room:
                return await asyncio.to_thread(self.run, call, asked)
        except BadRequest as error:
            body = {"error": str(error), "where": error.where}
            return replace(given(body), status=error.status, extra=tuple(error.headers))


def given(value: Any) -> Answer:
    """JSON of plain values. NaN and infinity become null."""
    return json_answer(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))

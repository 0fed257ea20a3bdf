"""Plain ASGI answers: a whole body at once, compressed where the browser takes it."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from layouts.web.request_policy import Headers, header, security_headers

Message = MutableMapping[str, Any]
AsgiScope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[AsgiScope, Receive, Send], Awaitable[None]]

NO_STORE = b"no-store"
IMMUTABLE = b"public, max-age=31536000, immutable"
SMALLEST_COMPRESSED = 500  # bytes; below, the header costs more than it saves


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; `zipped` is its body in gzip where that is smaller."""

    body: bytes
    content_type: bytes
    status: int = 200
    cache: bytes = NO_STORE
    zipped: bytes | None = None
    extra: tuple[tuple[bytes, bytes], ...] = ()

    async def send(self, scope: Mapping[str, Any], send: Send, headers: Headers | None = None) -> None:
        body, encoding = self.body, []
        if self.zipped is not None:
            encoding.append((b"vary", b"accept-encoding"))
            if "gzip" in (header(scope, b"accept-encoding") or ""):
                body = self.zipped
                encoding.append((b"content-encoding", b"gzip"))
        start = [
            *(security_headers() if headers is None else headers),
            (b"content-type", self.content_type),
            (b"cache-control", self.cache),
            (b"content-length", str(len(body)).encode()),
            *encoding,
            *self.extra,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": start})
        await send({"type": "http.response.body", "body": body})


def text(status: int, words: str, **more: Any) -> Answer:
    return Answer(words.encode() + b"\n", b"text/plain; charset=utf-8", status, **more)


def json_answer(body: bytes) -> Answer:
    return zipped(Answer(body, b"application/json"), level=5)


def zipped(answer: Answer, level: int = 9) -> Answer:
    """The same answer, ready to go out compressed."""
    if len(answer.body) < SMALLEST_COMPRESSED:
        return answer
    small = gzip.compress(answer.body, level, mtime=0)
    if len(small) >= len(answer.body):
        return answer
    return Answer(answer.body, answer.content_type, answer.status, answer.cache, small, answer.extra)


async def no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def ask(app: App, scope: AsgiScope, receive: Receive = no_body) -> Answer:
    """What another ASGI application answers, collected whole."""
    status, content_type, body = 500, b"text/plain", bytearray()

    async def collect(message: Message) -> None:
        nonlocal status, content_type
        if message["type"] == "http.response.start":
            status = message["status"]
            content_type = dict(message.get("headers", ())).get(b"content-type", content_type)
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, collect)
    return Answer(bytes(body), content_type, status)

"""Asks an ASGI application without a server, as a browser or a program would."""

from __future__ import annotations

import asyncio
import atexit
import gzip
import threading
from collections.abc import Coroutine, Iterable
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from layouts.web.http import App

HOST = "127.0.0.1:8311"
OWN = [("host", HOST), ("accept-encoding", "gzip")]
SAME_ORIGIN = ("origin", f"http://{HOST}")


class Response:
    """What came back; `all_headers` has those that may come twice."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.status: int = messages[0]["status"]
        self.all_headers = [(k.decode(), v.decode()) for k, v in messages[0]["headers"]]
        self.headers = dict(self.all_headers)
        body = b"".join(m.get("body", b"") for m in messages[1:])
        self.body = gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body


def scope_of(
    target: str,
    method: str = "GET",
    headers: Iterable[tuple[str, str]] | None = None,
    client: str = "127.0.0.1",
    scheme: str = "http",
) -> dict[str, Any]:
    """An HTTP scope as the server makes it; the path is decoded once, as the server does."""
    parts = urlsplit(target)
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": scheme,
        "method": method,
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in (OWN if headers is None else headers)],
        "server": ("127.0.0.1", 8311),
        "client": (client, 40000),
    }


def ask(
    app: App,
    target: str,
    method: str = "GET",
    headers: Iterable[tuple[str, str]] | None = None,
    body: bytes = b"",
    **arrival: str,
) -> Response:
    """The whole answer. A stream is left as soon as it said something."""
    return _run(asking(app, scope_of(target, method, headers, **arrival), body))


async def asking(app: App, scope: dict[str, Any], body: bytes = b"") -> Response:
    messages: list[dict[str, Any]] = []
    asked, left = False, asyncio.Event()

    async def receive() -> dict[str, Any]:
        nonlocal asked
        first, asked = not asked, True
        if first:
            return {"type": "http.request", "body": body, "more_body": False}
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(dict(message))
        if message.get("body"):
            left.set()

    await asyncio.wait_for(app(scope, receive, send), 20)
    return Response(messages)


def _run(asked: Coroutine[Any, Any, Response]) -> Response:
    """As asyncio.run does, but for the loop and its threads, which are made once for all tests."""
    if threading.current_thread() is not threading.main_thread():
        return asyncio.run(asked)
    return _runner().run(_alone(asked))


async def _alone(asked: Coroutine[Any, Any, Response]) -> Response:
    """Nothing that the application began outlives the answer."""
    try:
        return await asked
    finally:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


@cache
def _runner() -> asyncio.Runner:
    runner = asyncio.Runner()
    atexit.register(runner.close)
    return runner

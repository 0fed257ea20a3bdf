"""The stream over HTTP: server-sent events, written straight to the ASGI server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from layouts.live.stream import Hub, OpenStream, Showing
from layouts.web.http import Receive, Send
from layouts.web.request_policy import Headers
from wallboard.access.visitor import Visitor

STREAM_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


async def stream(
    hub: Hub,
    showings: Iterable[Showing],
    visitor: Visitor,
    headers: Headers,
    receive: Receive,
    send: Send,
    address: str = "",
    to: str = "",
) -> None:
    """Sends frames until the browser leaves, the visitor is turned away or the hub closes; only where `to` go, if any."""
    opened = hub.join(showings, visitor, address)
    if to:
        opened.turn(to)
    leaving = asyncio.create_task(_close_when_left(opened, receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": headers + STREAM_HEADERS})
        await send({"type": "http.response.body", "body": b": open\n\n", "more_body": True})
        send = getattr(send, "onward", send)  # past the gate, which looks at heads only: each step costs every frame
        while body := await opened.due():
            await send({"type": "http.response.body", "body": body, "more_body": True})
            hub.sent_frames += 1
            hub.sent_bytes += len(body)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        hub.leave(opened)
        leaving.cancel()


async def _close_when_left(opened: OpenStream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    opened.close()

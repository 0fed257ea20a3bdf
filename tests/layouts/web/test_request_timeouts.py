"""Strangers who send half a request, or one without end, are not waited for."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from layouts.web.http import AsgiScope, Receive, Send
from layouts.web.request_timeouts import LARGEST_HEAD, BoundedHttp
from tests.layouts.serving import serving
from wallboard.settings.parts.access import Server

pytestmark = pytest.mark.whole

HEAD = b"Host: localhost\r\nConnection: close\r\n"


class Slow:
    """Reads the body, waits longer than the server waits for a request, and answers."""

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            if not message.get("more_body"):
                break
        await asyncio.sleep(0.4)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"done"})

    def stopping(self) -> None: ...


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(BoundedHttp, "whole_within_s", 0.2)
    with serving(Slow(), Server(port=0)) as opened:
        yield opened


def answer(port: int, *parts: bytes) -> bytes:
    """What comes back until the server closes; TimeoutError when it goes on waiting."""
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        for part in parts:
            connection.sendall(part)
        told = b""
        while more := connection.recv(65_536):
            told += more
        return told


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\n" + HEAD,
        b"POST / HTTP/1.1\r\n" + HEAD + b"Content-Length: 5\r\n\r\nabc",
    ],
    ids=["nothing", "a line", "a head without end", "a body without end"],
)
def test_half_a_request_is_not_waited_for(port: int, half: bytes) -> None:
    assert answer(port, half) == b""


@pytest.mark.parametrize("more", [b"", b"Content-Length: 3\r\n"])
def test_a_whole_one_is_answered_however_long_that_takes(port: int, more: bytes) -> None:
    body = b"abc" if more else b""
    assert answer(port, b"POST / HTTP/1.1\r\n" + HEAD + more + b"\r\n" + body).endswith(b"done")


def test_a_connection_is_kept_from_request_to_request(port: int) -> None:
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET / HTTP/1.1\r\n" + HEAD + b"\r\n"
    assert answer(port, request, request, last).count(b"done") == 3


@pytest.mark.parametrize("header", [b"X: %s\r\n" % (b"a" * 200), b"X: " + b"a" * 3 * LARGEST_HEAD])
def test_a_head_without_end_is_cut_off(port: int, header: bytes) -> None:
    parts = [b"GET / HTTP/1.1\r\n", *[header] * (1 if len(header) > LARGEST_HEAD else 2_000)]
    try:
        told = answer(port, *parts)
    except ConnectionError:  # it hung up while we were still sending
        told = b""
    assert b"200" not in told[:20]


def test_a_head_as_large_as_a_browsers_with_many_cookies_is_taken(port: int) -> None:
    cookies = b"Cookie: " + b"a=b; " * 3_000 + b"\r\n"
    assert answer(port, b"GET / HTTP/1.1\r\n" + HEAD + cookies + b"\r\n").endswith(b"done")

"""A way between a browser and its server on which some requests are cut, each as the test says, and others go through."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Mapping
from enum import StrEnum

from tests.browser.wire import Wire

HALF = 900  # bytes of an answer, with its head: less than any script or page has


class Cut(StrEnum):
    """What becomes of a request."""

    REFUSED = "refused"  # the connection is closed
    NEVER = "never"  # no answer comes, and the connection stays
    HALF = "half"  # the answer ends too early
    AWAY = "away"  # the answer of a proxy whose server is away


BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 15\r\nconnection: close\r\n\r\n<p>Bad gateway."


class CuttingWay(Wire):
    """`cuts` says by a pattern of its path what becomes of a request, and may be changed at any time. Each request has a
    connection of its own, so that no other is cut with it. `asked` lists the paths."""

    def __init__(self, target_port: int, cuts: Mapping[str, Cut] | None = None) -> None:
        self.cuts: Mapping[str, Cut] = cuts or {}
        self.asked: list[str] = []
        self._halves: set[socket.socket] = set()
        super().__init__(target_port)

    def _copy(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if source.getsockname()[1] == self.port:
                self._ask(source, sink)
            elif source.getpeername()[1] == self.target_port:
                self._answer(source, sink)
        self._end(source, sink)

    def _ask(self, browser: socket.socket, server: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            more = browser.recv(65_536)
            if not more:
                return
            request += more
        head, _, body = request.partition(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode("latin-1")
        self.asked.append(path)
        cut = next((cut for pattern, cut in self.cuts.items() if re.search(pattern, path)), None)
        if cut is Cut.REFUSED:
            return
        if cut is Cut.AWAY:
            browser.sendall(BAD_GATEWAY)
            return
        if cut is Cut.HALF:
            self._halves.add(browser)
        if cut is not Cut.NEVER:
            kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
            server.sendall(b"\r\n".join([*kept, b"connection: close", b"", body]))
        while more := browser.recv(65_536):
            if cut is not Cut.NEVER:
                server.sendall(more)

    def _answer(self, server: socket.socket, browser: socket.socket) -> None:
        passed = 0
        while data := server.recv(65_536):
            self._passing.wait()
            if browser in self._halves:
                data = data[: HALF - passed]
                if not data:
                    return
            browser.sendall(data)
            passed += len(data)

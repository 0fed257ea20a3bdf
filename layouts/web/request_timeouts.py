"""How much of a request the server waits for, and how long: strangers cost neither memory nor connections for ever.

uvicorn bounds neither the size of a request's head nor the time that one may take to come.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 65_536  # bytes of request line and headers; browsers send a tenth of it
MOST_WRITTEN_AHEAD = 16_384  # bytes of an answer; beyond, what answers waits until the other end takes them
WHOLE_WITHIN_S = 30.0  # for the head and the body; what answers it may take as long as it likes


class BoundedHttp(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, bounded in size and time."""

    whole_within_s = WHOLE_WITHIN_S
    _head = 0  # bytes of a head that is not whole yet
    _in_head = True
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(MOST_WRITTEN_AHEAD)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._came_whole()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._head = self._head + len(data) if self._in_head else 0
        if self._head > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("A request's head is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        if self._waiting is None:
            self._wait()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._came_whole()
        super().on_message_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """Anybody can ask for a WebSocket, as often as they like: that is no news for the log."""

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self.whole_within_s, self._timed_out)

    def _came_whole(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _timed_out(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.close()

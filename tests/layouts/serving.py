"""The application behind the real server on loopback, and bytes as nobody's client library would send them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from layouts.web.server import Stoppable, bound, server
from wallboard.settings.parts.access import Server

WITHIN_S = 10.0


@contextmanager
def serving(app: Stoppable, settings: Server) -> Iterator[int]:
    """The port that it answers on."""
    with bound(settings) as opened:
        running = server(app, settings)
        thread = threading.Thread(target=lambda: running.run(sockets=[opened]), daemon=True)
        thread.start()
        try:
            yield opened.getsockname()[1]
        finally:
            running.should_exit = True
            thread.join(WITHIN_S)
            assert not thread.is_alive()


def serve(app: Stoppable, settings: Server) -> None:
    """Serves until this process is ended: the whole of a server that a browser test or a benchmark starts."""
    ready = server(app, settings)
    ready.run(sockets=[bound(settings)])


def sent(port: int, request: bytes, silent_s: float = 2.0) -> bytes:
    """All that comes back until the server closes, or is silent; ask it to close, so that it does."""
    with socket.create_connection(("127.0.0.1", port), silent_s) as connection:
        answer = b""
        try:
            connection.sendall(request)
            while more := connection.recv(65_536):
                answer += more
        except (ConnectionError, TimeoutError):
            pass
        return answer

"""Runs the application: one process, loopback only, a graceful stop that ends open streams at once."""

from __future__ import annotations

import gc
import ipaddress
import socket
from typing import Protocol

import uvicorn

from layouts.http import Receive, Scope, Send

STOP_WITHIN_S = 5
BACKLOG = 4096  # after a restart, every screen comes back within seconds


class Stoppable(Protocol):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    def stopping(self) -> None: ...


class NotLoopback(ValueError):
    """Listening wider than this machine needs sign-in, which this version does not have."""


def loopback(host: str) -> str:
    """The address to listen on. Raises NotLoopback for anything that other machines could reach."""
    address = "127.0.0.1" if host == "localhost" else host
    try:
        safe = ipaddress.ip_address(address).is_loopback
    except ValueError:
        safe = False
    if not safe:
        raise NotLoopback(
            f'server.host "{host}" could be reached from other machines; without sign-in only loopback is '
            'allowed: write "127.0.0.1" (to look from elsewhere, forward the port through ssh)'
        )
    return address


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: Stoppable) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.stopping()
        await super().shutdown(sockets)


def settle() -> None:
    """What is in memory before the first request stays for good: the collector need not walk through it again and
    again. When it did, one tick in fifty reached its last screens a tenth of a second late."""
    gc.collect()
    gc.freeze()


def server(app: Stoppable) -> uvicorn.Server:
    """A server for sockets that are already bound: `server(app).run(sockets=[listening(host, port)])`."""
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    settle()
    return _Server(config, app)


def listening(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one, `getsockname()` tells which."""
    address = loopback(host)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def serve(app: Stoppable, host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT. Raises NotLoopback, or OSError when the port is taken."""
    server(app).run(sockets=[listening(host, port)])

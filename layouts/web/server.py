"""Runs the application: one process, reached as widely as is safe, a graceful stop that ends open streams at once."""

from __future__ import annotations

import errno
import gc
import resource
import socket
from collections.abc import Awaitable, Callable
from typing import Protocol

import uvicorn

from layouts.web.http import AsgiScope, Receive, Send
from layouts.web.reach import NotSafe as NotSafe
from layouts.web.reach import listens_on, nobody
from layouts.web.request_timeouts import BoundedHttp
from layouts.web.tls import tls
from wallboard.mendable import Mendable
from wallboard.settings.parts.access import Server

STOP_WITHIN_S = 5
MOST_CONNECTIONS = 65_536  # as far as the system lets us
COLLECT_AFTER = (5_000, 10, 10)  # objects more than before, and collections of the younger until the older's turn
UNSENT_BYTES = (
    16_384  # of a connection, in the kernel: what a slow screen has not taken, it gets as the newest view later
)
BACKLOG = 4096  # after a restart, every screen comes back within seconds


class Stoppable(Protocol):
    def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> Awaitable[None]: ...

    def stopping(self) -> None: ...


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: Stoppable) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.stopping()
        await super().shutdown(sockets)


def settle() -> None:
    """What is in memory before the first request stays for good: the collector need not walk through it again and
    again. When it did, one tick in fifty reached its last screens a tenth of a second late. Nor need it walk through
    every open stream, 0.2 s for 3,000 of them, as often as it is used to."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def room_for_screens() -> None:
    """Asks for more connections than the thousand that systems give by default, beyond which no screen could come in,
    nor anybody else."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS if most == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def server(app: Stoppable, settings: Server | None = None) -> uvicorn.Server:
    """A server for sockets that are already bound: `server(app, settings).run(sockets=[bound(settings, ...)])`.

    With https by the certificate of the settings. Raises BadCertificate.
    """
    context = tls(settings or Server())
    config = uvicorn.Config(
        app,
        interface="asgi3",
        http=BoundedHttp,
        loop="uvloop",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,  # the gate's host policy decides whom to believe
        backlog=BACKLOG,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        ssl_context_factory=None if context is None else lambda config, default: context,
    )
    settle()
    room_for_screens()
    return _Server(config, app)


class NotFree(Mendable, OSError):
    """The port cannot be had; the text says which, why, and what to do."""

    def __str__(self) -> str:
        return str(self.strerror)


def bound(settings: Server, administered: Callable[[], bool] = nobody) -> socket.socket:
    """A bound socket, open as widely as the settings say and as is safe; port 0 takes a free one, `getsockname()`
    tells which. Raises NotSafe, or NotFree."""
    address = listens_on(settings, administered)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):  # inherited by its connections
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
    try:
        opened.bind((address, settings.port))
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        raise NotFree(error.errno, _not_free(error, address, settings.port)) from None
    return opened


def _not_free(error: OSError, address: str, port: int) -> str:
    where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    if error.errno == errno.EADDRINUSE:
        return (
            f"{where} is in use: another program listens there already, perhaps a wall that still runs. End it "
            f"(sudo ss -ltnp 'sport = :{port}' names it), or choose another port: --port for the demo, server.port in "
            "the settings."
        )
    if error.errno == errno.EACCES:
        return f"{where} needs an administrator's rights: choose a port of 1024 or more with server.port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f'{where}: this machine has no such address; server.host may be "127.0.0.1", or "0.0.0.0" for all it has'
    return f"{where} cannot be listened on: {error.strerror}"

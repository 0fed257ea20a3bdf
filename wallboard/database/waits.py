"""Who waits for a database right now, and for how long: so that a lock or a mute server is told while it lasts."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Engine, event


class Waits:
    """Transactions under way. To begin one takes a lock or a first answer; then it works. Seconds by a clock that never
    jumps; any thread may ask."""

    def __init__(self) -> None:
        self._beginning: dict[tuple[int, int], float] = {}
        self._working: dict[tuple[int, int], float] = {}

    @contextmanager
    def beginning(self, engine: Engine) -> Iterator[None]:
        yield from _noted(self._beginning, engine)

    @contextmanager
    def working(self, engine: Engine) -> Iterator[None]:
        yield from _noted(self._working, engine)

    def beginning_s(self, engine: Engine | None = None) -> float:
        """How long the longest has waited to begin; 0 while none waits."""
        return _longest(self._beginning, engine)

    def working_s(self, engine: Engine) -> float:
        """How long the longest has been at work; 0 while none is."""
        return _longest(self._working, engine)


def _noted(where: dict[tuple[int, int], float], engine: Engine) -> Iterator[None]:
    key = id(engine), threading.get_ident()
    where[key] = time.monotonic()
    try:
        yield
    finally:
        where.pop(key, None)


def _longest(where: dict[tuple[int, int], float], engine: Engine | None) -> float:
    began = [since for (of, _), since in list(where.items()) if engine is None or of == id(engine)]
    return time.monotonic() - min(began) if began else 0.0


class Lines:
    """The connections of an engine to a server, as far as they may have to be cut."""

    def __init__(self, engine: Engine) -> None:
        self._open: dict[int, Any] = {}
        event.listen(engine, "connect", lambda connection, _: self._open.__setitem__(id(connection), connection))
        for ended in ("close", "close_detached"):
            event.listen(engine, ended, lambda connection, *_: self._open.pop(id(connection), None))

    def cut(self) -> None:
        """Whoever waits for an answer on one of them gets an error at once. Idle ones are left alone."""
        for connection in list(self._open.values()):
            with suppress(Exception):  # it may end at this very moment
                if connection.info.transaction_status.name == "ACTIVE":
                    with socket.socket(fileno=os.dup(connection.fileno())) as line:
                        line.shutdown(socket.SHUT_RDWR)

"""Hanging up from outside on a connection that never answers, so that whoever waits on it is told that it is over.

psycopg waits for a server without a limit of its own, and a proxy in between may go on acknowledging for ever: without
this, a worker and a connection more would hang each time, until no more may be left behind.
"""

from __future__ import annotations

import contextlib
import os
import socket
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import sqlalchemy as sa
from sqlalchemy import event

from wallboard.database.coming_home import close_for_good

_CONNECTIONS: WeakKeyDictionary[sa.Engine, WeakSet[Any]] = WeakKeyDictionary()


def known_to_hang_up(engine: sa.Engine) -> sa.Engine:
    """The engine, whose connections are kept in mind. PyMySQL and SQLite end their waits by themselves."""
    if engine.dialect.driver == "psycopg":
        made = _CONNECTIONS[engine] = WeakSet()
        # before the first question is asked on it
        event.listen(engine, "connect", lambda connection, _record: made.add(connection), insert=True)
    return engine


def hang_up(engine: sa.Engine) -> None:
    """Closes what is idle, and ends what hangs, which is closed when its worker is back. From any thread."""
    close_for_good(engine)
    for connection in list(_CONNECTIONS.get(engine, ())):
        with (
            contextlib.suppress(engine.dialect.loaded_dbapi.Error, OSError),
            socket.socket(fileno=os.dup(connection.fileno())) as line,
        ):
            line.shutdown(socket.SHUT_RDWR)

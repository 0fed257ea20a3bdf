"""What can be wrong with a database of ours, in words that say what to do next, and how drivers' errors tell it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

from wallboard.database.connecting import Refusal
from wallboard.mendable import Mendable


class Cause(StrEnum):
    """Why a database cannot be used."""

    LOCKED = "locked"
    FULL = "full"
    DAMAGED = "damaged"
    GONE = "gone"
    REPLACED = "replaced"
    READ_ONLY = "read_only"
    DISK = "disk"
    SILENT = "silent"
    SLOW = "slow"
    REFUSED = "refused"
    HELD = "held"
    OTHER = "other"


class DatabaseFailed(Mendable):
    """A database of ours cannot be used. The text holds no secret; `cause` is None for what is no fault of the
    database's, such as a wrong address."""

    def __init__(self, message: str, cause: Cause | None = None) -> None:
        super().__init__(message)
        self.cause = cause


# What is so, and what follows of it or is to be done. {whose} is what people call the database.
_SAID: Mapping[Cause, tuple[str, str]] = {
    Cause.LOCKED: ("{whose} is locked by another program", "it goes on when that program lets go"),
    Cause.FULL: ("{whose}'s disk is full", "make room, and it goes on by itself"),
    Cause.DAMAGED: (
        "{whose}'s file is damaged",
        "stop the wall, move the file away and bring back the last backup; without one the wall reads its sources anew",
    ),
    Cause.GONE: (
        "{whose}'s file is gone",
        "the wall writes it anew from what it still holds open, as soon as its folder lets it; do not stop the wall",
    ),
    Cause.REPLACED: (
        "{whose}'s file was replaced by another while the wall ran",
        "restart the wall to go on with the file that lies there now",
    ),
    Cause.READ_ONLY: ("{whose} may only be read", "let the wall write its file, folder and disk"),
    Cause.DISK: ("{whose}'s disk reports errors", "look at the disk, and have a backup at hand"),
    Cause.SILENT: ("{whose}'s database does not answer", "it goes on by itself when it answers"),
    Cause.SLOW: ("{whose} is slow to take what it is told", "look at its disk or server"),
    Cause.REFUSED: ("{whose} does not let the wall in", "look at the account, its password and its rights"),
    Cause.HELD: ("{whose} is in use by another wall", "stop that one first"),
    Cause.OTHER: ("{whose} cannot be used", "the log says why"),
}
_CALLED = {"ledger": "the ledger", "access": "the database of people and screens"}


def told(kind: str, cause: Cause) -> tuple[str, str]:
    """A sentence's two halves: what is so, and what follows of it."""
    what, then = _SAID[cause]
    what = what.format(whose=_CALLED.get(kind, kind))
    return what[0].upper() + what[1:], then


_BY_SQLITE = {
    sqlite3.SQLITE_BUSY: Cause.LOCKED,
    sqlite3.SQLITE_LOCKED: Cause.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Cause.LOCKED,
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_CORRUPT: Cause.DAMAGED,
    sqlite3.SQLITE_NOTADB: Cause.DAMAGED,
    sqlite3.SQLITE_FORMAT: Cause.DAMAGED,
    sqlite3.SQLITE_IOERR: Cause.DISK,
    sqlite3.SQLITE_CANTOPEN: Cause.GONE,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_PERM: Cause.REFUSED,
    sqlite3.SQLITE_AUTH: Cause.REFUSED,
    sqlite3.SQLITE_ERROR: Cause.OTHER,
}
# Of PostgreSQL's codes, the longest beginning that fits counts.
_BY_SQLSTATE = {
    "53100": Cause.FULL,
    "53": Cause.SILENT,  # out of connections or memory
    "57014": Cause.SLOW,
    "57": Cause.SILENT,  # shutting down, starting up
    "08": Cause.SILENT,
    "55P03": Cause.LOCKED,
    "40": Cause.LOCKED,
    "XX": Cause.DAMAGED,
    "58030": Cause.DISK,
    "58": Cause.DAMAGED,  # a file of the server's is not there
    "25006": Cause.READ_ONLY,
    "28": Cause.REFUSED,
    "42501": Cause.REFUSED,
    "3D": Cause.OTHER,
    "42P01": Cause.OTHER,
}


def cause_of(error: BaseException) -> Cause | None:
    """Why a driver's error came; None for what is no fault of the database's, such as a mistake in our own query."""
    if isinstance(error, TimeoutError):  # all connections are waiting
        return Cause.SILENT
    raw: Any = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(raw, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return Cause.GONE
    if code is not None:
        return _BY_SQLITE.get(code & 0xFF)
    state = getattr(raw, "sqlstate", None)
    if isinstance(state, str):
        return next((_BY_SQLSTATE[state[:n]] for n in (5, 4, 3, 2) if state[:n] in _BY_SQLSTATE), _unnamed(error))
    return _unnamed(error)


def cause_of_refusal(refusal: Refusal) -> Cause:
    """Of a server that could not be connected to."""
    if refusal in (Refusal.PASSWORD, Refusal.NOT_FROM_HERE):
        return Cause.REFUSED
    return Cause.OTHER if refusal is Refusal.DATABASE else Cause.SILENT


def _unnamed(error: BaseException) -> Cause | None:
    """A server that was lost tells no code, and neither does SQLite where a text is no text."""
    raw = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(raw, sqlite3.OperationalError):
        return Cause.DAMAGED
    names = {kind.__name__ for kind in type(raw).__mro__ if kind.__module__.split(".")[0] == "psycopg"}
    if names & {"OperationalError", "InterfaceError"}:
        return Cause.SILENT
    return Cause.OTHER if isinstance(error, OperationalError) else None

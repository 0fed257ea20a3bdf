"""What can be wrong with a database of ours, in words that say what to do next, and how drivers' errors tell it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

from wallboard.database.connecting import Refusal
from wallboard.languages import N_, Message
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
    Cause.LOCKED: (N_("{whose} is locked by another program"), N_("it goes on when that program lets go")),
    Cause.FULL: (N_("{whose}'s disk is full"), N_("make room, and it goes on by itself")),
    Cause.DAMAGED: (
        N_("{whose}'s file is damaged"),
        N_(
            "stop the wall, move the file away and bring back the last backup; without one the wall reads its sources anew"
        ),
    ),
    Cause.GONE: (
        N_("{whose}'s file is gone"),
        N_(
            "the wall writes it anew from what it still holds open, as soon as its folder lets it; do not stop the wall"
        ),
    ),
    Cause.REPLACED: (
        N_("{whose}'s file was replaced by another while the wall ran"),
        N_("restart the wall to go on with the file that lies there now"),
    ),
    Cause.READ_ONLY: (N_("{whose} may only be read"), N_("let the wall write its file, folder and disk")),
    Cause.DISK: (N_("{whose}'s disk reports errors"), N_("look at the disk, and have a backup at hand")),
    Cause.SILENT: (N_("{whose}'s database does not answer"), N_("it goes on by itself when it answers")),
    Cause.SLOW: (N_("{whose} is slow to take what it is told"), N_("look at its disk or server")),
    Cause.REFUSED: (N_("{whose} does not let the wall in"), N_("look at the account, its password and its rights")),
    Cause.HELD: (N_("{whose} is in use by another wall"), N_("stop that one first")),
    Cause.OTHER: (N_("{whose} cannot be used"), N_("the log says why")),
}
_CALLED = {"ledger": N_("The ledger"), "access": N_("The database of people and screens")}


def told(kind: str, cause: Cause) -> tuple[Message, Message]:
    """A sentence's two halves: what is so, and what follows of it."""
    what, then = _SAID[cause]
    whose = Message(_CALLED[kind]) if kind in _CALLED else Message(f"{kind[0].upper()}{kind[1:]}")
    return Message(what, whose=whose), Message(then)


def sentence(kind: str, cause: Cause, instead: str = "") -> Message:
    """Both halves, as a wall says them; `instead` of the second one, if any, what is marked so."""
    what, then = told(kind, cause)
    return Message(N_("{what}; {then}"), what=what, then=Message(instead) if instead else then)


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

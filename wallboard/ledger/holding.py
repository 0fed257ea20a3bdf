"""One writer a ledger: who serves or imports holds it, everybody else is told who does. Reading needs no hold.

A file is held by a lock of the operating system on another file beside it; a PostgreSQL database by an advisory lock of
a connection that does nothing else. Both are freed by the system when their process dies, however it dies.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog
from sqlalchemy import URL, Connection, NullPool, create_engine, text

from wallboard.clock import iso, system_clock
from wallboard.database.faults import Cause, cause_of
from wallboard.ledger.records import LedgerError
from wallboard.ledger.store import LedgerStore

log = structlog.get_logger(__name__)

SUFFIX = ".lock"  # behind the name of the ledger's file
_NUMBER = 7_313_113  # of PostgreSQL's advisory lock; the schema's name is its second half
_UNABLE = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)  # a file system without locks
_HALF = "hashtext(coalesce(current_schema(), ''))"
_HOLDS = (
    "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted AND objsubid = 2"  # noqa: S608
    f" AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    f" AND classid = {_NUMBER} AND objid = ({_HALF}::bigint & 4294967295)::oid"
)
Refused = Callable[[str], LedgerError]  # given who holds it


class Hold(Protocol):
    """A ledger that is ours to write, until `release`."""

    def make_sure(self, connection: Connection) -> None:
        """Within a transaction that writes: it is ours still, or again. Raises LedgerError (HELD) where another took it."""

    def release(self) -> None: ...


class FileHold:
    """The lock beside an SQLite file. Raises LedgerError (HELD) at once where another process has it."""

    def __init__(self, ledger: Path, what: str, refused: Refused) -> None:
        self._file = ledger.with_name(ledger.name + SUFFIX)
        self._what, self._refused = what, refused
        self._descriptor: int | None = None
        self._take()

    def make_sure(self, connection: Connection) -> None:
        if self._descriptor is not None and not _same(self._descriptor, self._file):
            self.release()  # somebody deleted the lock, and with it what kept others away
            self._take()

    def release(self) -> None:
        """The file stays: to delete it would free it under whoever is just taking it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _take(self) -> None:
        while True:
            try:
                descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            except OSError as error:
                raise self._refused(f"{self._file} cannot be opened: {error.strerror}") from error
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = _read(descriptor)
                os.close(descriptor)
                raise self._refused(holder) from None
            except OSError as error:
                os.close(descriptor)
                if error.errno not in _UNABLE:
                    raise self._refused(f"{self._file} cannot be locked: {error.strerror}") from error
                log.warning(
                    "this disk knows no locks: nothing keeps a second wall off the ledger", file=str(self._file)
                )
                return
            if _same(descriptor, self._file):
                break
            os.close(descriptor)  # it was deleted meanwhile
        self._descriptor = descriptor
        os.ftruncate(descriptor, 0)
        with suppress(OSError):  # a full disk: held all the same, though nobody can read by whom
            os.pwrite(descriptor, _ourselves(self._what).encode(), 0)


class ServerHold:
    """The advisory lock in a PostgreSQL database, on a connection of its own."""

    def __init__(self, url: URL, what: str, refused: Refused) -> None:
        self._what, self._refused = what, refused
        name = f"wallboard {what}, pid {os.getpid()} on {socket.gethostname()}"[:63]
        arguments = {"application_name": name, "connect_timeout": 5, "keepalives_idle": 10, "tcp_user_timeout": 20_000}
        self._engine = create_engine(url, poolclass=NullPool, connect_args=arguments, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._backend = 0
        self._take()

    def make_sure(self, connection: Connection) -> None:
        """Asked over the connection that writes: the one that holds may have been cut long before it shows."""
        if not connection.scalar(text(f"SELECT count(*) {_HOLDS} AND pid = :pid"), {"pid": self._backend}):
            self.release()
            self._take()

    def release(self) -> None:
        held, self._connection = self._connection, None
        if held is not None:
            with suppress(Exception):  # a connection that was cut is closed already
                held.invalidate()

    def _take(self) -> None:
        try:
            with ExitStack() as opened:
                connection = opened.enter_context(self._engine.connect())
                ours, backend = connection.execute(
                    text(f"SELECT pg_try_advisory_lock({_NUMBER}, {_HALF}), pg_backend_pid()")
                ).one()
                if ours:
                    self._connection, self._backend = connection, backend
                    opened.pop_all()
                    return
                who = text(f"SELECT application_name, client_addr, backend_start {_HOLDS}")
                holder = connection.execute(who).first()
        except Exception as error:  # drivers have errors of their own; what is none of the database's goes on
            cause = cause_of(error)
            if cause is None:
                raise
            raise LedgerError(f"ledger: {' '.join(str(getattr(error, 'orig', error)).split())}", cause) from error
        if holder is None:
            raise self._refused("a process that has just let go; try again")
        raise self._refused(f"{holder[0]} (from {holder[1]}) since {holder[2]:%Y-%m-%d %H:%M} UTC")


def take_hold(store: LedgerStore, what: str) -> Hold:
    """Makes a ledger ours to write; `what` tells others who we are. Raises LedgerError (HELD) saying who has it."""
    refused = partial(_held, store.name)
    return ServerHold(store.url, what, refused) if store.path is None else FileHold(store.path, what, refused)


def _held(name: str, holder: str) -> LedgerError:
    """What the second one is told."""
    return LedgerError(
        f"ledger {name}: it is in use by {holder}. Stop that first, or use another ledger; a serving wall reads its "
        "sources by itself, and there is nothing to import beside it",
        Cause.HELD,
    )


def _same(descriptor: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except OSError:
        return False


def _ourselves(what: str) -> str:
    return json.dumps({"what": what, "pid": os.getpid(), "host": socket.gethostname(), "since": iso(system_clock())})


def _read(descriptor: int) -> str:
    """Who it is, as the file says. What is in it was written by whoever could: nothing but its plain words is shown."""
    try:
        holder = json.loads(os.pread(descriptor, 2000, 0))
        what, host = (ascii(str(holder[name])[:100])[1:-1] for name in ("what", "host"))
        return f'"{what}" (process {int(holder["pid"])} on {host}) since {ascii(str(holder["since"])[:16])[1:-1]}Z'
    except (OSError, ValueError, KeyError, TypeError):
        return "another process, which has not yet said its name"

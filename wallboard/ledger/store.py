"""Where the ledger is kept: an SQLite file or a PostgreSQL database, one writer, any number of readers.

SQLite runs in WAL mode with synchronous=NORMAL: a killed process loses nothing that was committed. A power cut
may take the last commits, each with its cursor, so that the same rows are read from the source again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from wallboard.ledger.records import LedgerError

_BUSY_S = 30  # how long to wait for another process that writes


class Store:
    """Connections to one ledger. Writing is one at a time; a reader sees one consistent moment."""

    def __init__(self, url: str) -> None:
        self.url = _address(url)
        self.name = self.url.render_as_string(hide_password=True)
        self.dialect = self.url.get_backend_name()
        self._lock = threading.RLock()
        self._writer = _engine(self.url, begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self._reader = _engine(self.url, begin="BEGIN", pool_size=4, max_overflow=12)
        if self.dialect == "postgresql":
            self._reader = self._reader.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @property
    def path(self) -> Path | None:
        """The file of an SQLite ledger."""
        return Path(str(self.url.database)) if self.dialect == "sqlite" else None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed at the end, rolled back by any exception."""
        with self._lock, _in_our_words(self.name), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with _in_our_words(self.name), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        self._reader.dispose()
        with self._lock:
            self._writer.dispose()


@contextmanager
def _in_our_words(name: str) -> Iterator[None]:
    """An unreachable or full database becomes a LedgerError; hide_parameters keeps rows out of its text."""
    try:
        yield
    except OperationalError as error:
        raise LedgerError(f"ledger {name}: {str(error.orig).strip()}") from error


def _address(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise LedgerError("ledger: this is no address; write one like sqlite:///var/wallboard.db") from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise LedgerError(f"ledger: {url.drivername} is not supported; use sqlite:///FILE or postgresql://...")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise LedgerError("ledger: an SQLite ledger needs a file; write sqlite:///var/wallboard.db")
    return url


def _engine(url: URL, *, begin: str, **pool: Any) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite:
        _make_folder(Path(str(url.database)))
        arguments: dict[str, Any] = {"timeout": _BUSY_S}
    else:
        arguments = {"connect_timeout": 10, "application_name": "wallboard ledger"}
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=not sqlite, connect_args=arguments, **pool)
    except (NoSuchModuleError, ImportError) as error:
        raise LedgerError(f"ledger {url.render_as_string(hide_password=True)}: {error}") from None
    if sqlite:
        _speak_sqlite(engine, begin)
    return engine


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"ledger {file}: cannot make its folder: {error.strerror}") from error


def _speak_sqlite(engine: Engine, begin: str) -> None:
    """Transactions begin where we say: the driver's own way begins them late, after the first read."""

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "temp_store=MEMORY", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

"""A database of ours: an SQLite file or a PostgreSQL database, one writer, any number of readers.

SQLite runs in WAL mode with synchronous=NORMAL: a killed process loses nothing that was committed. A power cut
may take the last commits.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import NoSuchModuleError, OperationalError

from wallboard.connecting import refusal
from wallboard.database_address import NoAddress, parsed

_BUSY_S = 30  # how long to wait for another process that writes
_SECRET_OPTIONS = ("password", "sslpassword", "passfile")  # an address may also hold them behind its question mark
_ONLY_OURS = stat.S_IRUSR | stat.S_IWUSR


class Database:
    """Connections to one database. Writing is one at a time; a reader sees one consistent moment.

    `kind` is what messages call it, `error` what is raised. A private one is a file that only its owner may read.
    """

    def __init__(self, url: str, kind: str, error: type[Exception], private: bool = False) -> None:
        self.kind = kind
        self.error = error
        self.url = self._address(url)
        self.name = self.url.difference_update_query(_SECRET_OPTIONS).render_as_string(hide_password=True)
        self.dialect = self.url.get_backend_name()
        self._lock = threading.RLock()
        if self.path is not None:
            self._make_file(self.path, private)
        self._writer = self._engine(begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self._reader = self._engine(begin="BEGIN", pool_size=4, max_overflow=12)
        if self.dialect == "postgresql":
            self._reader = self._reader.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(str(self.url.database)) if self.dialect == "sqlite" else None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed at the end, rolled back by any exception."""
        with self._lock, self._in_our_words(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._in_our_words(), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        self._reader.dispose()
        with self._lock:
            self._writer.dispose()

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        """An unreachable or full database becomes our error; hide_parameters keeps rows out of its text."""
        try:
            yield
        except (OperationalError, UnicodeError) as error:  # UnicodeError: of a host that can be no name
            refused = refusal(error) if self.dialect == "postgresql" else None
            if refused is None and isinstance(error, UnicodeError):
                raise
            said = refused.told(self.url) if refused else str(getattr(error, "orig", error)).strip()
            raise self.error(f"{self.kind} {self.name}: {said}") from error

    def _address(self, text: str) -> URL:
        example = f"sqlite:///var/{'wallboard' if self.kind == 'ledger' else self.kind}.db"
        try:
            url = parsed(text)
        except NoAddress as error:
            raise self.error(f"{self.kind}: its address {error}; write one like {example}") from None
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise self.error(f"{self.kind}: {url.drivername} is not supported; use sqlite:///FILE or postgresql://...")
        if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
            raise self.error(f"{self.kind}: SQLite needs a file; write {example}")
        return url

    def _make_file(self, file: Path, private: bool) -> None:
        """Its folder; and, where only its owner may read it, the file too, before SQLite makes one for everybody.
        What SQLite keeps beside it gets the same permissions."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self.error(f"{self.kind} {file}: cannot make its folder: {error.strerror}") from error
        if private:
            try:
                os.close(os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, _ONLY_OURS))
                if stat.S_IMODE(file.stat().st_mode) & ~_ONLY_OURS:
                    file.chmod(_ONLY_OURS)
            except OSError as error:
                raise self.error(f"{self.kind} {file}: cannot keep it to its owner: {error.strerror}") from error

    def _engine(self, *, begin: str, **pool: Any) -> Engine:
        sqlite = self.dialect == "sqlite"
        arguments: dict[str, Any] = (
            {"timeout": _BUSY_S} if sqlite else {"connect_timeout": 10, "application_name": f"wallboard {self.kind}"}
        )
        try:
            engine = create_engine(
                self.url, hide_parameters=True, pool_pre_ping=not sqlite, connect_args=arguments, **pool
            )
        except (NoSuchModuleError, ImportError) as error:
            raise self.error(f"{self.kind} {self.name}: {error}") from None
        if sqlite:
            _speak_sqlite(engine, begin)
        return engine


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

"""A database of ours: an SQLite file or a PostgreSQL database, one writer, any number of readers.

SQLite runs in WAL mode with synchronous=NORMAL: a killed process loses nothing that was committed. A power cut
may take the last commits.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import NoSuchModuleError, OperationalError

from wallboard.database.address import NoAddress, parsed
from wallboard.database.coming_home import begin_anew, close_for_good, coming_home
from wallboard.database.connecting import refusal
from wallboard.database.faults import Cause, DatabaseFailed, cause_of, cause_of_refusal, told
from wallboard.database.file import DatabaseFile, existing_only
from wallboard.database.waits import Lines, Waits

_BUSY_S = 10  # how long to wait for another process that writes
_PATIENCE_S = 2.0  # how long a transaction may wait for its beginning before that is told
_SLOW_S = 10.0  # the same of one that writes
_MUTE_S = 8.0  # how long a server may owe a first answer before the connection is given up
_CLOSE_WITHIN_S = 2.0
_SECRET_OPTIONS = ("password", "sslpassword", "passfile")  # an address may also hold them behind its question mark
_ON_A_SERVER = {
    "connect_timeout": 5,
    # a server that went without a word is given up within half a minute
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


class Database:
    """Connections to one database. Writing is one at a time; a reader sees one consistent moment.

    `kind` is what messages call it, `error` what is raised. A private one is a file that only its owner may read.
    """

    def __init__(self, url: str, kind: str, error: type[DatabaseFailed], private: bool = False) -> None:
        self.kind = kind
        self.error = error
        self.url = _address(url, kind, error)
        self.name = self.url.difference_update_query(_SECRET_OPTIONS).render_as_string(hide_password=True)
        self.dialect = self.url.get_backend_name()
        self.waits = Waits()
        self._lock = threading.RLock()
        self.file: DatabaseFile | None = None
        if self.dialect == "sqlite":
            self.file = DatabaseFile(Path(str(self.url.database)), private)
            self._make_file(self.file)
        self._writer = self._engine(begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self._reader = self._engine(begin="BEGIN", pool_size=4, max_overflow=12)
        if self.dialect == "postgresql":
            self._reader = self._reader.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        on_server = self.dialect == "postgresql"
        self._lines = [(engine, Lines(engine)) for engine in (self._writer, self._reader) if on_server]

    @classmethod
    def path_of(cls, url: str, kind: str, error: type[DatabaseFailed]) -> Path | None:
        """The file of an SQLite database, without opening or making anything. Raises `error` for no address."""
        found = _address(url, kind, error)
        return Path(str(found.database)) if found.get_backend_name() == "sqlite" else None

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return None if self.file is None else self.file.path

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed at the end, rolled back by any exception. Never into a file that was deleted
        or replaced."""
        with self._lock, self._in_our_words():
            self._refuse_moved()
            with self._begun(self._writer) as connection:
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._in_our_words(), self._begun(self._reader) as connection:
            yield connection

    def failed(self, cause: Cause, detail: str = "") -> DatabaseFailed:
        """Our error for a cause; its text says what to do."""
        what, then = told(self.kind, cause)
        said = " ".join(detail.split())
        return self.error(f"{self.kind} {self.name}: {what}; {then}" + (f" ({said})" if said else ""), cause)

    def moved(self) -> Cause | None:
        """GONE or REPLACED where its path no longer leads to the file that is open."""
        return None if self.file is None else self.file.moved()

    def put_back(self) -> None:
        """Writes a deleted file anew from what is still held open of it, so that nothing is lost. Raises `error`."""
        if self.file is None or self.file.moved() is not Cause.GONE:
            return
        with self._lock, self._in_our_words():
            try:
                with ExitStack() as held:
                    connection = held.enter_context(self._writer.connect()).connection.driver_connection
                    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - of an SQLite engine
                    copy = self.file.copied(connection)
                begin_anew(self._reader)
                begin_anew(self._writer)
                self.file.bring_back(copy)
            except OSError as error:
                raise self.failed(Cause.GONE, error.strerror or "") from error

    def held_up(self) -> Cause | None:
        """What transactions wait for just now, longer than they should; None while all goes well. Whoever waits for a
        mute server is let go."""
        for engine, lines in self._lines:
            if self.waits.beginning_s(engine) > _MUTE_S:
                lines.cut()
        if self.waits.beginning_s() > _PATIENCE_S:
            return Cause.SILENT if self.file is None else Cause.LOCKED
        return Cause.SLOW if self.waits.working_s(self._writer) > _SLOW_S else None

    def close(self) -> None:
        """Waits a moment for who is writing. Whatever still works is closed when it ends."""
        close_for_good(self._reader)
        waited = self._lock.acquire(timeout=_CLOSE_WITHIN_S)
        close_for_good(self._writer)
        if waited:
            self._lock.release()

    @contextmanager
    def _begun(self, engine: Engine) -> Iterator[Connection]:
        with ExitStack() as transaction:
            transaction.enter_context(coming_home(engine))
            with self.waits.beginning(engine):
                connection = transaction.enter_context(engine.begin())
            with self.waits.working(engine):
                yield connection
                transaction.close()

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        """An unreachable, full or damaged database becomes our error; hide_parameters keeps rows out of its text."""
        try:
            yield
        except Exception as error:  # drivers have errors of their own; what is none of the database's goes on
            on_server = self.file is None and isinstance(error, OperationalError | UnicodeError)
            refused = refusal(error) if on_server else None  # UnicodeError: of a host that can be no name
            cause = cause_of(error) if refused is None else cause_of_refusal(refused)
            if cause is None:
                raise
            if self.file is not None:
                cause = self.file.precisely(cause)
            said = refused.told(self.url) if refused else str(getattr(error, "orig", None) or error)
            raise self.failed(cause, said) from error

    def _refuse_moved(self) -> None:
        moved = self.moved()
        if moved is not None:
            raise self.failed(moved)

    def _make_file(self, file: DatabaseFile) -> None:
        try:
            file.make()
        except OSError as error:
            what = "keep it to its owner" if file.path.parent.is_dir() else "make its folder"
            raise self.error(f"{self.kind} {file.path}: cannot {what}: {error.strerror}") from error

    def _engine(self, *, begin: str, **pool: Any) -> Engine:
        arguments: dict[str, Any] = {"timeout": _BUSY_S}
        if self.file is None:
            arguments = {**_ON_A_SERVER, "application_name": f"wallboard {self.kind}"}
            pool["pool_pre_ping"] = True
        try:
            engine = create_engine(self.url, hide_parameters=True, connect_args=arguments, **pool)
        except (NoSuchModuleError, ImportError) as error:
            raise self.error(f"{self.kind} {self.name}: {error}") from None
        if self.file is not None:
            _speak_sqlite(engine, begin)
            self._open_only_what_is_ours(engine, self.file)
        return engine

    def _open_only_what_is_ours(self, engine: Engine, file: DatabaseFile) -> None:
        """The first connection may make the file; later ones would make an empty one where it was deleted."""

        @event.listens_for(engine, "do_connect")
        def _open(_dialect: Any, _record: Any, arguments: list[Any], parameters: dict[str, Any]) -> None:
            if file.is_known:
                self._refuse_moved()
                arguments[0], parameters["uri"] = existing_only(file.path), True

        @event.listens_for(engine, "connect")
        def _opened(_connection: Any, _record: Any) -> None:
            file.opened()


def _address(text: str, kind: str, error: type[DatabaseFailed]) -> URL:
    example = f"sqlite:///var/{'wallboard' if kind == 'ledger' else kind}.db"
    try:
        url = parsed(text)
    except NoAddress as wrong:
        raise error(f"{kind}: its address {wrong}; write one like {example}") from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise error(f"{kind}: {url.drivername} is not supported; use sqlite:///FILE or postgresql://...")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise error(f"{kind}: SQLite needs a file; write {example}")
    return url


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

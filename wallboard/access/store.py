"""Where people, sessions, screens and the audit log are kept: a database of their own, which only its owner may read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select, text, update

from wallboard.access.tables import changes
from wallboard.clock import Clock, system_clock
from wallboard.database.database import Database
from wallboard.database.faults import DatabaseFailed
from wallboard.database.migrating import Migrations
from wallboard.model import SECOND, Micros

_ONE_WRITER = 7_313_112  # number of PostgreSQL's advisory lock for those who write
LOOK_EVERY = SECOND  # how long another process's change may go unnoticed


class AccessError(DatabaseFailed):
    """The access database or its keys cannot be used. The text holds no secret."""


MIGRATIONS = Migrations("access", Path(__file__).parent / "migrations", 7_313_111, AccessError, "access_version")


class AccessStore:
    """Connections to the access database. Nothing is made or opened before something is asked of it."""

    def __init__(self, url: str, clock: Clock = system_clock) -> None:
        self._url = url
        self._clock = clock
        self._lock = threading.Lock()
        self._opened: Database | None = None
        self._number = 0
        self._looked_at: Micros | None = None
        self._failed: str | None = None  # what the last query ran into
        self._failed_at: Micros = 0

    def open(self) -> Database:
        """The database, made if it is new and brought up to date. Raises AccessError."""
        with self._lock:
            if self._opened is None:
                database = Database(self._url, "access", AccessError, private=True)
                try:
                    MIGRATIONS.run(database)
                except BaseException:  # nobody has it yet who could close it
                    database.close()
                    raise
                self._opened = database
            return self._opened

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.open().reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, one at a time over all processes, so that what it read stays true until it has written.
        What ends somebody's access, or changes it, counts up within: see `changing`."""
        try:
            with self.open().writing() as connection:
                if connection.dialect.name == "postgresql":  # SQLite does so by itself
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_WRITER})
                yield connection
        finally:
            self._looked_at = None

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """One transaction that may change what somebody may see: every process looks again within a second, this one
        at once."""
        with self.writing() as connection:
            yield connection
            self.count_up(connection)

    def count_up(self, connection: Connection) -> None:
        connection.execute(update(changes).values(number=changes.c.number + 1))

    def generation(self) -> int:
        """Counts the changes of every process; looked at once a second at most."""
        looked_at = self._looked_at
        if looked_at is None or not looked_at <= self._clock() < looked_at + LOOK_EVERY:
            return self.generation_now()
        return self._number

    def generation_now(self) -> int:
        """As `generation`, by a query. While the database does not answer, only one asker a second waits for it."""
        now = self._clock()
        if self._failed is not None and self._failed_at <= now < self._failed_at + LOOK_EVERY:
            raise AccessError(self._failed)
        self._looked_at = now  # first: a change meanwhile must make the next one look again
        try:
            with self.reading() as connection:
                number = connection.scalar(select(changes.c.number)) or 0
        except AccessError as error:
            self._looked_at, self._failed, self._failed_at = None, str(error), self._clock()
            raise
        self._failed = None
        self._number = max(number, self._number)  # of two who look at once the slower one may bring what is older
        return self._number

    def look(self) -> None:
        """Whether it can be used, by one small query; a file that was deleted is put back from what is still open of it.
        To be called every second or so. Raises AccessError, and says so while a lock or a mute server lasts."""
        database = self.open()
        waits_for = database.held_up()
        if waits_for is not None:
            raise database.failed(waits_for)
        database.put_back()
        moved = database.moved()
        if moved is not None:
            raise database.failed(moved)
        self.generation_now()

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

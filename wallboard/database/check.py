"""Whether a database of ours is whole, for `check`: it only reads, makes nothing, and ends within a bound."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress

from sqlalchemy import text

from wallboard.database.database import Database
from wallboard.database.faults import Cause, DatabaseFailed, cause_of
from wallboard.database.file import DatabaseFile, existing_only
from wallboard.source import Finding

LOOK_FOR_S = 30.0
# Of SQLite's steps, a hundredth of a second or several. Whoever looks at the time waits for the other threads of Python,
# 5 ms and more each time while they are busy: asked more often, most of the looking would be waiting.
STEPS_BETWEEN_LOOKS = 1_000_000
MOST_TOLD = 3
LEAST_FREE = 200_000_000  # bytes; days of a busy centre, and room for SQLite to tidy up


def database_findings(
    url: str, kind: str, error: type[DatabaseFailed], look_for_s: float = LOOK_FOR_S
) -> Iterator[Finding]:
    """What is wrong with it, or that it is whole."""
    try:
        if _is_new(url, kind, error):
            yield Finding(True, "not made yet", "the wall makes it at its first start")
            return
        database = Database(url, kind, error)
    except DatabaseFailed as failed:
        yield Finding(False, str(failed))
        return
    with closing(database):
        try:
            if database.file is None:
                with database.reading() as connection:
                    connection.execute(text("SELECT 1"))
                yield Finding(True, "its database answers")
            else:
                yield _whole(database, database.file, look_for_s)
                yield from _room(database.file)
        except DatabaseFailed as failed:
            yield Finding(False, str(failed))


def _is_new(url: str, kind: str, error: type[DatabaseFailed]) -> bool:
    """Asked before anything is opened: to open is to make."""
    path = Database.path_of(url, kind, error)
    return path is not None and not path.exists()


def _whole(database: Database, file: DatabaseFile, look_for_s: float) -> Finding:
    until = time.monotonic() + look_for_s
    try:
        with closing(sqlite3.connect(existing_only(file.path), uri=True, timeout=5)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            connection.set_progress_handler(lambda: time.monotonic() > until, STEPS_BETWEEN_LOOKS)
            lines = [row[0] for row in connection.execute(f"PRAGMA integrity_check({MOST_TOLD})")]
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            size = f"{file.path.stat().st_size / 1e6:,.0f} MB"
            return Finding(
                True,
                f"no damage found in {look_for_s:.0f} s of looking",
                f"of {size}; it is too large to look at all of it",
            )
        cause = cause_of(error)
        if cause is None:
            cause = Cause.OTHER
        raise database.failed(file.precisely(cause), str(error)) from error
    if lines == ["ok"]:
        return Finding(True, "its file is whole")
    raise database.failed(Cause.DAMAGED, "; ".join(" ".join(line.split())[:200] for line in lines[:MOST_TOLD]))


def _room(file: DatabaseFile) -> Iterator[Finding]:
    free = file.free_bytes()
    if free is not None and free < LEAST_FREE:
        with suppress(OSError):
            yield Finding(False, f"its disk has {free / 1e6:,.0f} MB left: make room before it is full")

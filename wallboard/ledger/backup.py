"""Saving a ledger to one SQLite file while it is written to, and making a ledger from such a file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, Table, func, select, text

from wallboard.ledger.bulk import insert_rows
from wallboard.ledger.holding import take_hold
from wallboard.ledger.migrate import migrate, upgrade
from wallboard.ledger.records import LedgerError
from wallboard.ledger.store import LedgerStore
from wallboard.ledger.tables import metadata

_ROWS_AT_ONCE = 10_000


def back_up(store: LedgerStore, target: Path) -> None:
    """Writes one consistent moment of the ledger to `target`, which appears whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        if store.path is not None:
            _copy_file(store.path, part)
        else:
            _export(store, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(f"backup to {target}: {error}") from error
    finally:
        for leftover in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
            leftover.unlink(missing_ok=True)


def restore(backup: Path, url: str) -> None:
    """Makes the ledger at `url`, which must be empty or not exist, from a backup. Old backups are upgraded."""
    _look_at(backup)
    store = LedgerStore(url)
    hold = None
    try:
        hold = take_hold(store, "restore")
        if store.path is not None:
            _refuse_existing(store.path)
            _copy_file(backup, store.path)
            migrate(store)
        else:
            _import(backup, store)
    finally:
        store.close()
        if hold is not None:
            hold.release()


def _copy_file(source: Path, target: Path) -> None:
    """SQLite's own backup, in one step: writers go on meanwhile, in the write-ahead log."""
    address = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _export(store: LedgerStore, target: Path) -> None:
    copy = LedgerStore(str(URL.create("sqlite", database=str(target))))
    try:
        with store.reading() as origin, copy.writing() as connection:
            upgrade(connection, copy.name)
            _copy_rows(origin, connection)
    finally:
        copy.close()
    with closing(sqlite3.connect(target)) as connection_to_file:
        connection_to_file.execute("PRAGMA journal_mode=DELETE")


def _import(backup: Path, store: LedgerStore) -> None:
    with tempfile.TemporaryDirectory(prefix="wallboard-restore-") as folder:
        working = Path(folder) / "backup.db"
        shutil.copyfile(backup, working)
        origin = LedgerStore(str(URL.create("sqlite", database=str(working))))
        try:
            migrate(origin)
            with origin.reading() as reader, store.writing() as connection:
                upgrade(connection, store.name)
                _refuse_rows(connection, store.name)
                _copy_rows(reader, connection)
                _continue_numbering(connection)
        finally:
            origin.close()


def _copy_rows(origin: Connection, target: Connection) -> None:
    for table in metadata.sorted_tables:
        names = [column.name for column in table.columns]
        result = origin.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table))
        for rows in result.partitions():
            insert_rows(target, table, names, [tuple(row) for row in rows])


def _continue_numbering(connection: Connection) -> None:
    """PostgreSQL numbers on after the rows that were given with their numbers."""
    for table in metadata.sorted_tables:
        if "id" in table.columns:
            highest = f"(SELECT max(id) FROM {table.name})"  # noqa: S608 - our own names
            name = f"pg_get_serial_sequence('{table.name}', 'id')"
            connection.execute(text(f"SELECT setval({name}, coalesce({highest}, 1), {highest} IS NOT NULL)"))


def _look_at(backup: Path) -> None:
    if not backup.is_file():
        raise LedgerError(f"restore from {backup}: there is no such file")
    try:
        with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise LedgerError(f"restore from {backup}: this is no backup of a ledger ({error})") from error


def _refuse_existing(path: Path) -> None:
    if path.exists() and path.stat().st_size:
        raise LedgerError(f"restore to {path}: there is a ledger already; name a file that does not exist")


def _refuse_rows(connection: Connection, name: str) -> None:
    if any(connection.scalar(select(func.count()).select_from(table)) for table in _filled_by_use()):
        raise LedgerError(f"restore to {name}: there is a ledger already; name an empty database")


def _filled_by_use() -> list[Table]:
    return [metadata.tables[name] for name in ("sources", "batches", "review_entries", "review_editions")]

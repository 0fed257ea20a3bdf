"""People, screens and the audit log in one encrypted file, and back. The keys under which secrets are hashed are not
in it: sessions and screens of a backup go on only where those keys are, too.

The file is one moment of the database as SQLite keeps it, compressed, under AES-256 in GCM with a key that scrypt
derives from a passphrase. Nothing of it is ever on a disk in the clear.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import zlib
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from sqlalchemy import (
    Connection,
    Engine,
    StaticPool,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
    update,
)

from wallboard.access.store import MIGRATIONS, AccessError
from wallboard.access.tables import audit, changes, metadata
from wallboard.database.address import parsed
from wallboard.database.database import Database

SUFFIX = ".access"  # behind the name of the ledger's backup
_HEAD = b"wallboard access backup 1\n"
_SALT, _NONCE, _KEY = 16, 12, 32  # bytes
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**15, 8, 1  # 32 MB and a tenth of a second a try
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that was decrypted: the access database of then."""

    name: str
    content: bytes


def beside(ledger_backup: Path) -> Path:
    """Where the encrypted part of a backup lies."""
    return ledger_backup.with_name(ledger_backup.name + SUFFIX)


def back_up(url: str, target: Path, passphrase: str) -> None:
    """Writes one consistent moment of the access database; `target` appears whole or not at all. Raises AccessError."""
    database = Database(url, "access", AccessError, private=True)
    try:
        content = _exported(database) if database.path is None else _copied_file(database.path)
    finally:
        database.close()
    _write(target, _encrypted(content, passphrase))


def unlock(file: Path, passphrase: str) -> Saved:
    """Decrypts a backup without changing anything. Raises AccessError for a wrong passphrase or a damaged file."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise AccessError(f"restore from {file}: it cannot be read: {error.strerror}") from error
    if not content.startswith(_HEAD) or len(content) < len(_HEAD) + _SALT + _NONCE:
        raise AccessError(f"restore from {file}: this is no backup of people and screens")
    rest = content[len(_HEAD) :]
    salt, nonce, sealed = rest[:_SALT], rest[_SALT : _SALT + _NONCE], rest[_SALT + _NONCE :]
    try:
        packed = AESGCM(_derived(passphrase, salt)).decrypt(nonce, sealed, _HEAD)
    except InvalidTag:
        raise AccessError(
            f"restore from {file}: access.backup_key is not the one that it was made with, or the file was changed"
        ) from None
    return Saved(str(file), zlib.decompress(packed))


def has_database(url: str) -> bool:
    """Whether there is one to back up; of a server's we only know that there may be."""
    address = parsed(url)
    return address.get_backend_name() != "sqlite" or Path(str(address.database)).exists()


def refuse_existing(url: str) -> None:
    """Raises AccessError where there are people or screens already: a restore overwrites nobody."""
    if not has_database(url):
        return
    database = Database(url, "access", AccessError, private=True)
    try:
        MIGRATIONS.run(database)
        with database.reading() as connection:
            _refuse_rows(connection, database.name)
    finally:
        database.close()


def restore(saved: Saved, url: str) -> None:
    """Fills the access database, which must be empty or not exist, in one transaction. Old backups are upgraded."""
    origin = _in_memory()
    database = Database(url, "access", AccessError, private=True)
    try:
        MIGRATIONS.run(database)
        with origin.connect() as reader, database.writing() as connection:
            _raw(reader).deserialize(saved.content)
            MIGRATIONS.upgrade(reader, saved.name)
            _refuse_rows(connection, database.name)
            _copy_rows(reader, connection)
            connection.execute(update(changes).values(number=changes.c.number + 1))
            if database.dialect == "postgresql":
                _continue_numbering(connection)
    except sqlite3.DatabaseError as error:
        raise AccessError(f"restore from {saved.name}: what is in it is no access database ({error})") from error
    finally:
        database.close()
        origin.dispose()


def _copied_file(path: Path) -> bytes:
    """SQLite's own backup, in one step: writers go on meanwhile, in the write-ahead log."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(address, uri=True, timeout=30)) as origin,
            closing(sqlite3.connect(":memory:")) as copy,
        ):
            origin.backup(copy, pages=-1)
            content = bytearray(copy.serialize())
    except sqlite3.Error as error:
        raise AccessError(f"access {path}: {error}") from error
    content[18:20] = b"\1\1"  # as SQLite's documentation has it: no write-ahead log, of which memory has none
    return bytes(content)


def _exported(database: Database) -> bytes:
    memory = _in_memory()
    try:
        MIGRATIONS.run(database)
        with database.reading() as origin, memory.connect() as copy:
            MIGRATIONS.upgrade(copy, database.name)
            _copy_rows(origin, copy)
            copy.commit()
            return _raw(copy).serialize()
    finally:
        memory.dispose()


def _in_memory() -> Engine:
    """One connection to a database that never touches a disk; its migrations commit as those of a file do."""
    engine = create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA temp_store=MEMORY")

    return engine


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - `_in_memory` made it
    return raw


def _tables() -> list[Table]:
    """All but the count of changes, which is each database's own."""
    return [table for table in metadata.sorted_tables if table is not changes]


def _copy_rows(origin: Connection, target: Connection) -> None:
    for table in _tables():
        result = origin.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table))
        for rows in result.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in rows])


def _refuse_rows(connection: Connection, name: str) -> None:
    if any(connection.scalar(select(func.count()).select_from(table)) for table in _tables() if table is not audit):
        raise AccessError(f"restore to {name}: there are people or screens already; name an empty database")


def _continue_numbering(connection: Connection) -> None:
    """PostgreSQL numbers on after the entries that were given with their numbers."""
    highest = connection.scalar(select(func.max(audit.c.id)))
    if highest is not None:
        connection.execute(text("SELECT setval(pg_get_serial_sequence('audit', 'id'), :highest)"), {"highest": highest})


def _encrypted(content: bytes, passphrase: str) -> bytes:
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    sealed = AESGCM(_derived(passphrase, salt)).encrypt(nonce, zlib.compress(content), _HEAD)
    return _HEAD + salt + nonce + sealed


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt, _KEY, _SCRYPT_N, _SCRYPT_R, _SCRYPT_P).derive(passphrase.encode())


def _write(target: Path, content: bytes) -> None:
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise AccessError(f"backup to {target}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            part.unlink()

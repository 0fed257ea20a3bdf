"""One careful connection to somebody else's database.

Read-only where the engine offers it, a time limit on everything, never more than one connection, and errors
in words of our own (errors.py): no query, no password.
Sessions run in UTC, so a MariaDB TIMESTAMP and a PostgreSQL timestamptz read as UTC; only columns without a
zone need the source's.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import sqlalchemy as sa
from pydantic import AfterValidator, SecretStr
from sqlalchemy import event
from sqlalchemy.engine import URL

from data_sources._sql.errors import errors_of, source_error
from data_sources._sql.hanging_up import known_to_hang_up
from wallboard.database.address import NoAddress, parsed
from wallboard.database.coming_home import coming_home
from wallboard.model import Micros
from wallboard.outside_text import names
from wallboard.source import SourceError

_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
    "sqlite": "sqlite",
}
_Identity = tuple[int, int]  # of a file: its device and number


def database_url(text: str) -> URL:
    """The address of a database this build can read. Raises ValueError without repeating the text:
    it may hold a password."""
    try:
        url = parsed(text)
    except NoAddress as error:
        raise ValueError(f"it {error}; write one like postgresql://reader@host/asterisk") from None
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise ValueError(f"{url.get_backend_name()} is not read by this build; it reads postgresql, mysql, sqlite")
    if driver == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("an SQLite address needs its file, as in sqlite:///var/pbx.db")
    return url.set(drivername=driver)


def _checked(secret: SecretStr) -> SecretStr:
    database_url(secret.get_secret_value())
    return secret


DatabaseUrl = Annotated[SecretStr, AfterValidator(_checked)]


def open_engine(url: SecretStr, deadline_s: float) -> sa.Engine:
    """An engine with one connection, opened at the first use; no statement may run longer than `deadline_s`."""
    address = database_url(url.get_secret_value())
    options: dict[str, Any] = {"poolclass": sa.pool.QueuePool, "pool_size": 1, "max_overflow": 0}
    options |= {"pool_pre_ping": True, "pool_timeout": deadline_s, "hide_parameters": True}
    make = {"postgresql": _postgresql, "mysql": _mariadb, "sqlite": _sqlite}[address.get_backend_name()]
    return known_to_hang_up(make(address, deadline_s, options))


def _connect_s(deadline_s: float) -> int:
    return max(2, min(5, int(deadline_s)))  # libpq takes no less than 2


def _postgresql(url: URL, deadline_s: float, options: dict[str, Any]) -> sa.Engine:
    waits = {"connect_timeout": _connect_s(deadline_s), "tcp_user_timeout": int(deadline_s * 1000)}
    alive = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
    engine = sa.create_engine(url, connect_args=waits | alive | {"application_name": "wallboard"}, **options)

    # SET instead of start-up options: connection poolers such as pgbouncer refuse those.
    @event.listens_for(engine, "connect")
    def careful(connection: Any, _record: object) -> None:
        connection.execute(f"SET statement_timeout = {int(deadline_s * 1000)}")
        connection.execute("SET default_transaction_read_only = on")
        connection.execute("SET TimeZone = 'UTC'")
        connection.commit()

    return engine


def _mariadb(url: URL, deadline_s: float, options: dict[str, Any]) -> sa.Engine:
    # The socket's own limit is what helps when packets vanish; the server's should cut first.
    waits = {"connect_timeout": _connect_s(deadline_s), "read_timeout": deadline_s + 2, "write_timeout": deadline_s + 2}
    engine = sa.create_engine(url, connect_args=waits, **options)

    @event.listens_for(engine, "connect")
    def careful(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            if "mariadb" in connection.get_server_info().lower():
                cursor.execute("SET SESSION max_statement_time = %s", (deadline_s,))
            else:
                cursor.execute("SET SESSION max_execution_time = %s", (int(deadline_s * 1000),))
            cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET SESSION time_zone = '+00:00'")

    return engine


def _sqlite(url: URL, deadline_s: float, options: dict[str, Any]) -> sa.Engine:
    file = Path(url.database or "")
    address = f"file:{quote(str(file))}?mode=ro"
    opened: list[_Identity | None] = [None]

    def connect() -> sqlite3.Connection:
        opened[0] = _identity(file)  # before it is opened: what takes its place meanwhile is noticed
        connection = sqlite3.connect(address, uri=True, timeout=min(deadline_s, 5.0), check_same_thread=False)
        connection.text_factory = _tolerant  # SQLite stores any bytes as text; one such row must not stop a poll
        return connection

    engine = sa.create_engine(url, creator=connect, **options)
    until = [float("inf")]  # one connection, so one statement at a time

    @event.listens_for(engine, "connect")
    def interruptible(connection: Any, record: Any) -> None:
        connection.set_progress_handler(lambda: time.monotonic() > until[0], 10_000)
        record.info["file"] = opened[0]

    @event.listens_for(engine, "checkout")
    def there_still(_connection: object, record: Any, _proxy: object) -> None:
        if record.info["file"] != _identity(file):  # an open connection would go on reading what was deleted
            raise sa.exc.DisconnectionError("the file is another one")

    @event.listens_for(engine, "before_cursor_execute")
    def start(*_: object) -> None:
        until[0] = time.monotonic() + deadline_s

    return engine


def _identity(file: Path) -> _Identity | None:
    """Of the file that lies there; None where none does."""
    try:
        there = file.stat()
    except OSError:
        return None
    return there.st_dev, there.st_ino


def _tolerant(raw: bytes) -> str:
    return raw.decode(errors="replace")


@contextmanager
def reading(engine: sa.Engine, source: str, table: str = "") -> Iterator[sa.Connection]:
    """The connection, for one poll. Whatever the driver raises inside leaves as SourceError;
    `table` is named in the words for a missing right, table or column."""
    try:
        with coming_home(engine), engine.connect() as connection:
            yield connection
    except errors_of(engine) as error:
        raise source_error(source, error, engine.url, table) from None


def named_table(name: str, *columns: str) -> sa.TableClause:
    """A table, perhaps as "schema.table", with columns whose names are quoted always."""
    schema, _, table = name.rpartition(".")
    quoted: list[sa.ColumnClause[Any]] = [sa.column(sa.quoted_name(column, quote=True)) for column in columns]
    return sa.table(sa.quoted_name(table, quote=True), *quoted, schema=sa.quoted_name(schema, True) if schema else None)


def columns_of(connection: sa.Connection, source: str, table: str) -> dict[str, sa.types.TypeEngine[Any]]:
    """The columns that a table or view has, by name. Raises SourceError naming what there is instead."""
    schema, _, name = table.rpartition(".")
    inspector = sa.inspect(connection)
    try:
        return {column["name"]: column["type"] for column in inspector.get_columns(name, schema or None)}
    except sa.exc.NoSuchTableError:
        there = sorted([*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)])
    seen = f"the database shows: {names(there)}" if there else "the account sees no table at all"
    message = f"there is no table {table} that this account may see (is SELECT granted?); {seen}"
    raise SourceError(source, message, permanent=True)


def require_columns(source: str, table: str, wanted: list[str], there: dict[str, Any]) -> None:
    """Raises SourceError that names the missing columns and those that the table has."""
    missing = [name for name in wanted if name not in there]
    if missing:
        message = f"table {table} has no column {', '.join(missing)}; it has: {names(there) or 'none'}"
        raise SourceError(source, message, permanent=True)


def database_now(connection: sa.Connection) -> Micros | None:
    """The database server's own clock; None where there is no server (SQLite)."""
    asks = {
        "postgresql": "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
        "mysql": "SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)",
    }
    ask = asks.get(connection.dialect.name)
    return int(connection.execute(sa.text(ask)).scalar_one()) if ask else None

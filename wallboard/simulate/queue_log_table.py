"""A queue_log table as Asterisk's own contrib schema has it, on PostgreSQL, MariaDB, MySQL and SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

COLUMNS = ("time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5")
_AWAY = "queue_log_away"
Row = Sequence[str]  # one text a column; time is local, as in "2026-11-22 01:39:20.429028"

QUEUE_LOG = sa.Table(
    "queue_log",
    sa.MetaData(),
    # only what SQLite calls INTEGER numbers itself there
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
    # without the 6, MariaDB and MySQL round Asterisk's microseconds to seconds
    sa.Column("time", sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")),
    sa.Column("callid", sa.String(80)),
    sa.Column("queuename", sa.String(256)),
    sa.Column("agent", sa.String(80)),
    sa.Column("event", sa.String(32)),
    *(sa.Column(f"data{number}", sa.String(100)) for number in range(1, 6)),
    sa.Index("queue_log_time", "time"),
)


def time_text(local: datetime) -> str:
    """As the column has it. Not by strftime, which takes three times as long."""
    return local.replace(tzinfo=None).isoformat(" ", "microseconds")


def create(connection: sa.Connection) -> None:
    """Make the table where it is not there yet, nor away."""
    bring_back(connection)
    QUEUE_LOG.metadata.create_all(connection)


def take_away(connection: sa.Connection) -> None:
    """From now on nobody can read it, as when somebody moved it, or an account lost its rights."""
    connection.exec_driver_sql(f"ALTER TABLE {QUEUE_LOG.name} RENAME TO {_AWAY}")


def bring_back(connection: sa.Connection) -> None:
    """Where it is away, it is back."""
    if sa.inspect(connection).has_table(_AWAY):
        connection.exec_driver_sql(f"ALTER TABLE {_AWAY} RENAME TO {QUEUE_LOG.name}")


def insert(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """Append rows in this order, as texts, as Asterisk does; committing is the caller's."""
    if not rows:
        return
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    statement = f"INSERT INTO queue_log ({', '.join(COLUMNS)}) VALUES ({', '.join([mark] * len(COLUMNS))})"  # noqa: S608
    connection.exec_driver_sql(statement, [tuple(row) for row in rows])

"""The records of a benchmark's ledger in a PostgreSQL of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tests.servers import PASSWORD, PostgresServer
from wallboard.ledger import Ledger

_TABLES = ("sources", "batches", "visits", "ticket_versions", "day_counts")


@contextmanager
def in_postgres(file: Path, server: PostgresServer) -> Iterator[Ledger]:
    """A ledger there with the visits, requests and counted days of one in an SQLite file. Whoever calls closes nothing."""
    with server.database() as database, closing(Ledger(server.url(database))) as ledger:
        ledger.migrate()
        with (
            closing(sqlite3.connect(file)) as here,
            psycopg.connect(
                host="127.0.0.1", port=server.port, user=server.admin, password=PASSWORD, dbname=database
            ) as there,
        ):
            for table in _TABLES:
                _copy(here, there, table)
            there.commit()
            there.autocommit = True
            there.execute("vacuum analyze")
        yield ledger


def _copy(here: sqlite3.Connection, there: psycopg.Connection, table: str) -> None:
    names = [name for _, name, *_ in here.execute(f"pragma table_info({table})")]
    columns = ", ".join(f'"{name}"' for name in names)
    with there.cursor().copy(f"copy {table} ({columns}) from stdin") as copy:
        for row in here.execute(f"select {columns} from {table}"):
            copy.write_row(row)

"""Many rows at once: what SQLAlchemy does row by row, the drivers do faster."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from sqlalchemy import Column, ColumnElement, Connection, Select, Table, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

K = TypeVar("K", str, int)


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows in the order of `columns`, into `table`."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - a connection in use has one
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608 - our own names
    connection.exec_driver_sql(statement, list(rows))


def fetched(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    """All rows as the driver gives them: of texts and whole numbers SQLAlchemy makes the same, at twice the cost."""
    with connection.execute(query) as result:
        return list(result.cursor.fetchall())


def let_pages_go(connection: Connection) -> None:
    """Those that nobody will ask for again soon."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA shrink_memory")


def frame_of(rows: Sequence[Sequence[Any]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Rows as a frame: `kinds` names their columns in order, each "str" or a type of numbers. As one table of objects, for
    `zip` makes an iterator of every row, and no column is copied twice."""
    if not rows:
        return _without_rows(tuple(kinds.items())).copy()
    table = np.array(rows, dtype=object).reshape(-1, len(kinds))
    columns = {
        name: pd.Series(table[:, at].copy() if kind == "str" else table[:, at].astype(kind), dtype=kind, copy=False)
        for at, (name, kind) in enumerate(kinds.items())
    }
    return pd.DataFrame(columns, copy=False)


@cache
def _without_rows(kinds: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """A ledger without requests is asked for them as often as another, and a frame is slow to make."""
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in kinds})


def delete_rows(connection: Connection, table: Table, key: Sequence[str], keys: Sequence[tuple[Any, ...]]) -> None:
    """The rows whose columns `key` equal one of `keys`."""
    if keys:
        rows = [tuple(row) for row in keys]  # drivers take a named tuple for something else
        where = _equal(connection, key, " AND ")
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {where}", rows)  # noqa: S608 - our own names


def update_rows(
    connection: Connection, table: Table, columns: Sequence[str], key: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Sets `columns` where `key` is equal; each row holds the values of both, in that order."""
    if rows:
        news, where = _equal(connection, columns, ", "), _equal(connection, key, " AND ")
        statement = f"UPDATE {table.name} SET {news} WHERE {where}"  # noqa: S608 - our own names
        connection.exec_driver_sql(statement, list(rows))


def _equal(connection: Connection, names: Sequence[str], joint: str) -> str:
    place = "%s" if connection.dialect.name == "postgresql" else "?"
    return joint.join(f'"{name}" = {place}' for name in names)


def among(
    connection: Connection, column: Column[str] | Column[int], values: Collection[str] | Collection[int]
) -> ColumnElement[bool]:
    """column IN values, for any number of them: one parameter, whatever a database's limit is."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(listed.c.value))


def by_source(keys: Iterable[tuple[str, K]]) -> dict[str, set[K]]:
    """What is asked for in each source, of pairs of a source and a key there: `among` takes the keys of one."""
    found: dict[str, set[K]] = defaultdict(set)
    for source, key in keys:
        found[source].add(key)
    return found

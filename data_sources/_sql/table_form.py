"""What is selected of a table, a view or a query, and whether polls can go by its columns."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import sqlalchemy as sa

from data_sources._sql.connection import columns_of, named_table, require_columns
from data_sources._sql.page import CursorForm, NotSortable, cursor_form, plain
from data_sources._sql.table_options import RowsOptions, TableOptions, one_select
from wallboard.outside_text import names
from wallboard.source import SourceError

_MYSQL_TIMESTAMP = 7  # pymysql.constants.FIELD_TYPE; the session reads these as UTC


class ReadColumns(NamedTuple):
    """The columns that are read, and the two of them by which polls go: neither is ever NULL."""

    every: tuple[str, ...]
    key: str  # unique
    updated: str  # grows whenever the row is written
    formats: tuple[str, ...] = ("iso",)  # how `updated` is written where it is a text or a number (see _text/times.py)


class TableForm(NamedTuple):
    """What is selected, which of its columns mean UTC, and how the two key columns look."""

    source: sa.FromClause
    utc: frozenset[str]
    cursor: CursorForm | None  # None while there is no row to tell it from
    text_keys: bool


def find_form(connection: sa.Connection, name: str, options: TableOptions, columns: ReadColumns) -> TableForm:
    """Raises SourceError where a column is missing, may be NULL or does not sort as time does."""
    source = _table(connection, name, options, columns)
    updated, key = source.c[columns.updated], source.c[columns.key]
    for column in (updated, key):
        if connection.execute(sa.select(sa.literal(1)).where(column.is_(None)).limit(1)).first():
            _refuse_null(name, column.name)
    result = connection.execute(sa.select(*source.c).order_by(updated.desc(), key.desc()).limit(1))
    utc = in_utc(connection, result, columns.every)
    row = result.first()
    if row is None:
        return TableForm(source, utc, None, text_keys=True)
    sample = dict(zip(columns.every, row, strict=True))
    try:
        form = cursor_form(sample[columns.updated], columns.updated in utc, columns.formats)
    except NotSortable as error:
        raise SourceError(name, f"column {columns.updated} {error}", permanent=True) from None
    return TableForm(source, utc, form, text_keys=isinstance(plain(sample[columns.key]), str))


def rows_source(connection: sa.Connection, name: str, options: RowsOptions, columns: tuple[str, ...]) -> sa.FromClause:
    """The table or the query, with these columns. Raises SourceError where one is missing."""
    if not options.table:
        return _selected(connection, name, options, columns)
    require_columns(name, options.table, list(columns), columns_of(connection, name, options.table))
    return named_table(options.table, *columns)


def in_utc(connection: sa.Connection, result: sa.CursorResult[Any], columns: tuple[str, ...]) -> frozenset[str]:
    """The columns of a result that MySQL's session, which is in UTC, makes UTC of without saying so."""
    described = result.cursor.description if result.cursor and connection.dialect.name == "mysql" else ()
    return frozenset(column for column, told in zip(columns, described, strict=False) if told[1] == _MYSQL_TIMESTAMP)


def _table(connection: sa.Connection, name: str, options: TableOptions, columns: ReadColumns) -> sa.FromClause:
    source = rows_source(connection, name, options, columns.every)
    if not options.table:
        return source
    schema, _, table = options.table.rpartition(".")
    inspector = sa.inspect(connection)
    if table in inspector.get_table_names(schema or None):  # a view's columns are all said to be nullable
        keys = inspector.get_pk_constraint(table, schema or None)["constrained_columns"]
        for column in inspector.get_columns(table, schema or None):
            own = column["name"] in (columns.updated, columns.key) and column["name"] not in keys
            if own and column["nullable"]:
                _refuse_null(name, column["name"])
    return source


def _refuse_null(name: str, column: str) -> NoReturn:
    right = "declare it NOT NULL, or map one that never is"
    raise SourceError(name, f"column {column} may be NULL, and such rows would never be seen: {right}", permanent=True)


def _selected(connection: sa.Connection, name: str, options: RowsOptions, columns: tuple[str, ...]) -> sa.FromClause:
    text = options.query or _read_query(name, options.query_file)
    there = connection.execute(sa.select(sa.text("*")).select_from(_wrapped(text)).where(sa.false())).keys()
    missing = [column for column in columns if column not in there]
    if missing:
        words = f"the query gives no column {', '.join(missing)}; it gives: {names(there)}"
        raise SourceError(name, words, permanent=True)
    return _wrapped(text, *columns)


def _read_query(name: str, file: Path | None) -> str:
    try:
        return one_select(file.read_text(encoding="utf-8") if file else "")
    except OSError as error:
        raise SourceError(name, f"cannot read query_file {file}: {error.strerror}", permanent=True) from None
    except ValueError as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeError) else error
        raise SourceError(name, f"cannot use query_file {file}: {reason}", permanent=True) from None


def _wrapped(query: str, *columns: str) -> sa.FromClause:
    # A colon in somebody's query is never a parameter of ours.
    text = sa.text(re.sub(r"(?<![:\\]):(?!:)", r"\:", query))
    return text.columns(*(sa.column(sa.quoted_name(name, quote=True)) for name in columns)).subquery("told")

"""Where tickets lie in a database, a table, a view or a query, and whether polls can go by its columns."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple, NoReturn

import sqlalchemy as sa
from pydantic import Field, field_validator, model_validator

from data_sources._sql.connection import DatabaseUrl, columns_of, named_table, require_columns
from data_sources._sql.page import CursorForm, NotSortable, cursor_form, plain
from data_sources._tickets.mapping import TicketMapping
from wallboard.outside_text import names
from wallboard.source import SourceError

_MYSQL_TIMESTAMP = 7  # pymysql.constants.FIELD_TYPE; the session reads these as UTC
_NO_QUERY = re.compile(r"(?!\s*(select|with)\b)|.*;", re.IGNORECASE | re.DOTALL)


def one_select(text: str) -> str:
    """The query without its last semicolon. Raises ValueError for anything but one SELECT."""
    text = text.strip().removesuffix(";")
    if _NO_QUERY.match(text):
        raise ValueError("it must be one SELECT, without a semicolon")
    return text


class Options(TicketMapping):
    """A table, a view or a query in PostgreSQL, MariaDB, MySQL or SQLite."""

    url: DatabaseUrl = Field(description="address of the database, such as postgresql://reader@tickets/city")
    table: str = Field(default="", description='table or view, perhaps as "schema.table"')
    query: str = Field(default="", description="instead of a table: a SELECT that gives one row for each ticket")
    query_file: Path | None = Field(default=None, description="instead of a table: a file with that SELECT")
    look_back_s: float = Field(
        default=300, ge=0, description="seconds read again at each poll, for rows that commit late"
    )
    delay_s: float = Field(default=1, ge=0, description="seconds before the database's clock at which a poll ends")
    rows_at_once: int = Field(default=10_000, ge=1, le=100_000, description="rows of one page")

    @field_validator("query")
    @classmethod
    def _selects(cls, text: str) -> str:
        return one_select(text) if text.strip() else ""

    @model_validator(mode="after")
    def _one_place(self) -> Options:
        if sum((bool(self.table), bool(self.query), self.query_file is not None)) != 1:
            raise ValueError("write one of table, query and query_file: where the tickets are")
        if len(self.columns.get("updated_at", ())) != 1 or len(self.columns["ticket"]) != 1:
            raise ValueError("columns needs exactly one column for updated_at and one for ticket: polls go by them")
        return self

    @property
    def place(self) -> str:
        return self.table or "of the query"

    @property
    def key(self) -> str:
        return self.columns["ticket"][0]

    @property
    def updated(self) -> str:
        return self.columns["updated_at"][0]


class TableForm(NamedTuple):
    """What is selected, which of its columns mean UTC, and how the two key columns look."""

    source: sa.FromClause
    utc: frozenset[str]
    cursor: CursorForm | None  # None while there is no row to tell it from
    text_keys: bool


def find_form(connection: sa.Connection, name: str, options: Options) -> TableForm:
    """Raises SourceError where a column is missing, may be NULL or does not sort as time does."""
    source = _table(connection, name, options) if options.table else _query(connection, name, options)
    updated, key = source.c[options.updated], source.c[options.key]
    for column in (updated, key):
        if connection.execute(sa.select(sa.literal(1)).where(column.is_(None)).limit(1)).first():
            _refuse_null(name, column.name)
    result = connection.execute(sa.select(*source.c).order_by(updated.desc(), key.desc()).limit(1))
    names = options.source_columns
    described = result.cursor.description if result.cursor and connection.dialect.name == "mysql" else ()
    utc = frozenset(column for column, told in zip(names, described, strict=False) if told[1] == _MYSQL_TIMESTAMP)
    row = result.first()
    if row is None:
        return TableForm(source, utc, None, text_keys=True)
    sample = dict(zip(names, row, strict=True))
    try:
        form = cursor_form(sample[options.updated], options.updated in utc, options.formats_for("updated_at"))
    except NotSortable as error:
        raise SourceError(name, f"column {options.updated} {error}", permanent=True) from None
    return TableForm(source, utc, form, text_keys=isinstance(plain(sample[options.key]), str))


def _table(connection: sa.Connection, name: str, options: Options) -> sa.FromClause:
    wanted = list(options.source_columns)
    require_columns(name, options.table, wanted, columns_of(connection, name, options.table))
    schema, _, table = options.table.rpartition(".")
    inspector = sa.inspect(connection)
    if table in inspector.get_table_names(schema or None):  # a view's columns are all said to be nullable
        keys = inspector.get_pk_constraint(table, schema or None)["constrained_columns"]
        for column in inspector.get_columns(table, schema or None):
            own = column["name"] in (options.updated, options.key) and column["name"] not in keys
            if own and column["nullable"]:
                _refuse_null(name, column["name"])
    return named_table(options.table, *wanted)


def _refuse_null(name: str, column: str) -> NoReturn:
    right = "declare it NOT NULL, or map one that never is"
    raise SourceError(name, f"column {column} may be NULL, and such rows would never be seen: {right}", permanent=True)


def _query(connection: sa.Connection, name: str, options: Options) -> sa.FromClause:
    text = options.query or _read_query(name, options.query_file)
    there = connection.execute(sa.select(sa.text("*")).select_from(_wrapped(text)).where(sa.false())).keys()
    wanted = options.source_columns
    missing = [column for column in wanted if column not in there]
    if missing:
        words = f"the query gives no column {', '.join(missing)}; it gives: {names(there)}"
        raise SourceError(name, words, permanent=True)
    return _wrapped(text, *wanted)


def _read_query(name: str, file: Path | None) -> str:
    try:
        return one_select(file.read_text(encoding="utf-8") if file else "")
    except (OSError, ValueError) as error:
        raise SourceError(name, f"cannot use query_file {file}: {error}", permanent=True) from None


def _wrapped(query: str, *columns: str) -> sa.FromClause:
    # A colon in somebody's query is never a parameter of ours.
    text = sa.text(re.sub(r"(?<![:\\]):(?!:)", r"\:", query))
    return text.columns(*(sa.column(sa.quoted_name(name, quote=True)) for name in columns)).subquery("tickets")

"""A table, a view or a query that gives few rows: all of them are asked for at each poll."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from data_sources._sql.check import read_only_finding
from data_sources._sql.connection import database_now, open_engine, reading
from data_sources._sql.hanging_up import hang_up
from data_sources._sql.page import as_text
from data_sources._sql.table_form import in_utc, rows_source
from data_sources._sql.table_options import RowsOptions
from wallboard.model import Micros
from wallboard.source import Finding, SourceError

Texts = Mapping[str, list[str]]  # by column: "" for NULL, times in ISO 8601


class AllRows(NamedTuple):
    """Everything, ordered by a column, and the database's own clock."""

    rows: list[Sequence[Any]]
    utc: frozenset[str]
    clock: Micros | None


class WholeResult:
    """`by` is the column by which rows are ordered."""

    def __init__(self, name: str, options: RowsOptions, columns: tuple[str, ...], by: str) -> None:
        self._name, self._options, self._columns, self._by = name, options, columns, by
        self._engine = open_engine(options.url, options.deadline_s)
        self._known: sa.FromClause | None = (
            None  # looked at once: to look costs as much as to ask, where a query groups
        )

    def all(self, most: int) -> AllRows:
        """Raises SourceError, also where there are more than `most`."""
        told = self._read(most + 1, newest_first=False)
        if len(told.rows) > most:
            place = f"table {self._options.table}" if self._options.table else "the query"
            text = f"{place} gives more than {most:,} rows: one for each day would be right"
            raise SourceError(self._name, text, permanent=True)
        return told

    def newest(self, most: int) -> AllRows:
        """The last ones by their order. Raises SourceError."""
        told = self._read(most, newest_first=True)
        return told._replace(rows=told.rows[::-1])

    def texts(self, rows: Sequence[Sequence[Any]], utc: frozenset[str]) -> Texts:
        return {name: [as_text(row[place], name in utc) for row in rows] for place, name in enumerate(self._columns)}

    def check(self) -> list[Finding]:
        """Never raises."""
        table, columns = self._options.table, ", ".join(self._columns)
        what = f"{'table' if table else 'query'} answers with the columns of settings"
        try:
            with reading(self._engine, self._name, self._options.place) as connection:
                rows_source(connection, self._name, self._options, self._columns)
            told = [Finding(True, what, columns)]
            return [*told, read_only_finding(self._engine, self._name, table, self._by)] if table else told
        except SourceError as error:
            return [Finding(False, what, str(error))]

    def close(self) -> None:
        hang_up(self._engine)

    def _read(self, most: int, *, newest_first: bool) -> AllRows:
        with reading(self._engine, self._name, self._options.place) as connection:
            if self._known is None:
                self._known = rows_source(connection, self._name, self._options, self._columns)
            source = self._known
            order = source.c[self._by].desc() if newest_first else source.c[self._by]
            result = connection.execute(sa.select(*source.c).order_by(order).limit(most))
            utc = in_utc(connection, result, self._columns)
            return AllRows([tuple(row) for row in result], utc, database_now(connection))

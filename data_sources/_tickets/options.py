"""The settings of tickets in a database: where they lie, and what their columns mean."""

from __future__ import annotations

from pydantic import model_validator

from data_sources._sql.table_form import ReadColumns
from data_sources._sql.table_options import TableOptions
from data_sources._tickets.mapping import TicketMapping


class Options(TicketMapping, TableOptions):
    """A table, a view or a query in PostgreSQL, MariaDB, MySQL or SQLite."""

    @model_validator(mode="after")
    def _one_column_each(self) -> Options:
        if len(self.columns.get("updated_at", ())) != 1 or len(self.columns["ticket"]) != 1:
            raise ValueError("columns needs exactly one column for updated_at and one for ticket: polls go by them")
        return self

    def read_columns(self) -> ReadColumns:
        key, updated = self.columns["ticket"][0], self.columns["updated_at"][0]
        return ReadColumns(self.source_columns, key, updated, self.formats_for("updated_at"))

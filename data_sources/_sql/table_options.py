"""Where rows lie, and how those are asked for that are read by (updated, id): the settings that such kinds share."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from data_sources._sql.connection import DatabaseUrl
from wallboard.settings import Pace, SourceBase, Where

_NO_QUERY = re.compile(r"(?!\s*(select|with)\b)|.*;", re.IGNORECASE | re.DOTALL)


def one_select(text: str) -> str:
    """The query without its last semicolon. Raises ValueError for anything but one SELECT."""
    text = text.strip().removesuffix(";")
    if _NO_QUERY.match(text):
        raise ValueError("it must be one SELECT, without a semicolon")
    return text


class RowsOptions(SourceBase):
    """A table, a view or a query in PostgreSQL, MariaDB, MySQL or SQLite."""

    url: Where[DatabaseUrl] = Field(description="address of the database, such as postgresql://reader@db.example/city")
    table: Where[str] = Field(default="", description='table or view, perhaps as "schema.table"')
    query: Where[str] = Field(
        default="", description="instead of a table: a SELECT that gives one row for each ticket, call or day"
    )
    query_file: Where[Path | None] = Field(default=None, description="instead of a table: a file with that SELECT")

    @field_validator("query")
    @classmethod
    def _selects(cls, text: str) -> str:
        return one_select(text) if text.strip() else ""

    @model_validator(mode="after")
    def _one_place(self) -> RowsOptions:
        if sum((bool(self.table), bool(self.query), self.query_file is not None)) != 1:
            raise ValueError("write one of table, query and query_file: where the rows are")
        return self

    @property
    def place(self) -> str:
        """The table, as errors name it."""
        return self.table or "of the query"


class TableOptions(RowsOptions):
    """Rows that are written anew, of which each poll reads those that were written since."""

    look_back_s: Pace[float] = Field(
        default=300, ge=0, description="seconds read again at each poll, for rows that commit late"
    )
    delay_s: Pace[float] = Field(
        default=1, ge=0, description="seconds before the database's clock at which a poll ends"
    )
    rows_at_once: Pace[int] = Field(default=10_000, ge=1, le=100_000, description="rows of one page")

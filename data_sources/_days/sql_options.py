"""The settings of days in a database: where they lie, and what their columns mean."""

from __future__ import annotations

from pydantic import Field

from data_sources._days.mapping import DayMapping
from data_sources._sql.table_options import RowsOptions
from wallboard.settings import Pace


class Options(DayMapping, RowsOptions):
    """A table, a view or a query in PostgreSQL, MariaDB, MySQL or SQLite that gives a row a day. All of it is asked for at each
    poll, up to 100,000 rows, so let a query give those days alone that may still change; a day that it does not give any
    more stays as it was told."""

    poll_every: Pace[float] = Field(default=900, ge=1, description="seconds between polls")

"""Numbers by the day in PostgreSQL, MariaDB, MySQL or SQLite: a table, a view or a query that gives a row a day. See
docs/outside-figures.md."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from data_sources._days.sql_options import Options
from wallboard.source import Source, SourceKind


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    from data_sources._days.sql_source import SqlDays  # with SQLAlchemy, for which only who opens one waits

    return SqlDays(name, site, zone, options)


def numbers(options: Options) -> Collection[str]:
    return options.numbers


KIND = SourceKind(name="sql_days", carries="days", options=Options, open=open_source, numbers=numbers)

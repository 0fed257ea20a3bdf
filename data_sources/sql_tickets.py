"""Requests in PostgreSQL, MariaDB, MySQL or SQLite: a table, a view or a query, its columns named in settings.

Declared here, and read by `_tickets/sql_source.py`: settings are read without NumPy.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from data_sources._tickets.options import Options
from wallboard.source import Source, SourceKind


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    from data_sources._tickets.sql_source import SqlTickets  # with NumPy, for which only who opens one waits

    return SqlTickets(name, site, zone, options)


KIND = SourceKind(name="sql_tickets", carries="tickets", options=Options, open=open_source)

"""City open-data files: one file of requests, or a folder into which new ones are put.

Declared here, and read by `_csv/source.py`: settings are read without NumPy.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from data_sources._csv.options import Options
from wallboard.source import Source, SourceKind


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    from data_sources._csv.source import CsvTickets  # with NumPy, for which only who opens one waits

    return CsvTickets(name, site, zone, options)


KIND = SourceKind(name="csv_tickets", carries="tickets", options=Options, open=open_source)

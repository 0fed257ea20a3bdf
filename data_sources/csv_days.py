"""Numbers by the day in files: one file with a row a day, or a folder of them, watched. See docs/outside-figures.md."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from data_sources._days.csv_options import Options
from wallboard.source import Source, SourceKind


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    from data_sources._days.csv_source import CsvDays  # which only who opens one waits for

    return CsvDays(name, site, zone, options)


def numbers(options: Options) -> Collection[str]:
    return options.numbers


KIND = SourceKind(name="csv_days", carries="days", options=Options, open=open_source, numbers=numbers)

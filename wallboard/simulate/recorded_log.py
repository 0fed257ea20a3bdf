"""A recorded queue_log, as Asterisk's file or as a table saved as CSV, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wallboard.clock import micros
from wallboard.mendable import Mendable
from wallboard.model import SECOND, Micros
from wallboard.simulate.queue_log_table import COLUMNS


class UnfitLog(Mendable, ValueError):
    """A file that holds no recorded queue log; the words say what it lacks."""


class RecordedRow(NamedTuple):
    at: Micros
    callid: str
    rest: tuple[str, ...]  # queuename, agent, event, data1 to data5


def recorded_rows(log: Path, zone: ZoneInfo) -> Iterator[RecordedRow | None]:
    """Rows in their order; None for one that cannot be read. `zone` is that of a CSV's times, which carry none.
    Raises OSError for a file that cannot be read, ValueError for a CSV without the table's columns."""
    with log.open(encoding="utf-8", errors="replace", newline="") as file:
        first = file.readline()
        if "|" in first or not first:
            for line in chain([first] if first else [], file):
                yield _from_line(line)
        else:
            yield from _from_csv(chain([first], file), log, zone)


def count_rows(log: Path) -> int:
    """How many lines there are, for showing progress."""
    with log.open("rb") as file:
        return sum(1 for _ in file)


def _from_line(line: str) -> RecordedRow | None:
    when, *fields = line.rstrip("\r\n").split("|")
    if len(fields) < 4 or not when.isdecimal() or len(when) > 11:
        return None
    data = [*fields[4:8], "|".join(fields[8:]), "", "", "", ""][:5] if len(fields) > 8 else [*fields[4:], *[""] * 5][:5]
    return RecordedRow(int(when) * SECOND, fields[0], (*fields[1:4], *data))


def _from_csv(lines: Iterable[str], log: Path, zone: ZoneInfo) -> Iterator[RecordedRow | None]:
    reader = csv.DictReader(lines)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise UnfitLog(f"{log} is neither a queue_log file nor its table: no column {', '.join(missing)}")
    for row in reader:
        try:
            at = datetime.fromisoformat(row["time"])
            at = at if at.tzinfo else at.replace(tzinfo=zone)
            yield RecordedRow(micros(at), row["callid"], tuple(row[column] or "" for column in COLUMNS[2:]))
        except (ValueError, TypeError):
            yield None

"""A phone system's database in a file, for tests of the queue_log table."""

from __future__ import annotations

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources.asterisk_queue_log import KIND, Options, QueueLogTable
from wallboard.calls.happenings import Happening
from wallboard.model import SECOND, Micros
from wallboard.simulate import queue_log_table
from wallboard.source import Batch

LOG = Path(__file__).parents[1] / "data/asterisk/queue_log_table.csv"
NOW: Micros = 1_795_320_000 * SECOND  # 2026-11-22 04:00 UTC, two hours after the log's last row
Row = tuple[str, ...]


def recorded() -> list[Row]:
    with LOG.open() as file:
        return [tuple(row[1:]) for row in list(csv.reader(file))[1:]]


def queue(time: str, verb: str = "ENTERQUEUE", *data: str, callid: str = "1.1") -> Row:
    return (time, callid, "streets", "NONE", verb, *data, *[""] * (5 - len(data)))


class Phones:
    """A phone system's database in a file, and a source that reads it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "phones.db"
        self.engine = sa.create_engine(f"sqlite:///{self.path}")
        with self.engine.begin() as connection:
            queue_log_table.create(connection)
        self.source = self.open()

    def open(self, zone: str = "UTC", **options: object) -> QueueLogTable:
        told = {"url": f"sqlite:///{self.path}"} | options
        source = KIND.open("pbx", "main", ZoneInfo(zone), Options.model_validate(told))
        assert isinstance(source, QueueLogTable)
        return source

    def write(self, *rows: Row) -> None:
        with self.engine.begin() as connection:
            queue_log_table.insert(connection, rows)

    def run(self, statement: str, *values: object) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql(statement, values)


def all_of(source: QueueLogTable, now: Micros = NOW, chunk: int = 500) -> list[Batch]:
    batches = [source.changes(None, now, chunk=chunk)]
    while batches[-1].more:
        batches.append(source.changes(batches[-1].cursor, now, chunk=chunk))
    return batches


def events_of(source: QueueLogTable, now: Micros = NOW) -> list[Happening]:
    return [event for batch in all_of(source, now) for event in batch.happenings]

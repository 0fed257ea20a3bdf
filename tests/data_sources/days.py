"""What the tests of days share."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from wallboard.clock import day_start
from wallboard.model import HOUR, Micros
from wallboard.source import Batch, Source

ZONE = ZoneInfo("America/Chicago")
TODAY = date(2026, 11, 20)
NOW: Micros = day_start(TODAY, ZONE) + 10 * HOUR
OF_DAYS = {"formats", "unset"}  # options of every kind of days that have no mark


def read_all(source: Source, now: Micros = NOW) -> list[Batch]:
    batches = [source.changes(None, now)]
    while batches[-1].more:
        assert len(batches) < 1_000
        batches.append(source.changes(batches[-1].cursor, now))
    return batches


def told(batch: Batch) -> dict[str, dict[str, float]]:
    """The numbers of each day, by its ISO date."""
    return {each.day.isoformat(): dict(each.numbers) for each in batch.days}


def aside(batch: Batch) -> dict[str, str]:
    """The reason against each row that was set aside, by its key."""
    return {row.key: row.reason for row in batch.set_aside}

"""A watched folder: good files in it, and what is told of those that are not."""

from __future__ import annotations

import json
from pathlib import Path

from data_sources._csv.source import CsvTickets
from tests.data_sources.cities import NOW
from tests.data_sources.test_csv_tickets import HEADER, written
from wallboard.source import Batch


def row(ticket: int, department: str = "Roads") -> str:
    return f"{ticket},2024-05-01 10:00:00,,Open,{department}\n"


def good(folder: Path, name: str, ticket: int, age_s: int = 3600) -> Path:
    return written(folder / name, HEADER + row(ticket), age_s)


def tickets(batches: list[Batch]) -> set[str]:
    return {ticket for batch in batches if batch.tickets is not None for ticket in batch.tickets["ticket"]}


def aside(batches: list[Batch]) -> list[tuple[str, str]]:
    return [(row.key, row.reason) for batch in batches for row in batch.set_aside]


def go_on(source: CsvTickets, since: Batch, now: int = NOW) -> list[Batch]:
    """From a batch on until there is no more."""
    batches: list[Batch] = []
    cursor = since.cursor
    while not batches or batches[-1].more:
        assert len(batches) < 100
        assert cursor is not None
        batches.append(source.changes(json.loads(json.dumps(dict(cursor))), now))
        cursor = batches[-1].cursor
    return batches

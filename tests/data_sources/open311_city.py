"""An Open311 server's requests, and polls of them, as tests want them."""

from __future__ import annotations

from typing import Any

from data_sources._georeport.source import Open311
from data_sources.open311 import KIND
from tests.data_sources.georeport_server import CHICAGO, Request
from wallboard.model import DAY, HOUR, SECOND, TICKET_COLUMNS, Micros
from wallboard.source import Batch

NOW: Micros = 1_795_400_000_000_000  # 2026-11-23 02:13:20 UTC


def opened(endpoint: str, **changed: Any) -> Open311:
    settings: dict[str, Any] = {"kind": "open311", "endpoint": endpoint}
    source = KIND.open("city", "main", CHICAGO, KIND.options(**settings | changed))
    assert isinstance(source, Open311)
    return source


def city(count: int, first: int = 1, days: float = 300) -> list[Request]:
    """Requests spread over the days before NOW; every third of them is closed."""
    made = []
    for n in range(count):
        at = NOW - DAY - round(days * DAY) * n // max(1, count) // SECOND * SECOND
        closed = n % 3 == 0
        made.append(Request(first + n, at, at + 2 * HOUR if closed else at, closed=closed))
    return made


def poll_all(source: Open311, since: Any = None, now: Micros = NOW, most: int = 2_000) -> list[Batch]:
    batches = [source.changes(since, now)]
    while batches[-1].more:
        assert len(batches) < most, "it never lets go"
        batches.append(source.changes(batches[-1].cursor, now))
    return batches


def rows(batches: list[Batch]) -> list[dict[str, Any]]:
    """Each request that was told, as often as it was."""
    told: list[dict[str, Any]] = []
    for batch in batches:
        if batch.tickets is not None and len(batch.tickets):
            columns = [batch.tickets[name].tolist() for name in TICKET_COLUMNS]
            told += [dict(zip(TICKET_COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]
    return told


def ids(batches: list[Batch]) -> list[str]:
    return [str(row["ticket"]) for row in rows(batches)]


def last_told(batches: list[Batch]) -> dict[str, dict[str, Any]]:
    """Each request as it stands: of what was told that which was updated last."""
    known: dict[str, dict[str, Any]] = {}
    for row in rows(batches):
        if row["updated_at"] >= known.get(row["ticket"], row)["updated_at"]:
            known[row["ticket"]] = row
    return known

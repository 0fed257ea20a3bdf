"""Requests of an Open311 server: the complete set, each once, whatever quirks the server has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from data_sources._georeport.source import Open311
from data_sources.open311 import KIND
from tests.data_sources.georeport_server import CHICAGO, GeoReportServer, Request, serving
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros
from wallboard.source import Batch

NOW: Micros = 1_795_400_000_000_000  # 2026-11-22 22:13:20 UTC
MEANING = {"extensions", "rename"}


def opened(endpoint: str, **changed: Any) -> Open311:
    settings: dict[str, Any] = {"kind": "open311", "endpoint": endpoint}
    source = KIND.open("city", "main", CHICAGO, KIND.options(**settings | changed))
    assert isinstance(source, Open311)
    return source


class Served(Open311):
    """A source that ends its server with it."""

    server: GeoReportServer

    def close(self) -> None:
        super().close()
        self.server.close()


def city(count: int, first: int = 1, days: float = 300) -> list[Request]:
    """Requests spread over the days before NOW; every third of them is closed."""
    made = []
    for n in range(count):
        at = NOW - DAY - round(days * DAY) * n // max(1, count) // SECOND * SECOND
        closed = n % 3 == 0
        made.append(Request(first + n, at, at + 2 * HOUR if closed else at, closed=closed))
    return made


def filled(folder: Path, **changed: Any) -> Open311:
    """One of its four makes no sense."""
    odd = Request(4, NOW - 2 * DAY, NOW - 2 * DAY, more={"status": "asleep"})
    server = GeoReportServer([*city(3, days=40), odd])
    source = opened(server.endpoint, **changed)
    source.__class__ = Served
    source.server = server  # type: ignore[attr-defined]
    return source


def sweep(source: Open311, since: Any = None, now: Micros = NOW, most: int = 2_000) -> list[Batch]:
    batches = [source.changes(since, now)]
    while batches[-1].more:
        assert len(batches) < most, "it never lets go"
        batches.append(source.changes(batches[-1].cursor, now))
    return batches


def rows(batches: list[Batch]) -> list[dict[str, Any]]:
    return [row for b in batches if b.tickets is not None for row in b.tickets.to_dict("records")]


def ids(batches: list[Batch]) -> list[str]:
    return [str(row["ticket"]) for row in rows(batches)]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


QUIRKS: dict[str, dict[str, Any]] = {
    "as Chicago's": {},
    "pages of 50 at most, the last one for ever": {"page_at_most": 50, "past_the_end": "again"},
    "pages past the end are 404": {"page_at_most": 50, "past_the_end": "404", "nothing_is_404": True},
    "no pages, 100 at most": {"pages": False, "at_most": 100},
    "no pages, 100 at most, no updated_after": {"pages": False, "at_most": 100, "updated_after": False},
    "refuses pages' arguments of updates": {"refuses": frozenset({"updated_after"})},
    "root requests": {"root": "requests"},
    "root service_requests, ids as numbers": {"root": "service_requests", "ids": "number"},
    "ids now as numbers, now as texts": {"ids": "both", "page_at_most": 50},
    "XML only": {"xml_only": True, "page_at_most": 100, "ids": "number"},
    "XML only, a web page instead of JSON": {"xml_only": True, "hides_json": "page", "root": "requests"},
    "XML only, 406": {"xml_only": True, "hides_json": "406"},
    "times with and without zone": {"zone": "mixed"},
    "packed, by Last-Modified": {"packed": True, "marks": "modified"},
    "knows no lists of ids, no single requests": {"lists": False, "alone": False},
}


@pytest.mark.parametrize("quirks", QUIRKS.values(), ids=QUIRKS)
def test_the_complete_set_each_once(quirks: dict[str, Any], stack: ExitStack) -> None:
    """History, then a day on which requests come, are closed and reopened, asked for once a minute."""
    server = stack.enter_context(serving(city(430), **quirks))
    source = stack.enter_context(closing(opened(server.endpoint)))
    known: dict[str, dict[str, Any]] = {}

    def take(batches: list[Batch]) -> None:
        for row in rows(batches):
            if row["ticket"] not in known or known[row["ticket"]]["updated_at"] <= row["updated_at"]:
                known[row["ticket"]] = row
        assert not any(batch.set_aside for batch in batches)

    batches = sweep(source)
    take(batches)
    assert set(known) == {str(n) for n in range(1, 431)}
    cursor, now = batches[-1].cursor, NOW
    for n in range(20):
        now += MINUTE
        server.put(Request(1_000 + n, now - 5 * SECOND, now - 5 * SECOND))
        server.change(2 + 3 * n, closed=True, updated=now - 4 * SECOND)
        server.change(1 + 3 * n, closed=False, updated=now - 3 * SECOND)
        batches = sweep(source, cursor, now)
        take(batches)
        cursor = batches[-1].cursor
        still_open = sorted(key for key, row in known.items() if row["state"] == "open")
        assert source.present(still_open) == set(still_open)
    now += 2 * HOUR
    batches = sweep(source, cursor, now)
    for _ in range(5):  # a round of recent ones, a page a poll
        now += MINUTE
        batches += sweep(source, batches[-1].cursor, now)
        take(batches)
    told = {key: row["state"] for key, row in known.items()}
    truth = {str(each.number): "finished" if each.closed else "open" for each in server.requests.values()}
    reopened_long_ago = {str(1 + 3 * n) for n in range(20)}  # closed before the history of a round, and open again
    assert set(told) == set(truth)
    wrong = {key for key in truth if told[key] != truth[key]}
    assert not wrong if server.quirks.updated_after and not server.quirks.refuses else wrong <= reopened_long_ago
    instants = {str(each.number): (each.requested, each.updated) for each in server.requests.values()}
    assert all((row["opened_at"], row["updated_at"]) == instants[key] for key, row in known.items() if key not in wrong)

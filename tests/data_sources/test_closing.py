"""A source that is closed while it is being asked, as one is that was left behind, keeps no connection of that question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from data_sources.asterisk_queue_log import QueueLogTable
from data_sources.sql_tickets import SqlTickets
from tests.data_sources import test_asterisk_queue_log, test_sql_tickets
from tests.open_files import held_open
from wallboard.model import Micros


@pytest.fixture(params=["sql_tickets", "asterisk_queue_log"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> SqlTickets | QueueLogTable:
    make: dict[str, Callable[[Path], SqlTickets | QueueLogTable]]
    make = {"sql_tickets": test_sql_tickets.filled, "asterisk_queue_log": test_asterisk_queue_log.filled}
    return make[request.param](tmp_path)


NOW: Micros = test_sql_tickets.NOW


def test_closed_while_it_is_asked(source: SqlTickets | QueueLogTable, tmp_path: Path) -> None:
    [file] = tmp_path.glob("*.db")
    open_then = []

    def close(*_: object) -> None:
        source.close()
        open_then.append(held_open(file))

    event.listen(source._engine, "before_cursor_execute", close)
    assert source.changes(None, NOW).read > 0, "what was asked is answered all the same"
    assert all(open_then)
    assert open_then
    assert not held_open(file)


def test_asked_once_more_after_it_was_closed(source: SqlTickets | QueueLogTable, tmp_path: Path) -> None:
    [file] = tmp_path.glob("*.db")
    source.changes(None, NOW)
    source.close()
    assert not held_open(file)
    source.changes(None, NOW)
    assert not held_open(file)

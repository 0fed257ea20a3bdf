"""Which way SQLite goes to an answer: by an index, whatever the history holds. Without statistics it guesses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from tests.ledger_told import ANSWERED, NOON, calls, requests, ticket, visit_version, whole
from wallboard.ledger import AsOf, Ledger
from wallboard.ledger.store import LedgerStore
from wallboard.model import DAY


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[tuple[Ledger, list[tuple[str, Any]]]]:
    """A ledger, and the statements that are sent to it."""
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    ledger.migrate()
    statements: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith("SELECT") and "EXISTS" not in statement and not many:  # that stops at the first row
            statements.append((statement, parameters))

    store: LedgerStore = ledger._store
    for engine in (store._reader, store._writer):
        event.listen(engine, "before_cursor_execute", listen)
    yield ledger, statements
    ledger.close()


def plans(ledger: Ledger, statements: list[tuple[str, Any]]) -> list[str]:
    with ledger._store.reading() as connection:
        return [line for told in list(statements) for line in _plan(connection, *told)]


def _plan(connection: Connection, statement: str, parameters: Any) -> list[str]:
    return [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


LARGE = ("happenings", "visits", "visit_versions", "ticket_versions")


def test_no_question_reads_a_whole_table(asked: tuple[Ledger, list[tuple[str, Any]]]) -> None:
    ledger, statements = asked
    ledger.record("pbx", "main", calls(*ANSWERED[:2]), NOON)
    statements.clear()
    ledger.record("pbx", "main", calls(ANSWERED[2]), NOON)
    ledger.record("crm", "main", requests(ticket("1", NOON)), NOON)
    ledger.record("desk", "main", whole(visit_version(NOON, NOON)), NOON)
    ledger.calls_at("main", NOON, NOON - DAY, known=NOON)
    ledger.calls_at("main", NOON + DAY, NOON, known=NOON + DAY, since_start=False)
    ledger.visits("main", NOON, NOON + DAY)
    ledger.visits_known("main", NOON - 9 * DAY, NOON - 8 * DAY, NOON)
    ledger.arrived("main", NOON - 1, NOON)
    ledger.outages("pbx", "main", NOON, NOON + DAY, 1)
    ledger.last_received("pbx", NOON)
    ledger.ticket_versions(AsOf("main", NOON))
    ledger.open_tickets("crm")
    steps = plans(ledger, statements)
    assert len(steps) > 10
    assert [step for step in steps if step.startswith(tuple(f"SCAN {table}" for table in (*LARGE, "batches")))] == []
    # A search by the source alone would read all that the source ever told.
    assert [step for step in steps if step.endswith("(source=?)") and any(table in step for table in LARGE)] == []
    assert [step for step in steps if "entered<?" in step and "entered>?" not in step] == []
    assert [step for step in steps if "began<?" in step and "began>?" not in step] == []
    # Restarts and agents are found beside all the steps of calls.
    assert any("happenings_beside_calls" in step for step in steps)

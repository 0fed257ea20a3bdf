"""What a ledger gives within a remit, over SQLite, and which way it goes to it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from tests.ledger_remits import RemitBehaviour, fill
from tests.ledger_told import NOON
from wallboard.ledger import AsOf, Ledger, RequestKey
from wallboard.ledger.store import LedgerStore
from wallboard.model.remit import EVERYTHING, Remit


class TestOnSQLite(RemitBehaviour):
    """Every rule of what is read within a remit."""


@pytest.mark.parametrize("remit", [EVERYTHING, Remit.of(departments=["Parks"]), Remit.of(wards=["4"])], ids=str)
def test_no_question_within_a_remit_reads_a_whole_table(ledger: Ledger, remit: Remit) -> None:
    fill(ledger)
    asked: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if "ticket_versions" in statement and "SELECT EXISTS" not in statement:  # that stops at the first row
            asked.append((statement, parameters))

    store: LedgerStore = ledger._store
    event.listen(store._reader, "before_cursor_execute", listen)
    ledger.ticket_versions(AsOf("main", NOON, remit=remit))
    ledger.coverage("main", NOON)
    ledger.open_requests("main", remit)
    ledger.open_requests("main", remit, RequestKey("t010", "crm"), 10)
    event.remove(store._reader, "before_cursor_execute", listen)
    with store.reading() as connection:
        steps = [
            str(row[3])
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert len(asked) == 4 + 4 + 4
    of_tickets = [step for step in steps if "ticket_versions" in step]
    assert len(of_tickets) >= len(asked)
    assert [step for step in of_tickets if not step.startswith("SEARCH") or "USING" not in step] == []
    assert [step for step in of_tickets if step.endswith(("(source=?)", "(site=?)"))] == []

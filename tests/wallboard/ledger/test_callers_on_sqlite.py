"""Which calls were the same caller's, over SQLite, and which way it goes to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.ledger_callers import ANN, ASKED, CallersBehaviour, Calls, told_whole
from tests.ledger_told import NOON
from wallboard.ledger import Ledger, restore
from wallboard.ledger.store import LedgerStore
from wallboard.model import DAY


class TestOnSQLite(CallersBehaviour):
    """Every rule of who called before."""


def test_a_backup_brings_them_back(ledger: Ledger, tmp_path: Path) -> None:
    phones = Calls(ledger)
    for call in ("a", "b"):
        phones.came(call, NOON, ANN)
    ledger.backup(tmp_path / "backup.db")
    restore(tmp_path / "backup.db", f"sqlite:///{tmp_path}/restored.db")
    restored = Ledger(f"sqlite:///{tmp_path}/restored.db")
    visits = restored.same_caller("main", "pbx", "a", NOON - DAY, NOON + DAY)
    restored.close()
    assert visits is not None
    assert [visit.key.callid for visit in visits] == ["b"]


def test_no_question_about_callers_reads_a_whole_table(ledger: Ledger) -> None:
    phones, asked = Calls(ledger), list[tuple[str, Any]]()

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT") and "callers" in statement:
            asked.append((statement, parameters))

    store: LedgerStore = ledger._store
    for engine in (store._reader, store._writer):
        event.listen(engine, "before_cursor_execute", listen)
    phones.came("this", NOON, ANN, waits=True)
    ledger.same_caller("main", "pbx", "this", NOON - DAY, NOON + DAY)
    ledger.called_again("main", NOON, NOON + DAY)
    told_whole(ledger, "1", NOON, ANN, **ASKED)
    ledger.callbacks_owed("main", NOON - DAY, NOON + DAY)
    for engine in (store._reader, store._writer):
        event.remove(engine, "before_cursor_execute", listen)
    with store.reading() as connection:
        steps = [
            str(row[3])
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    of_tables = [step for step in steps if "callers" in step or "visits" in step]
    assert len(asked) >= 15
    assert sum("callers_by_caller (caller=? AND at>? AND at<?)" in step for step in steps) == 5
    assert [step for step in of_tables if not step.startswith("SEARCH") or "USING" not in step] == []
    assert any("visits_called_back (site=? AND left>? AND left<?)" in step for step in steps)
    assert {step for step in of_tables if "(site=?)" in step and "visits_lasting" not in step} == {
        "SEARCH callers USING COVERING INDEX callers_by_instant (site=?)"  # for the first of them: it stops at once
    }

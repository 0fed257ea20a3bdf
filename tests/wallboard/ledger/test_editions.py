"""Published reviews, kept in SQLite, and in its backups."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger_editions import ADA, WEEK, EditionsBehaviour
from wallboard.ledger import Ledger, LedgerError, restore


class TestEditionsOnSQLite(EditionsBehaviour):
    """Every rule of published reviews."""


def test_a_backup_holds_them_and_a_ledger_with_some_is_not_written_over(ledger: Ledger, tmp_path: Path) -> None:
    kept = ledger.editions.publish(WEEK, "{}", ADA, 10)
    ledger.backup(tmp_path / "backup.db")
    fresh = f"sqlite:///{tmp_path}/restored/ledger.db"
    restore(tmp_path / "backup.db", fresh)
    restored = Ledger(fresh)
    assert restored.editions.of(WEEK) == [kept]
    restored.close()
    with pytest.raises(LedgerError, match="there is a ledger already"):
        restore(tmp_path / "backup.db", fresh)

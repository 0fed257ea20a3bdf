"""The ledger's behaviour over SQLite, the default."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.ledger_behaviour import LedgerBehaviour
from tests.ledger_days import DaysBehaviour
from tests.ledger_told import ANSWERED, NOON, all_visits, calls
from wallboard.ledger import Ledger, LedgerError, restore


class TestOnSQLite(LedgerBehaviour):
    """Every rule of the ledger."""


class TestDaysOnSQLite(DaysBehaviour):
    """Every rule of outside days."""


def test_a_reader_is_not_kept_waiting_by_a_writer(ledger: Ledger) -> None:
    seen: list[int] = []
    ledger.record("pbx", "main", calls(*ANSWERED), NOON, lambda step: seen.append(len(all_visits(ledger))))
    assert seen[:-1] == [0] * (len(seen) - 1)
    assert seen[-1] == 1  # after the commit


def test_the_file_is_in_wal_mode(ledger: Ledger, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("content", [None, b"", b"not a database at all, but long enough to be looked at" * 40])
def test_only_a_backup_is_restored(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "backup.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(LedgerError, match="restore from"):
        restore(file, f"sqlite:///{tmp_path}/ledger.db")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot make its folder"):
        Ledger(f"sqlite:///{tmp_path}/file/var/ledger.db")

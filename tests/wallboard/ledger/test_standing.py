"""The requests that stand at an instant, read from SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.empty_databases import lay_ledger
from tests.ledger_standing import StandingBehaviour
from wallboard.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    lay_ledger(tmp_path / "ledger.db")
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    yield ledger
    ledger.close()


class TestStandingOnSQLite(StandingBehaviour):
    """Every rule of them."""

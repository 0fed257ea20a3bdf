"""What a ledger gives within a remit, over PostgreSQL: the same as over SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ledger_remits import RemitBehaviour
from wallboard.ledger import Ledger


@pytest.fixture
def ledger(postgres_ledger_url: str) -> Iterator[Ledger]:
    ledger = Ledger(postgres_ledger_url)
    ledger.migrate()
    yield ledger
    ledger.close()


class TestOnPostgreSQL(RemitBehaviour):
    """Every rule of what is read within a remit."""

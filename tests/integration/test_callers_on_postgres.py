"""Which calls were the same caller's, over PostgreSQL: the same as over SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ledger_callers import CallersBehaviour
from wallboard.ledger import Ledger


@pytest.fixture
def ledger(postgres_ledger_url: str) -> Iterator[Ledger]:
    ledger = Ledger(postgres_ledger_url)
    ledger.migrate()
    yield ledger
    ledger.close()


class TestOnPostgreSQL(CallersBehaviour):
    """Every rule of who called before."""

"""A source that tells whole visits, over PostgreSQL."""

from __future__ import annotations

import pytest

from tests.whole_calls import WholeCalls


@pytest.fixture
def address(postgres_ledger_url: str) -> str:
    return postgres_ledger_url


class TestOnPostgreSQL(WholeCalls):
    """Every rule of whole visits."""

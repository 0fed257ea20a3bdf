"""A source that tells whole visits, over SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.whole_calls import WholeCalls

pytestmark = pytest.mark.whole


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/ledger.db"


class TestOnSQLite(WholeCalls):
    """Every rule of whole visits."""

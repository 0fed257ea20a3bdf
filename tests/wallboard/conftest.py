"""What tests of the core share: an empty ledger in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.empty_databases import lay_ledger
from wallboard.ledger import Ledger


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/ledger.db"


@pytest.fixture
def fresh_address(tmp_path: Path) -> str:
    """Where there is nothing yet."""
    return f"sqlite:///{tmp_path}/restored/ledger.db"


@pytest.fixture
def ledger(address: str, tmp_path: Path) -> Iterator[Ledger]:
    lay_ledger(tmp_path / "ledger.db")
    with closing(Ledger(address)) as opened:
        yield opened

"""The ledger's migrations."""

from __future__ import annotations

from pathlib import Path

from wallboard.database.migrating import Migrations
from wallboard.ledger.records import LedgerError

_MIGRATIONS = Migrations("ledger", Path(__file__).parent / "migrations", 7_313_110, LedgerError)
migrate = _MIGRATIONS.run
upgrade = _MIGRATIONS.upgrade

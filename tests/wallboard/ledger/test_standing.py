"""The requests that stand at an instant, read from SQLite."""

from __future__ import annotations

from tests.ledger_standing import StandingBehaviour


class TestStandingOnSQLite(StandingBehaviour):
    """Every rule of them."""

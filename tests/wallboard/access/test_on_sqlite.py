"""The behaviour of access over SQLite, the default."""

from __future__ import annotations

from tests.access_behaviour import AccessBehaviour


class TestOnSQLite(AccessBehaviour):
    """Every rule of access."""

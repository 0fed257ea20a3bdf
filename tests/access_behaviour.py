"""Rules of access that hold over every database: the same tests run on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.access_entering import EnteringBehaviour
from tests.access_people import PeopleBehaviour


class AccessBehaviour(EnteringBehaviour, PeopleBehaviour):
    """Run with a fixture `house`."""

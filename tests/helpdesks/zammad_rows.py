"""Rows of Zammad's tables by number and by name, and those that an installation begins with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from tests.helpdesks.zammad_tables import METADATA
from wallboard.model import Micros

SYSTEM = 1
STATES = (  # name, type, ignore_escalation: as Zammad is installed, and one state of an installation's own
    ("new", "new", False),
    ("open", "open", False),
    ("pending reminder", "pending reminder", True),
    ("closed", "closed", True),
    ("merged", "merged", True),
    ("removed", "removed", True),
    ("pending close", "pending action", True),
    ("rejected", "closed", True),
)
_TYPES = ("new", "open", "pending reminder", "pending action", "closed", "merged", "removed")


class ZammadRows:
    """Over an empty database with Zammad's tables: what is installed, and where numbering stands."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._next: dict[str, int] = defaultdict(lambda: 1)
        self._known: dict[str, dict[str, int]] = defaultdict(dict)
        with self._writing() as write:
            self._install(write)

    def _install(self, write: sa.Connection) -> None:
        for kind in _TYPES:
            self._named(write, "ticket_state_types", kind, **by_system())
        for name in ("1 low", "2 normal", "3 high"):
            self._named(write, "ticket_priorities", name, default_create=False, active=True, **by_system())
        for name, kind, ignores in STATES:
            told = {"state_type_id": self._known["ticket_state_types"][kind], "ignore_escalation": ignores} | _STATE
            self._named(write, "ticket_states", name, **told, **by_system())
        for name in ("email", "sms", "chat", "fax", "phone", "note", "web"):
            self._named(write, "ticket_article_types", name, communication=True, active=True, **by_system())
        for table, names in _NAMES.items():
            for name in names:
                self._named(write, table, name)
        for name in ("ticket.agent", "ticket.customer", "admin"):
            self._named(write, "permissions", name, active=True)
        for name in ("Admin", "Agent", "Customer"):
            self._named(write, "roles", name, active=True, **by_system())
        write.execute(
            table_of("permissions_roles").insert(),
            [{"role_id": 2, "permission_id": 1}, {"role_id": 3, "permission_id": 2}],
        )
        self._insert(write, "users", login="-", firstname="-", lastname="", active=False, **by_system())

    def _named(self, write: sa.Connection, table: str, name: str, **told: Any) -> int:
        known = self._known[table]
        if name not in known:
            known[name] = self._insert(write, table, name=name, **told)
        return known[name]

    def _insert(self, write: sa.Connection, table: str, **told: Any) -> int:
        number = self._next[table]
        self._next[table] += 1
        stamps = {"created_at": _INSTALLED, "updated_at": _INSTALLED}
        write.execute(table_of(table).insert(), {**stamps, "id": number, **told})
        return number

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            yield connection


_INSTALLED = datetime(2026, 1, 2, 9)
_STATE = {"default_create": False, "default_follow_up": False, "default_close": False, "active": True}
_NAMES = {
    "history_types": ("created", "updated", "removed"),
    "history_objects": ("User", "Ticket", "Ticket::Article"),
    "link_types": ("normal", "parent", "child"),
    "link_objects": ("Ticket",),
}


def by_system() -> dict[str, int]:
    return {"updated_by_id": SYSTEM, "created_by_id": SYSTEM}


def table_of(name: str) -> sa.Table:
    return METADATA.tables[name]


def time_of(at: Micros) -> datetime:
    return datetime.fromtimestamp(at / 1_000_000, UTC).replace(tzinfo=None)

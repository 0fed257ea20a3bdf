"""An installation's access for tests: settings, a clock that the test moves, and passwords that cost nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from argon2 import PasswordHasher

from tests.empty_databases import lay_access
from wallboard.access.access import Access
from wallboard.access.passwords import Passwords
from wallboard.access.person import Person
from wallboard.access.sign_in import Entered
from wallboard.model import SECOND, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.settings import Settings

START: Micros = 1_795_000_000 * SECOND
PASSWORD = "four unrelated words"
HERE = "192.0.2.1"


class Hand:
    """A clock that stands still until somebody moves it."""

    def __init__(self, now: Micros = START) -> None:
        self.now = now

    def __call__(self) -> Micros:
        return self.now

    def on(self, by: Micros) -> None:
        self.now += by


class CountingHasher(PasswordHasher):
    """Counts how often it was asked: each time is the same work."""

    def __init__(self, time_cost: int = 1) -> None:
        super().__init__(time_cost=time_cost, memory_cost=8, parallelism=1)
        self.hashed = self.verified = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.hashed += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.verified += 1
        return super().verify(hash, password)


def settings(folder: Path, database: str = "", **over: Any) -> Settings:
    """Sign-in on, and everything kept in `folder`."""
    access: Mapping[str, Any] = {
        "sign_in": True,
        "database": database or f"sqlite:///{folder}/access.db",
        "keys_file": f"{folder}/access.keys",
    }
    given = {
        "ledger": f"sqlite:///{folder}/ledger.db",
        "sites": {"main": {"name": "Main", "zone": "UTC"}, "north": {"name": "North", "zone": "UTC"}},
        "departments": {"Streets": {}, "Parks": {}, "Water": {}},
        **{key: value for key, value in over.items() if key != "access"},
    }
    return Settings.model_validate({**given, "access": {**access, **over.get("access", {})}})


class House:
    """One installation, which any number of processes may open."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder, self.database = folder, database
        self.clock = Hand()
        self.hasher = CountingHasher()
        self._opened: list[Access] = []
        if not database:
            lay_access(folder / "access.db")
        self.access = self.another()

    def another(self, **over: Any) -> Access:
        """As another process, or this one after a restart, opens it."""
        opened = Access(settings(self.folder, self.database, **over), self.clock, Passwords(self.hasher))
        self._opened.append(opened)
        return opened

    def restart(self, **over: Any) -> None:
        self.access.close()
        self.access = self.another(**over)

    def close(self) -> None:
        for opened in self._opened:
            opened.close()

    def person(self, name: str = "ada", role: Role = Role.VIEWER, remit: Remit = EVERYTHING) -> Person:
        """Somebody who chose their password, and has no session."""
        person, code = self.access.people.add(name, name.title(), role, remit, by=None)
        entered = self.access.entering.by_code(name, code.text, PASSWORD, address=HERE)
        self.access.sessions.end(entered.opened.record.id, by=None)
        found = self.access.people.get(person.id)
        assert found is not None
        return found

    def enter(self, name: str = "ada", password: str = PASSWORD, **more: str) -> Entered:
        return self.access.entering.by_password(name, password, **{"address": HERE, **more})

"""The acts of a script, as Zammad writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from tests.helpdesks.scripted import DEPARTMENTS, PEOPLE
from tests.helpdesks.zammad_writer import NOBODY, ZammadWriter
from wallboard.model import Micros

OPTIONS: dict[str, Any] = {
    "kind": "zammad",
    "states": {"rejected": "finished:rejected"},
    "fields": {"ward": "ward", "service_type": "service_type"},
}


class ZammadDesk:
    words: Mapping[str, str] = {
        "new": "new",
        "open": "open",
        "waiting": "pending reminder",
        "done": "closed",
        "refused": "rejected",
        "merged": "merged",
    }
    tells_due = unlink_forgets = move_unassigns = merge_unassigns = True

    def __init__(self, engine: sa.Engine) -> None:
        self.writer = ZammadWriter(engine)
        self._groups = {name: self.writer.group(name) for name in DEPARTMENTS}
        self._people = {name: self.writer.user(*name.split(), agent=True) for name in PEOPLE}
        self._resident = self.writer.user("Rita", "Resident", agent=False)
        self._links = 0

    def open(self, at: Micros, department: str, *, ward: str, kind: str, promised_min: int, by: str) -> str:
        creator = self._people[by] if by else self._resident
        own = {"ward": ward, "service_type": kind}
        channel = "phone" if by else "web"
        group = self._groups[department]
        opened = self.writer.open(at, group, self._resident, creator, channel=channel, promised_min=promised_min, **own)
        return str(opened)

    def assign(self, at: Micros, ticket: str, person: str) -> None:
        self.writer.change(at, int(ticket), self._people[person], owner_id=self._people[person])

    def move(self, at: Micros, ticket: str, department: str) -> None:
        self.writer.change(at, int(ticket), self._someone, group_id=self._groups[department], owner_id=NOBODY)

    def set_status(self, at: Micros, ticket: str, word: str) -> None:
        self.writer.change(at, int(ticket), self._someone, state=self.words[word])

    def comment(self, at: Micros, ticket: str) -> None:
        self.writer.comment(at, int(ticket), self._someone)

    def merge(self, at: Micros, ticket: str, into: str) -> None:
        self.writer.merge(at, int(ticket), int(into), self._someone)

    def link(self, at: Micros, child: str, parent: str) -> None:
        """Both ways in which Zammad's users make such a link."""
        self._links += 1
        if self._links % 2:
            self.writer.link(at, "parent", int(parent), int(child))
        else:
            self.writer.link(at, "child", int(child), int(parent))

    def unlink(self, at: Micros, child: str, parent: str) -> None:
        self.writer.unlink(at, int(parent), int(child))
        self.writer.unlink(at, int(child), int(parent))

    def delete(self, at: Micros, ticket: str) -> None:
        self.writer.delete(at, int(ticket))

    def rename(self, department: str, new: str) -> None:
        self._groups[new] = self._groups.pop(department)
        self.writer.rename_group(self._groups[new], new)

    @property
    def _someone(self) -> int:
        return next(iter(self._people.values()))

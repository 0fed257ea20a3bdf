"""The acts of a script, as Znuny writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from tests.helpdesks.scripted import DEPARTMENTS, PEOPLE
from tests.helpdesks.znuny_writer import ROOT, ZnunyWriter
from wallboard.model import Micros

OPTIONS: dict[str, Any] = {
    "kind": "znuny",
    "zone": "UTC",
    "states": {"closed unsuccessful": "finished:rejected"},
    "fields": {"ward": "Ward"},
}


class ZnunyDesk:
    words: Mapping[str, str] = {
        "new": "new",
        "open": "open",
        "waiting": "pending reminder",
        "done": "closed successful",
        "refused": "closed unsuccessful",
        "merged": "merged",
    }
    unlink_forgets = True
    tells_due = move_unassigns = merge_unassigns = False

    def __init__(self, engine: sa.Engine) -> None:
        self.writer = ZnunyWriter(engine)
        self._queues = {name: self.writer.queue(name) for name in DEPARTMENTS}
        self._people = {name: self.writer.user(*name.split()) for name in PEOPLE}

    def open(self, at: Micros, department: str, *, ward: str, kind: str, promised_min: int, by: str) -> str:
        creator = self._people[by] if by else ROOT
        return str(self.writer.open(at, self._queues[department], creator, service=kind, Ward=ward))

    def assign(self, at: Micros, ticket: str, person: str) -> None:
        self.writer.own(at, int(ticket), self._people[person], self._people[person])

    def move(self, at: Micros, ticket: str, department: str) -> None:
        self.writer.move(at, int(ticket), self._someone, self._queues[department])

    def set_status(self, at: Micros, ticket: str, word: str) -> None:
        self.writer.state(at, int(ticket), self._someone, self.words[word])

    def comment(self, at: Micros, ticket: str) -> None:
        self.writer.comment(at, int(ticket), self._someone)

    def merge(self, at: Micros, ticket: str, into: str) -> None:
        self.writer.merge(at, int(ticket), int(into), self._someone)

    def link(self, at: Micros, child: str, parent: str) -> None:
        self.writer.link(at, int(parent), int(child), self._someone)

    def unlink(self, at: Micros, child: str, parent: str) -> None:
        self.writer.unlink(at, int(parent), int(child), self._someone)

    def delete(self, at: Micros, ticket: str) -> None:
        self.writer.delete(int(ticket))

    def rename(self, department: str, new: str) -> None:
        self._queues[new] = self._queues.pop(department)
        self.writer.rename_queue(self._queues[new], new)

    @property
    def _someone(self) -> int:
        return next(iter(self._people.values()))

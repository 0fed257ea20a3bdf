"""Credentials of people: sessions of browsers and tokens of programs, kept and found alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, select, update

from wallboard.access.audit import Audit
from wallboard.access.credentials import Credential, row_of_secret
from wallboard.access.keys import Keys
from wallboard.access.person import LetsIn, Person, anybody
from wallboard.access.store import AccessStore
from wallboard.access.tables import people
from wallboard.clock import Clock


class PersonalCredentials(ABC):
    """One table of them. A row holds while nobody ended it, nobody disabled its person, and the person is let in."""

    kind: str
    table: Table

    def __init__(self, store: AccessStore, keys: Keys, clock: Clock, audit: Audit, lets_in: LetsIn = anybody) -> None:
        self._store, self._keys, self._clock, self._audit = store, keys, clock, audit
        self._lets_in = lets_in

    def find(self, secret: str) -> Credential | None:
        row = row_of_secret(self._store, self._keys, self.table, self._with_person(), secret)
        return None if row is None else self._let_in(row)

    def by_id(self, id: str) -> Credential | None:
        with self._store.reading() as connection:
            row = connection.execute(self._with_person().where(self.table.c.id == id)).mappings().first()
        return None if row is None else self._let_in(row)

    def end_within(self, connection: Connection, person: str, but: str = "") -> int:
        """Ends all of a person's, except the credential `but`, as part of something larger. Gives back how many."""
        theirs = self.table.c.person == person, self._going_on, self.table.c.id != but.removeprefix(f"{self.kind}:")
        ended = update(self.table).where(*theirs).values(ended_at=self._clock())
        return int(connection.execute(ended).rowcount)

    @property
    def _going_on(self) -> ColumnElement[bool]:
        return self.table.c.ended_at.is_(None)

    @abstractmethod
    def _credential(self, row: RowMapping, person: Person) -> Credential: ...

    def _let_in(self, row: RowMapping) -> Credential | None:
        person = Person.of({name.removeprefix("person_"): row[name] for name in row if name.startswith("person_")})
        return self._credential(row, person) if self._lets_in(person) else None

    def _with_person(self) -> Select[Any]:
        theirs = [column.label(f"person_{column.name}") for column in people.c]
        return (
            select(self.table, *theirs)
            .join(people, people.c.id == self.table.c.person)
            .where(self._going_on, people.c.disabled_at.is_(None))
        )

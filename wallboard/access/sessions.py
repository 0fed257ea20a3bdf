"""Sessions of signed-in people: opened by a sign-in, known by a secret, ended by time, by their person or by others."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, insert, select, update

from wallboard.access.audit import Audit, plain
from wallboard.access.credentials import Credential, Issued, Seen
from wallboard.access.keys import Keys
from wallboard.access.lifetimes import Lifetimes
from wallboard.access.person import LetsIn, Person, anybody
from wallboard.access.personal import PersonalCredentials
from wallboard.access.refused import Refused
from wallboard.access.store import AccessStore
from wallboard.access.tables import people, sessions
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.clock import Clock
from wallboard.languages import _
from wallboard.model import Micros


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of one person, without its secret."""

    id: str
    person: str
    made_at: Micros
    seen_at: Micros
    until: Micros
    address: str
    browser: str
    provider: str | None

    @property
    def credential(self) -> str:
        return f"session:{self.id}"


class Sessions(PersonalCredentials):
    """Opens, finds, lists and ends sessions."""

    kind, table = "session", sessions

    def __init__(
        self,
        store: AccessStore,
        keys: Keys,
        clock: Clock,
        lifetimes: Lifetimes,
        audit: Audit,
        lets_in: LetsIn = anybody,
    ) -> None:
        super().__init__(store, keys, clock, audit, lets_in)
        self._lifetimes = lifetimes

    def open(
        self, person: Person, *, address: str, browser: str = "", instead_of: str = "", by: str | None = None
    ) -> Issued[Session]:
        """A session with a fresh secret. That of the browser's former secret, if it has one, is ended.

        `by` is the stored password that was found right. Raises Refused when it is another by now, or the person was
        disabled: checking takes time, and whatever ended their sessions meanwhile must have ended this one too.
        """
        now, secret = self._clock(), secrets.token_urlsafe(32)
        opened = Session(
            secrets.token_hex(8),
            person.id,
            now,
            now,
            now + self._lifetimes.session,
            plain(address),
            plain(browser),
            person.provider,
        )
        with self._store.writing() as connection:
            _refuse_what_ended(connection, person, by)
            if instead_of:
                former = sessions.c.hash.in_(self._keys.hashes(instead_of))
                if connection.execute(update(sessions).where(former, self._going_on).values(ended_at=now)).rowcount:
                    self._store.count_up(connection)
            values = {name: getattr(opened, name) for name in Session.__dataclass_fields__}
            connection.execute(insert(sessions).values(hash=self._keys.hash(secret), **values))
            connection.execute(update(people).where(people.c.id == person.id).values(seen_at=now))
            self._audit.add(
                connection,
                "signed_in",
                _visitor(person, opened.credential, opened.until),
                address,
                person.name,
                how=person.provider or "password",
            )
        return Issued(secret, opened)

    def write_seen(self, connection: Connection, seen: Mapping[str, Seen]) -> None:
        for id, (at, address) in seen.items():
            row = sessions.c.id == id
            values = {"seen_at": at, **({"address": plain(address)} if address else {})}
            connection.execute(update(sessions).where(row, sessions.c.seen_at < at).values(values))  # never backwards
            person = select(sessions.c.person).where(row).scalar_subquery()
            connection.execute(
                update(people).where(people.c.id == person, _before(people.c.seen_at, at)).values(seen_at=at)
            )

    def of(self, person: str) -> list[Session]:
        """Those of a person that are good now, the last seen first."""
        now = self._clock()
        good = sessions.c.until > now, sessions.c.seen_at > now - self._lifetimes.idle
        columns = [sessions.c[name] for name in Session.__dataclass_fields__]
        chosen = (
            select(*columns)
            .where(sessions.c.person == person, self._going_on, *good)
            .order_by(sessions.c.seen_at.desc())
        )
        with self._store.reading() as connection:
            return [Session(**row) for row in connection.execute(chosen).mappings()]

    def end(self, id: str, *, by: Visitor | None, address: str = "", person: str = "") -> bool:
        """Whether there was one to end. With `person`, only where it is theirs. Ending one's own is signing out."""
        now = self._clock()
        with self._store.changing() as connection:
            chosen = select(people.c.id, people.c.name).join(sessions, sessions.c.person == people.c.id)
            person_row = connection.execute(chosen.where(sessions.c.id == id, self._going_on)).first()
            if person_row is None or (person and person_row.id != person):
                return False
            connection.execute(update(sessions).where(sessions.c.id == id).values(ended_at=now))
            own = by is not None and by.credential == f"session:{id}"
            self._audit.add(connection, "signed_out" if own else "session_ended", by, address, person_row.name)
        return True

    def end_all(self, person: Person, *, by: Visitor | None, address: str = "", but: str = "") -> int:
        """Ends every session of a person, except that of the credential `but`. Gives back how many."""
        with self._store.changing() as connection:
            ended = self.end_within(connection, person.id, but)
            self._audit.add(connection, "signed_out_everywhere", by, address, person.name, sessions=ended)
        return ended

    def _credential(self, row: RowMapping, person: Person) -> Credential:
        visitor = _visitor(person, f"session:{row['id']}", row["until"])
        return Credential(visitor, row["seen_at"], self._lifetimes.idle)


def _refuse_what_ended(connection: Connection, person: Person, password: str | None) -> None:
    now = connection.execute(select(people.c.password, people.c.disabled_at).where(people.c.id == person.id)).first()
    if now is None or now.disabled_at is not None or password not in (None, now.password):
        raise Refused("password", _("this account was changed just now; sign in once more"))


def _before(column: Column[int], at: Micros) -> ColumnElement[bool]:
    return column.is_(None) | (column < at)


def _visitor(person: Person, credential: str, until: Micros) -> Visitor:
    return Visitor(
        VisitorKind.PERSON,
        person.id,
        person.shown,
        person.role,
        person.rights,
        person.remit,
        credential=credential,
        until=until,
        language=person.language or "",
    )

"""People and their accounts: who is added, changed, disabled. How they come in is sign_in.py's business."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from wallboard.access.audit import Audit, plain
from wallboard.access.codes import Code, CodeKind, Codes
from wallboard.access.person import Person, folded, known_language, local_name, remit_json, shown_name
from wallboard.access.refused import Refused
from wallboard.access.sessions import Sessions
from wallboard.access.store import AccessStore
from wallboard.access.tables import people, tokens
from wallboard.access.visitor import NOBODY, Visitor
from wallboard.clock import Clock
from wallboard.languages import _
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role, remit_problem

LONGEST_SUBJECT = 255  # by OpenID Connect


class People:
    """Adds, finds and changes people. Whoever does it, None being the command line, is written to the audit log in the
    same transaction; what takes something away from somebody takes effect at once."""

    def __init__(self, store: AccessStore, clock: Clock, codes: Codes, sessions: Sessions, audit: Audit) -> None:
        self._store, self._clock, self._codes, self._sessions, self._audit = store, clock, codes, sessions, audit

    # ---------------------------------------------------------------- finding

    def all(self) -> list[Person]:
        """By the names that others read."""
        with self._store.reading() as connection:
            rows = connection.execute(select(people)).mappings()
            return sorted((Person.of(row) for row in rows), key=lambda person: (person.shown.casefold(), person.name))

    def get(self, id: str) -> Person | None:
        with self._store.reading() as connection:
            return _find(connection, id)

    def named(self, name: str) -> Person | None:
        """By the name that they sign in with, however it is typed."""
        with self._store.reading() as connection:
            row = connection.execute(select(people).where(people.c.name == folded(name))).mappings().first()
            return None if row is None else Person.of(row)

    # ---------------------------------------------------------------- changing

    def add(
        self, name: str, shown: str, role: Role, remit: Remit = EVERYTHING, *, by: Visitor | None, address: str = ""
    ) -> tuple[Person, Code]:
        """A new local account, and the one-time code by which its person chooses a password. Raises Refused."""
        values = {"name": local_name(name), "shown": shown_name(shown), **_granted(role, remit)}
        with self._store.writing() as connection:
            person = self._insert(connection, values)
            code = self._codes.issue(connection, person.id, CodeKind.INVITATION)
            self._audit.add(connection, "person_added", by, address, person.name, role=role, remit=remit.as_json())
        return person, code

    def change(self, id: str, role: Role, remit: Remit, *, by: Visitor | None, address: str = "") -> Person:
        """Another role or remit, at once. Raises Refused, also for the last administrator."""
        values = _granted(role, remit)
        with self._store.changing() as connection:
            person = _existing(connection, id)
            if role is not Role.ADMINISTRATOR:
                _refuse_last(connection, person)
            self._audit.add(
                connection,
                "person_changed",
                by,
                address,
                person.name,
                role=role,
                remit=remit.as_json(),
                before=person.role,
            )
            return _update(connection, id, values)

    def rename(self, id: str, shown: str, *, by: Visitor | None, address: str = "") -> Person:
        """What others read. Raises Refused."""
        with self._store.changing() as connection:
            person = _existing(connection, id)
            self._audit.add(connection, "person_renamed", by, address, person.name, to=shown, before=person.shown)
            return _update(connection, id, {"shown": shown_name(shown)})

    def speak(self, id: str, language: str) -> Person:
        """The language that they chose for themselves, by its tag; "" for that of their browser. Raises Refused."""
        with self._store.changing() as connection:
            return _update(connection, id, {"language": known_language(language)})

    def disable(self, id: str, *, by: Visitor | None, address: str = "") -> Person:
        """Nothing of theirs lets anybody in any more. Raises Refused for the last administrator."""
        with self._store.changing() as connection:
            person = _existing(connection, id)
            if person.disabled:
                return person
            _refuse_last(connection, person)
            self._sessions.end_within(connection, id)
            self._end_tokens(connection, id)
            self._codes.withdraw(connection, id)
            self._audit.add(connection, "person_disabled", by, address, person.name)
            return _update(connection, id, {"disabled_at": self._clock()})

    def enable(self, id: str, *, by: Visitor | None, address: str = "") -> Person:
        with self._store.changing() as connection:
            person = _existing(connection, id)
            self._audit.add(connection, "person_enabled", by, address, person.name)
            return _update(connection, id, {"disabled_at": None})

    def reset(self, id: str, *, by: Visitor | None, address: str = "") -> Code:
        """A one-time code for a new password; the old one is good until the code was used. Raises Refused."""
        with self._store.writing() as connection:
            person = _existing(connection, id)
            if person.provider is not None:
                raise Refused(
                    "name",
                    _(
                        "{name} has no password here: {provider} signs them in",
                        name=person.name,
                        provider=person.provider,
                    ),
                )
            if person.disabled:
                raise Refused("name", _("{name} is disabled; enable them first", name=person.name))
            kind = CodeKind.RESET if person.has_password else CodeKind.INVITATION
            self._audit.add(connection, "code_issued", by, address, person.name, kind=kind)
            return self._codes.issue(connection, id, kind)

    def of_provider(
        self, provider: str, subject: str, shown: str, role: Role, remit: Remit, *, address: str = ""
    ) -> Person:
        """The person whom a provider calls `subject`, made at their first sign-in; role and remit follow the groups at
        each. Raises Refused, also for a person who is disabled here."""
        if not subject or len(subject) > LONGEST_SUBJECT:
            raise Refused("subject", f"a provider's name for a person has 1 to {LONGEST_SUBJECT} characters")
        shown = plain(" ".join(shown.split())) or "?"
        values = {"shown": shown, **_granted(role, remit)}
        name = plain(f"{provider}:{subject}", 2 * LONGEST_SUBJECT)
        with self._store.writing() as connection:
            theirs = people.c.provider == provider, people.c.subject == subject
            row = connection.execute(select(people).where(*theirs)).mappings().first()
            if row is None:
                person = self._insert(connection, {"name": name, "provider": provider, "subject": subject, **values})
                self._audit.add(
                    connection, "person_added", NOBODY, address, name, role=role, remit=remit.as_json(), how=provider
                )
                return person
            if row["disabled_at"] is not None:
                raise Refused("name", _("this account is disabled here"))
            if any(row[key] != value for key, value in values.items()):
                self._audit.add(
                    connection, "person_changed", NOBODY, address, name, role=role, remit=remit.as_json(), how=provider
                )
                self._store.count_up(connection)
                return _update(connection, row["id"], values)
            return Person.of(row)

    def without_grant(self, provider: str, subject: str, *, address: str = "") -> None:
        """A provider says that somebody is in none of the groups with a role here: their sessions and API tokens end."""
        with self._store.writing() as connection:
            theirs = people.c.provider == provider, people.c.subject == subject
            row = connection.execute(select(people.c.id, people.c.name).where(*theirs)).first()
            about = row.name if row else f"{provider}:{subject}"
            self._audit.add(connection, "sign_in_refused", NOBODY, address, about, how=provider)
            if row is not None:
                self._sessions.end_within(connection, row.id)
                self._end_tokens(connection, row.id)
                self._store.count_up(connection)

    def _end_tokens(self, connection: Connection, person: str) -> None:
        good = tokens.c.person == person, tokens.c.ended_at.is_(None)
        connection.execute(update(tokens).where(*good).values(ended_at=self._clock()))

    def _insert(self, connection: Connection, values: Mapping[str, Any]) -> Person:
        id = secrets.token_hex(8)
        taken = select(people.c.id).where(people.c.name == values["name"])
        if connection.execute(taken).first() is not None:
            raise Refused("name", _("there is a {name} already", name=values["name"]))
        connection.execute(insert(people).values(id=id, made_at=self._clock(), **values))
        return _existing(connection, id)


def _granted(role: Role, remit: Remit) -> dict[str, str]:
    """Raises Refused where they do not fit each other."""
    problem = remit_problem(role, remit)
    if problem is not None:
        raise Refused("remit", problem)
    return {"role": role.value, "remit": remit_json(remit)}


def _find(connection: Connection, id: str) -> Person | None:
    row = connection.execute(select(people).where(people.c.id == id)).mappings().first()
    return None if row is None else Person.of(row)


def _existing(connection: Connection, id: str) -> Person:
    person = _find(connection, id)
    if person is None:
        raise Refused("name", _("there is no such person"))
    return person


def _update(connection: Connection, id: str, values: Mapping[str, Any]) -> Person:
    connection.execute(update(people).where(people.c.id == id).values(**values))
    return _existing(connection, id)


def _administrators(connection: Connection, but: str) -> int:
    """People who can administer, `but` one: those who never chose a password are not among them, nor disabled ones."""
    can = people.c.password.is_not(None) | people.c.provider.is_not(None)
    which = people.c.role == Role.ADMINISTRATOR.value, people.c.disabled_at.is_(None), can, people.c.id != but
    return connection.scalar(select(func.count()).select_from(people).where(*which)) or 0


def _refuse_last(connection: Connection, person: Person) -> None:
    if person.role is Role.ADMINISTRATOR and not person.disabled and not _administrators(connection, person.id):
        raise Refused("role", _("{name} is the last administrator; make somebody else one first", name=person.name))

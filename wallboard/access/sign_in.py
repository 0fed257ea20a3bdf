"""How people with a local account come in: by password, or by a one-time code with which they choose one."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping, select, update

from wallboard.access.attempts import Attempts
from wallboard.access.audit import Audit
from wallboard.access.codes import CodeKind, Codes
from wallboard.access.credentials import Issued
from wallboard.access.known_browser import KnownBrowser
from wallboard.access.passwords import Passwords, check_new
from wallboard.access.person import LetsIn, Person, anybody, folded
from wallboard.access.refused import HeldUp, Refused
from wallboard.access.sessions import Session, Sessions
from wallboard.access.store import AccessStore
from wallboard.access.tables import people
from wallboard.access.tokens import Tokens
from wallboard.access.visitor import NOBODY, Visitor
from wallboard.languages import N_, _

WRONG = N_("this name and password do not fit each other")
NO_SUCH_NAME = "no such name"
WRONG_CODE = N_("this name and code do not fit each other, or the code is good no more; ask for a new one")


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who came in. The browser keeps two secrets: the session's, and a mark that says who came in by it."""

    person: Person
    opened: Issued[Session]
    mark: str = field(repr=False)


class SignIn:
    """Checks passwords and codes. Every way takes the same words and the same work whether the name is known or not.
    It is slow by design: keep it off the event loop."""

    def __init__(
        self,
        store: AccessStore,
        passwords: Passwords,
        codes: Codes,
        sessions: Sessions,
        tokens: Tokens,
        attempts: Attempts,
        known: KnownBrowser,
        audit: Audit,
        lets_in: LetsIn = anybody,
    ) -> None:
        self._store, self._passwords, self._codes, self._tokens = store, passwords, codes, tokens
        self._sessions, self._attempts, self._known, self._audit = sessions, attempts, known, audit
        self._lets_in = lets_in

    def by_password(
        self, name: str, password: str, *, address: str, browser: str = "", former: str = "", mark: str = ""
    ) -> Entered:
        """A new session; `former` is the browser's session secret until now, `mark` what it was given when it came in
        before. Raises Refused for an unknown name, a wrong password and a disabled account alike, HeldUp after too
        many tries."""
        name = folded(name)
        known = self._known.browser(name, mark)
        self._hold_up(self._attempts.sign_in(name, address, known), name, address)
        row = self._row(name)
        right = self._right(row, password)
        if row is None or not right:
            self._audit.write("sign_in_failed", NOBODY, address, _of_whom(row))
            raise Refused("password", _(WRONG))
        self._attempts.signed_in(name, address, known)
        stored = row["password"]
        if self._passwords.stale(stored):
            stored = self._hash_anew(row, password)
        return self._enter(Person.of(row), address, browser, former, stored)

    def by_code(
        self, name: str, code: str, password: str, *, address: str, browser: str = "", former: str = ""
    ) -> Entered:
        """Sets the password, ends what was open until now, and opens a session. Raises Refused: for a password that
        will not do, or in the same words for an unknown name and a wrong, stale or used code; HeldUp."""
        name = folded(name)
        check_new(password, name)
        self._hold_up(self._attempts.code(name, address), name, address)
        hashed = self._passwords.hash(password)
        with self._store.changing() as connection:
            row = _local(connection, name)
            may = row is not None and self._lets_in(Person.of(row))
            kind = self._codes.take(connection, row["id"], code) if row is not None and may else None
            if row is None or kind is None:
                self._audit.add(connection, "code_refused", NOBODY, address, _of_whom(row))
            else:
                check_new(password, name, row["shown"])  # refused, all is rolled back: the code is good still
                self._set(connection, row["id"], hashed)
                self._tokens.end_within(connection, row["id"])
                self._audit.add(connection, "password_set", NOBODY, address, name, kind=CodeKind(kind))
        person = None if row is None or kind is None else self._person(name)
        if person is None:
            raise Refused("code", _(WRONG_CODE))
        self._attempts.signed_in(name, address, "")
        return self._enter(person, address, browser, former, hashed)

    def change_password(self, visitor: Visitor, old: str, new: str, *, address: str) -> None:
        """One's own; ends all of one's other sessions. Raises Refused, HeldUp."""
        with self._store.reading() as connection:
            row = connection.execute(select(people).where(people.c.id == visitor.id)).mappings().first()
        if row is None or row["password"] is None:
            raise Refused("old", _("this account has no password here"))
        check_new(new, row["name"], row["shown"])
        self._hold_up(self._attempts.sign_in(row["name"], address, visitor.id), row["name"], address)
        if not self._right(row, old):
            self._audit.write("sign_in_failed", visitor, address, row["name"])
            raise Refused("old", _("this is not the password until now"))
        hashed = self._passwords.hash(new)
        with self._store.changing() as connection:
            self._set(connection, row["id"], hashed, visitor.credential)
            self._codes.withdraw(connection, row["id"])
            self._audit.add(connection, "password_changed", visitor, address, row["name"])
        self._attempts.signed_in(row["name"], address, visitor.id)

    def _hold_up(self, wait_s: int, name: str, address: str) -> None:
        if wait_s:
            if self._attempts.first_held_up(name, address):
                self._audit.write("sign_in_held_up", NOBODY, address, _of_whom(self._row(name)))
            raise HeldUp(wait_s)

    def _right(self, row: RowMapping | None, password: str) -> bool:
        may = row is not None and row["disabled_at"] is None and self._lets_in(Person.of(row))
        return self._passwords.check(row["password"] if row is not None and may else None, password)

    def _enter(self, person: Person, address: str, browser: str, former: str, stored: str) -> Entered:
        opened = self._sessions.open(person, address=address, browser=browser, instead_of=former, by=stored)
        return Entered(person, opened, self._known.mark(person.name))

    def _set(self, connection: Connection, person: str, hashed: str, but: str = "") -> None:
        connection.execute(update(people).where(people.c.id == person).values(password=hashed))
        self._sessions.end_within(connection, person, but)

    def _hash_anew(self, row: RowMapping, password: str) -> str:
        hashed = self._passwords.hash(password)
        same = people.c.id == row["id"], people.c.password == row["password"]
        with self._store.writing() as connection:
            connection.execute(update(people).where(*same).values(password=hashed))
        return hashed

    def _row(self, name: str) -> RowMapping | None:
        with self._store.reading() as connection:
            return _local(connection, name)

    def _person(self, name: str) -> Person | None:
        row = self._row(name)
        return None if row is None else Person.of(row)


def _of_whom(row: RowMapping | None) -> str:
    """What the audit log calls them. What was typed in place of a name may have been a password."""
    return NO_SUCH_NAME if row is None else str(row["name"])


def _local(connection: Connection, name: str) -> RowMapping | None:
    chosen = select(people).where(people.c.name == name, people.c.provider.is_(None))
    return connection.execute(chosen).mappings().first()

"""Personal API tokens: for programs that act for a person, with less than the person has and never more."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from wallboard.access.credentials import Credential, Issued, Seen
from wallboard.access.person import Person, remit_json, shown_name
from wallboard.access.personal import PersonalCredentials
from wallboard.access.refused import Refused
from wallboard.access.tables import tokens
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.languages import _
from wallboard.model import DAY, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right

PREFIX = "wb_"  # so that a token that leaked is found by those who search for them
LONGEST_DAYS = 366
MOST = 50  # a person's at a time
TOKEN_RIGHTS = frozenset(right for right in Right if right.allows.by_token)


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a person, without its secret."""

    id: str
    person: str
    label: str
    rights: frozenset[Right]
    remit: Remit
    made_at: Micros
    until: Micros
    seen_at: Micros | None = None


class Tokens(PersonalCredentials):
    """Makes, finds, lists and ends tokens. What a token may do is what its person may do now, within the token's own
    limits: worked out anew at each use."""

    kind, table = "token", tokens

    def make(
        self,
        person: Person,
        label: str,
        rights: Iterable[Right],
        remit: Remit = EVERYTHING,
        days: int = 90,
        *,
        by: Visitor,
        address: str = "",
    ) -> Issued[Token]:
        """A token of a person; one that asks for more than its person has is Refused."""
        rights = frozenset(rights)
        if not 1 <= days <= LONGEST_DAYS:
            raise Refused("days", _("a token is good for 1 to {most} days", most=LONGEST_DAYS))
        if not rights:
            raise Refused("rights", _("a token needs at least one right"))
        beyond = rights - (person.rights & TOKEN_RIGHTS)
        if beyond:
            raise Refused(
                "rights",
                _("a token cannot have more rights than its person: not {rights}", rights=", ".join(sorted(beyond))),
            )
        if not remit.everything and not person.remit.holds(remit):
            raise Refused("remit", _("a token cannot see more than its person"))
        now, secret = self._clock(), PREFIX + secrets.token_urlsafe(32)
        token = Token(secrets.token_hex(8), person.id, _label(label), rights, remit, now, now + days * DAY)
        with self._store.writing() as connection:
            if self._good_ones(connection, person.id, now) >= MOST:
                raise Refused("label", _("{n} tokens are enough; end one that is not used any more", n=MOST))
            connection.execute(
                insert(tokens).values(
                    id=token.id,
                    hash=self._keys.hash(secret),
                    person=person.id,
                    label=token.label,
                    rights=json.dumps(sorted(rights)),
                    remit=remit_json(remit),
                    made_at=now,
                    until=token.until,
                )
            )
            self._audit.add(
                connection,
                "token_made",
                by,
                address,
                token.label,
                id=token.id,  # what is done by it later is found by this
                rights=rights,
                remit=remit.as_json(),
                days=days,
            )
        return Issued(secret, token)

    def find(self, secret: str) -> Credential | None:
        return super().find(secret) if secret.startswith(PREFIX) else None

    def write_seen(self, connection: Connection, seen: Mapping[str, Seen]) -> None:
        for id, (at, _address) in seen.items():
            before = tokens.c.seen_at.is_(None) | (tokens.c.seen_at < at)  # never backwards
            connection.execute(update(tokens).where(tokens.c.id == id, before).values(seen_at=at))

    def of(self, person: str) -> list[Token]:
        """Those of a person that are good now, the newest first."""
        chosen = select(tokens).where(tokens.c.person == person, self._going_on, tokens.c.until > self._clock())
        with self._store.reading() as connection:
            rows = connection.execute(chosen.order_by(tokens.c.made_at.desc(), tokens.c.id)).mappings()
            return [_token(row) for row in rows]

    def end(self, id: str, *, by: Visitor | None, address: str = "", person: str = "") -> bool:
        """Whether there was one to end. With `person`, only where it is theirs."""
        with self._store.changing() as connection:
            theirs = (tokens.c.person == person,) if person else ()
            row = connection.execute(select(tokens.c.label).where(tokens.c.id == id, self._going_on, *theirs)).first()
            if row is None:
                return False
            connection.execute(update(tokens).where(tokens.c.id == id).values(ended_at=self._clock()))
            self._audit.add(connection, "token_ended", by, address, row.label, id=id)
        return True

    def _credential(self, row: RowMapping, person: Person) -> Credential:
        token = _token(row)
        visitor = Visitor(
            VisitorKind.PERSON,
            person.id,
            person.shown,
            person.role,
            person.rights & token.rights & TOKEN_RIGHTS,
            person.remit.narrowed(token.remit),
            "",
            f"token:{token.id}",
            token.until,
        )
        return Credential(visitor, row["seen_at"] or row["made_at"])

    def _good_ones(self, connection: Connection, person: str, now: Micros) -> int:
        which = tokens.c.person == person, self._going_on, tokens.c.until > now
        return connection.scalar(select(func.count()).select_from(tokens).where(*which)) or 0


def _label(label: str) -> str:
    try:
        return shown_name(label)
    except Refused:
        raise Refused("label", _("a label has 1 to 100 characters, such as Reporting server")) from None


def _token(row: RowMapping) -> Token:
    kept = json.loads(row["rights"])
    return Token(
        row["id"],
        row["person"],
        row["label"],
        frozenset(right for right in Right if right in kept),  # one that there is no more is nobody's
        Remit.from_json(json.loads(row["remit"])),
        row["made_at"],
        row["until"],
        row["seen_at"],
    )

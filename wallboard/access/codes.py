"""One-time codes, which people read from one place and type in another: invitations and resets.

Twelve characters that cannot be taken for each other hold 60 bits. A few wrong tries end a code, but a try only counts
when its first group is right: whoever guesses blindly cannot use up somebody else's invitation.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, Row, delete, insert, select, update

from wallboard.access.keys import Keys
from wallboard.access.lifetimes import Lifetimes
from wallboard.access.tables import codes
from wallboard.clock import Clock
from wallboard.model import Micros

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0 and 1: five bits each
_CHARACTERS = 12
_GROUP = 4
_TRIES = 5
_LONGEST_TYPED = 100


class CodeKind(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Code:
    """A fresh code, told once: whoever asked for it passes it on."""

    text: str = field(repr=False)
    kind: CodeKind
    until: Micros


def new_code(characters: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(characters))


def grouped(code: str) -> str:
    """As people read it: K7QF-2MXD-9ABC."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed(text: str) -> str:
    """What somebody typed, without spaces and dashes and in capitals."""
    return "".join(char for char in text[:_LONGEST_TYPED].upper() if char in ALPHABET)


class Codes:
    """Issues codes and takes them back once, in the transaction of what they allow."""

    def __init__(self, keys: Keys, clock: Clock, lifetimes: Lifetimes) -> None:
        self._keys, self._clock, self._lifetimes = keys, clock, lifetimes

    def issue(self, connection: Connection, person: str, kind: CodeKind) -> Code:
        """A new code; the person's former ones are good no more."""
        now, code = self._clock(), new_code(_CHARACTERS)
        until = now + self._lifetimes.code
        connection.execute(delete(codes).where(codes.c.person == person))
        stored = f"{self._keys.hash(code[:_GROUP])} {self._keys.hash(code)}"
        connection.execute(
            insert(codes).values(
                id=secrets.token_hex(8), person=person, kind=kind, hash=stored, made_at=now, until=until, tries=0
            )
        )
        return Code(grouped(code), kind, until)

    def take(self, connection: Connection, person: str, text: str) -> CodeKind | None:
        """Uses a person's code up; None when it is wrong or good no more."""
        code = typed(text)
        open_now = codes.c.used_at.is_(None), codes.c.until > self._clock(), codes.c.tries < _TRIES
        row = connection.execute(select(codes).where(codes.c.person == person, *open_now)).first()
        if row is None:
            return None
        begins, whole = self._fits(row, code)
        if whole:
            connection.execute(update(codes).where(codes.c.id == row.id).values(used_at=self._clock()))
            return CodeKind(row.kind)
        if begins:
            connection.execute(update(codes).where(codes.c.id == row.id).values(tries=codes.c.tries + 1))
        return None

    def withdraw(self, connection: Connection, person: str) -> None:
        connection.execute(delete(codes).where(codes.c.person == person))

    def _fits(self, row: Row[tuple[object, ...]], code: str) -> tuple[bool, bool]:
        """Whether the first group is right, and whether all of it is."""
        first, whole = row.hash.split()
        return _any(self._keys.hashes(code[:_GROUP]), first), _any(self._keys.hashes(code), whole)


def _any(hashes: Sequence[str], stored: str) -> bool:
    return any(hmac.compare_digest(each, stored) for each in hashes)

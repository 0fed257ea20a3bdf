"""A screen that waits to be let in: it holds a secret, and shows a code for a person to type.

The secret is the waiting browser's alone, so that nobody who reads the code from the wall can claim the screen; the
code is good for minutes, for one screen, and says nothing by itself.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from wallboard.access.audit import plain
from wallboard.access.keys import Keys
from wallboard.access.tables import pairings
from wallboard.model import Micros

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that reads like something else: no 0 and O, 1, I and L, U and V
CODE_LENGTH = 8  # of these: 39 bits
MOST_OF_ONE_ADDRESS = 40  # a centre's screens may all come from one
MOST_OPEN = 1_000


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a waiting screen is given; told once, kept only as hashes."""

    secret: str = field(repr=False)
    code: str = field(repr=False)  # as people read it: K7QF-2MXD
    until: Micros


class TooManyPairings(Exception):
    """So many screens wait for a code that another one must wait for that."""


def new_code() -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def bare(code: str) -> str:
    """A code as it is hashed, however it was typed; "" for what can be none."""
    typed = "".join(char for char in code[:40].upper() if char not in " -–\u00a0")
    return typed if len(typed) == CODE_LENGTH and set(typed) <= set(ALPHABET) else ""


def begin(connection: Connection, keys: Keys, now: Micros, until: Micros, address: str, instead_of: str) -> Pairing:
    """Opens a pairing, in place of the one whose secret is handed in. Raises TooManyPairings."""
    connection.execute(delete(pairings).where(pairings.c.until <= now))
    if instead_of:
        connection.execute(delete(pairings).where(pairings.c.secret_hash.in_(keys.hashes(instead_of))))
    address = plain(address)
    open_now = select(func.count()).select_from(pairings)
    if (connection.scalar(open_now.where(pairings.c.address == address)) or 0) >= MOST_OF_ONE_ADDRESS:
        raise TooManyPairings(f"{MOST_OF_ONE_ADDRESS} screens of this address wait for a code already")
    if (connection.scalar(open_now) or 0) >= MOST_OPEN:
        raise TooManyPairings(f"{MOST_OPEN} screens wait for a code already")
    made = Pairing(secrets.token_urlsafe(32), new_code(), until)
    connection.execute(
        insert(pairings).values(
            id=secrets.token_hex(8),
            secret_hash=keys.hash(made.secret),
            code_hash=keys.hash(bare(made.code)),
            made_at=now,
            until=until,
            address=address,
        )
    )
    return made


def waiting(connection: Connection, keys: Keys, now: Micros, code: str) -> Row[Any, Any] | None:
    """Id and address of the screen that shows this code and waits; None when none does."""
    typed = bare(code)
    if not typed:
        return None
    return connection.execute(
        select(pairings.c.id, pairings.c.address).where(
            pairings.c.code_hash.in_(keys.hashes(typed)), pairings.c.until > now, pairings.c.screen.is_(None)
        )
    ).first()


def approve(connection: Connection, pairing: str, screen: str, until: Micros) -> bool:
    """Promises a screen to a pairing; False when somebody else was first."""
    given = update(pairings).where(pairings.c.id == pairing, pairings.c.screen.is_(None))
    return bool(connection.execute(given.values(screen=screen, until=until)).rowcount)


def of_secret(connection: Connection, keys: Keys, now: Micros, secret: str) -> Row[Any, Any, Any] | None:
    """Id, promised screen and end of the pairing whose secret this is; None for one that is over."""
    return connection.execute(
        select(pairings.c.id, pairings.c.screen, pairings.c.until).where(
            pairings.c.secret_hash.in_(keys.hashes(secret)), pairings.c.until > now
        )
    ).first()


def take(connection: Connection, pairing: str) -> bool:
    """Ends a pairing, for who is first; False for whoever comes second."""
    return bool(connection.execute(delete(pairings).where(pairings.c.id == pairing)).rowcount)

"""What the three kinds of credentials have in common: found by a secret, good for a time, seen now and then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection, RowMapping, Select, Table, update

from wallboard.access.keys import Keys
from wallboard.access.store import AccessStore
from wallboard.access.visitor import Visitor
from wallboard.model import Micros

T = TypeVar("T")
LONGEST_SECRET = 200  # characters that a cookie or token may have to be looked at


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential that nobody ended, as the database has it."""

    visitor: Visitor
    seen_at: Micros
    idle: Micros | None = None  # for so long after it was last seen it is good; None: as long as `visitor.until` says

    @property
    def id(self) -> str:
        return self.visitor.credential.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Issued(Generic[T]):
    """A new credential and its secret, which is told once and kept nowhere."""

    secret: str = field(repr=False)
    record: T


class Seen(NamedTuple):
    at: Micros
    address: str


class Credentials(Protocol):
    """One kind of credential: sessions, tokens or screens. What has expired is the asker's business (recognising.py)."""

    kind: str

    def find(self, secret: str) -> Credential | None:
        """By the secret that came with a request; None when there is none, or it was ended."""

    def by_id(self, id: str) -> Credential | None:
        """By its id."""

    def write_seen(self, connection: Connection, seen: Mapping[str, Seen]) -> None:
        """When those with these ids were last seen, and from where."""


def row_of_secret(
    store: AccessStore, keys: Keys, table: Table, chosen: Select[tuple[object, ...]], secret: str
) -> RowMapping | None:
    """The row whose `hash` is that of the secret under any key. One hashed under an older key is hashed anew."""
    hashes = keys.hashes(secret)
    with store.reading() as connection:
        row = connection.execute(chosen.where(table.c.hash.in_(hashes))).mappings().first()
    if row is not None and row["hash"] != hashes[0]:
        _hash_anew(store, table, row["id"], hashes)
    return row


def _hash_anew(store: AccessStore, table: Table, id: str, hashes: Sequence[str]) -> None:
    with store.writing() as connection:
        connection.execute(update(table).where(table.c.id == id).values(hash=hashes[0]))

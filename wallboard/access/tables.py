"""The tables of access, in a database of their own: what the ledger's backup holds must let nobody in.

Secrets are kept only as keyed hashes (keys.py), passwords only as argon2. Instants are Micros; texts that came from
outside (a browser's name, an address) are cut before they are stored and are hostile wherever they are shown.
Changing a table here needs a new file in migrations/versions; a test compares the two.
"""

from __future__ import annotations

import re

from sqlalchemy import BigInteger, Column, Dialect, Index, Integer, MetaData, Table, Text, TypeDecorator

metadata = MetaData()
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")  # no database holds these


class AnyText(TypeDecorator[str]):
    """A text from outside, whatever it is: what no database can hold is escaped, so that it finds nothing and harms
    nothing."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None else _IMPOSSIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)


_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[str]:
    return Column("id", AnyText, primary_key=True)


def _text(name: str, *, nullable: bool = False, unique: bool = False) -> Column[str]:
    return Column(name, AnyText, nullable=nullable, unique=unique)


def _whole(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


people = Table(
    "people",
    metadata,
    _id(),
    _text("name", unique=True),  # what they sign in with, casefolded
    _text("shown"),  # what others read
    _text("role"),
    _text("remit"),  # JSON of Remit.as_json
    _text("password", nullable=True),  # argon2; null until an invitation was taken up, and for people of a provider
    _text("provider", nullable=True),  # OpenID Connect: the settings' name for it, and its own name for the person
    _text("subject", nullable=True),
    _whole("made_at"),
    _whole("seen_at", nullable=True),
    _whole("disabled_at", nullable=True),
    _text("language", nullable=True),  # BCP 47; null while they chose none
    Index("people_by_subject", "provider", "subject", unique=True),
)

# Invitations and resets: good once, for one person, for a short time and few tries.
codes = Table(
    "codes",
    metadata,
    _id(),
    _text("person"),
    _text("kind"),  # invitation | reset
    _text("hash"),
    _whole("made_at"),
    _whole("until"),
    _whole("tries"),
    _whole("used_at", nullable=True),
    Index("codes_by_person", "person"),
)

sessions = Table(
    "sessions",
    metadata,
    _id(),
    _text("hash", unique=True),
    _text("person"),
    _whole("made_at"),
    _whole("seen_at"),
    _whole("until"),  # whatever happens
    _text("address"),
    _text("browser"),
    _text("provider", nullable=True),
    _whole("ended_at", nullable=True),
    Index("sessions_by_person", "person"),
)

tokens = Table(
    "tokens",
    metadata,
    _id(),
    _text("hash", unique=True),
    _text("person"),
    _text("label"),
    _text("rights"),  # JSON list; never more than the person's own
    _text("remit"),
    _whole("made_at"),
    _whole("until"),
    _whole("seen_at", nullable=True),
    _whole("ended_at", nullable=True),
    Index("tokens_by_person", "person"),
)

screens = Table(
    "screens",
    metadata,
    _id(),
    _text("hash", unique=True),
    _text("name"),
    _text("board"),
    _text("remit"),  # of who approved it
    _text("approved_by"),
    _whole("made_at"),
    _whole("seen_at", nullable=True),
    _whole("until"),  # moves on while it is seen
    _text("address"),
    _whole("reloads"),  # a higher number than the screen's own makes it load its page anew
    _whole("ended_at", nullable=True),
    _text("language", nullable=True),  # BCP 47; null for that of its board
)

# A screen that shows its code and waits. The secret is the waiting browser's, the code is for a person to type.
pairings = Table(
    "pairings",
    metadata,
    _id(),
    _text("secret_hash", unique=True),
    _text("code_hash", unique=True),
    _whole("made_at"),
    _whole("until"),
    _text("address"),
    _text("screen", nullable=True),  # once approved
)

audit = Table(
    "audit",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _whole("at"),
    _text("event"),  # such as signed_in, screen_paired, exported: audit.EVENTS names them all
    _text("who"),  # as they were called then
    _text("credential"),  # what they came with; "" for the command line
    _text("address"),
    _text("about"),  # what it was done to, by its name
    _text("detail"),  # JSON, without any secret
    Index("audit_by_instant", "at"),
    sqlite_autoincrement=True,
)

# One row. Every change that may end somebody's access counts it up, so that other processes look again.
changes = Table("changes", metadata, Column("id", Integer, primary_key=True), _whole("number"))

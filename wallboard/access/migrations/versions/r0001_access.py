"""The first tables of access: people and their codes, sessions and tokens, screens, the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.Text(), primary_key=True)


def _text(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _once(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, unique=True)


def _whole(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def upgrade() -> None:
    _people()
    _credentials()
    _screens()
    _audit()


def _people() -> None:
    op.create_table(
        "people",
        _id(),
        _once("name"),
        *_text("shown", "role", "remit"),
        *_text("password", "provider", "subject", nullable=True),
        *_whole("made_at"),
        *_whole("seen_at", "disabled_at", nullable=True),
    )
    op.create_index("people_by_subject", "people", ["provider", "subject"], unique=True)
    op.create_table(
        "codes",
        _id(),
        *_text("person", "kind", "hash"),
        *_whole("made_at", "until", "tries"),
        *_whole("used_at", nullable=True),
    )
    op.create_index("codes_by_person", "codes", ["person"])


def _credentials() -> None:
    op.create_table(
        "sessions",
        _id(),
        _once("hash"),
        *_text("person"),
        *_whole("made_at", "seen_at", "until"),
        *_text("address", "browser"),
        *_text("provider", nullable=True),
        *_whole("ended_at", nullable=True),
    )
    op.create_index("sessions_by_person", "sessions", ["person"])
    op.create_table(
        "tokens",
        _id(),
        _once("hash"),
        *_text("person", "label", "rights", "remit"),
        *_whole("made_at", "until"),
        *_whole("seen_at", "ended_at", nullable=True),
    )
    op.create_index("tokens_by_person", "tokens", ["person"])


def _screens() -> None:
    op.create_table(
        "screens",
        _id(),
        _once("hash"),
        *_text("name", "board", "remit", "approved_by"),
        *_whole("made_at"),
        *_whole("seen_at", nullable=True),
        *_whole("until"),
        *_text("address"),
        *_whole("reloads"),
        *_whole("ended_at", nullable=True),
    )
    op.create_table(
        "pairings",
        _id(),
        _once("secret_hash"),
        _once("code_hash"),
        *_whole("made_at", "until"),
        *_text("address"),
        *_text("screen", nullable=True),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        *_whole("at"),
        *_text("event", "who", "credential", "address", "about", "detail"),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_by_instant", "audit", ["at"])
    changes = op.create_table(
        "changes", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("number", sa.BigInteger(), nullable=False)
    )
    op.bulk_insert(changes, [{"id": 1, "number": 0}])

"""Alerts, and what is to be sent of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def _number() -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("id", number, primary_key=True, autoincrement=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _whole(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "alerts",
        _number(),
        *_texts("site", "rule", "queue", "department", "subject", "kind", "tone", "metric", "reading_window"),
        sa.Column("value", sa.Double()),
        sa.Column("threshold", sa.Double()),
        _whole("began"),
        _whole("fired"),
        _whole("taken_at", nullable=True),
        *_texts("taken_by", "note"),
        _whole("cleared", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("alerts_by_instant", "alerts", ["site", "fired"])
    on = sa.text("cleared IS NULL")
    key = ["site", "rule", "queue", "department", "subject"]
    op.create_index("alerts_on", "alerts", key, unique=True, sqlite_where=on, postgresql_where=on)
    op.create_table(
        "notifications",
        _number(),
        _whole("alert"),
        *_texts("channel", "why"),
        _whole("made_at"),
        _whole("due_at"),
        sa.Column("waited", sa.SmallInteger(), nullable=False),
        *_texts("state", "claimed_by"),
        _whole("changed_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_texts("error"),
        sqlite_autoincrement=True,
    )
    op.create_index("notifications_of_alert", "notifications", ["alert", "channel", "why"], unique=True)
    op.create_index("notifications_due", "notifications", ["state", "due_at"])

"""What people write in the weekly review, and every edit of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "review_entries",
        sa.Column("id", number, primary_key=True, autoincrement=True),
        *_texts("kind", "site", "metric", "variant", "scope", "week", "made_by"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("review_entries_by_week", "review_entries", ["site", "kind", "week"])
    op.create_table(
        "review_versions",
        sa.Column("entry", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        *_texts("content"),
        sa.Column("withdrawn", sa.SmallInteger(), nullable=False),
        *_texts("who", "account"),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )

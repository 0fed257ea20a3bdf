"""Call-backs that somebody has settled: they called back, or nobody need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "callbacks_settled",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("callid", sa.Text(), primary_key=True),
        sa.Column("queue", sa.Text(), primary_key=True),
        sa.Column("ordinal", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("callbacks_settled_by_instant", "callbacks_settled", ["site", "at"])

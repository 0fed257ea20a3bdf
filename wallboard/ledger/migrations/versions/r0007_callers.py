"""Who called, as a keyed hash of the number, for some weeks and beside the visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "callers",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("callid", sa.Text(), primary_key=True),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("callers_by_caller", "callers", ["caller", "at"])
    op.create_index("callers_by_instant", "callers", ["site", "at"])

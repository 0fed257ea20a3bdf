"""Of one mailing several messages may be sent, each once: to process owners, and by hand. There is one row a week so far, so
that the table is written anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    rows = [dict(row) for row in op.get_bind().execute(sa.text("SELECT * FROM review_mailings")).mappings()]
    op.drop_table("review_mailings")
    made = op.create_table(
        "review_mailings",
        sa.Column("mailing", sa.Text(), primary_key=True),
        sa.Column("site", sa.Text(), primary_key=True),
        sa.Column("last", sa.Text(), primary_key=True),
        sa.Column("part", sa.Text(), primary_key=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
    )
    if rows:
        op.bulk_insert(made, [row | {"part": ""} for row in rows])

"""With which settings the rows of each source were read, and where it is reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "source_settings",
        sa.Column("source", sa.Text(), nullable=False, primary_key=True),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
    )

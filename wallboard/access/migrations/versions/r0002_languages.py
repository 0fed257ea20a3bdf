"""The language that a person chose, and the one that a screen speaks; null where nobody said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for table in ("people", "screens"):
        op.add_column(table, sa.Column("language", sa.Text(), nullable=True))

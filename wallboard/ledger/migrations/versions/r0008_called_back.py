"""Visits in which callers asked to be called back are few, and have an index of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    called_back = sa.text("reason = 'callback'")
    op.create_index(
        "visits_called_back", "visits", ["site", "left"], sqlite_where=called_back, postgresql_where=called_back
    )

"""What belongs to a request is found by it: work items, duplicates, and what was merged into it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    has_parent = sa.text("parent != ''")
    op.create_index(
        "ticket_versions_by_parent",
        "ticket_versions",
        ["source", "parent"],
        sqlite_where=has_parent,
        postgresql_where=has_parent,
    )

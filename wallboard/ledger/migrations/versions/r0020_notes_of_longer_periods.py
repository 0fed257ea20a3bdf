"""What is written in the review may be of a month or quarter, too: all that is there is of weeks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("review_entries", sa.Column("period", sa.Text(), nullable=False, server_default="week"))

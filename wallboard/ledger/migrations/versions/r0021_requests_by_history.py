"""What a source's own history tells of a request, what it is of its parent, and what is for people alone: of none that is there
was that known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    for name in ("relation", "basis", "details"):
        op.add_column("ticket_versions", sa.Column(name, sa.Text(), nullable=False, server_default=""))

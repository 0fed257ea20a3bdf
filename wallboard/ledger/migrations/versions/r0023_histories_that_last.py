"""The requests that are open, or were for long, and of which all versions must be read: few beside all that last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    which = sa.text("lasting = 1 AND latest = 2")
    columns = ["site", "until", "began"]
    op.create_index("ticket_versions_histories", "ticket_versions", columns, sqlite_where=which, postgresql_where=which)

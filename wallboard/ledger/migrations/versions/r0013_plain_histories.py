"""Of a request whose last version tells all, no other needs to be read: when each was followed by the next.

Which histories are such is known of those that are written from now on. Others are read whole, as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    never = sa.Column("followed_at", sa.BigInteger(), nullable=False, server_default=str(2**63 - 1))
    op.add_column("ticket_versions", never)
    # whether a request is over is told by the index, too: of those that were opened lately most are
    name, columns, latest = "ticket_versions_by_opening", ["site", "began", "until", "latest"], sa.text("latest > 0")
    op.drop_index(name, "ticket_versions")
    op.create_index(name, "ticket_versions", columns, sqlite_where=latest, postgresql_where=latest)

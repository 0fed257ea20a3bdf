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
    # which requests matter is told by the indexes alone
    for name, columns, of in (
        ("ticket_versions_by_opening", ["site", "began", "until", "latest"], "latest > 0"),
        ("ticket_versions_lasting", ["site", "until", "ticket", "began", "latest"], "lasting = 1"),
    ):
        op.drop_index(name, "ticket_versions")
        which = sa.text(of)
        op.create_index(name, "ticket_versions", columns, sqlite_where=which, postgresql_where=which)

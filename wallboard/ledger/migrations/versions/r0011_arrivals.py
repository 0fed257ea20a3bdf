"""What arrived when is found without reading all batches: those of one source, those that told of what was long ago, and
the versions that came in each.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("batches_by_source", "batches", ["source", "received_at"])
    late = sa.text("received_at > first_at + 3600000000")
    op.create_index("batches_told_late", "batches", ["site", "first_at"], sqlite_where=late, postgresql_where=late)
    for versions in ("visit_versions", "ticket_versions"):
        op.create_index(f"{versions}_by_batch", versions, ["batch"])

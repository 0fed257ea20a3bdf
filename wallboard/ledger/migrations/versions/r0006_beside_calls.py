"""Happenings are looked up by what happened only where they are no step of a call: an index of those alone, of which there
are few, where every row of an import stood in it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.drop_index("happenings_by_what", "happenings")
    beside_calls = sa.text("what != 'answered' AND what != 'ended' AND what != 'entered' AND what != 'left'")
    op.create_index(
        "happenings_beside_calls",
        "happenings",
        ["site", "what", "at"],
        sqlite_where=beside_calls,
        postgresql_where=beside_calls,
    )

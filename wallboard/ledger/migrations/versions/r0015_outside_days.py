"""Days that outside sources tell, each as often as it was told anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "outside_days",
        sa.Column("id", number, primary_key=True, autoincrement=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("source", "site", "day", "numbers")),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("outside_days_by_day", "outside_days", ["source", "day"])

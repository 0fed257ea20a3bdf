"""Whole visits as sources tell them, each version a fact."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "visit_versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        *_texts("source", "site", "callid", "queue"),
        *_wholes("updated", "entered"),
        *_texts("outcome"),
        *_wholes("left", nullable=True),
        sa.Column("reason", sa.Text()),
        *_texts("agent"),
        *_wholes("ended", "wait_s", "talk_s", nullable=True),
        sa.Column("transferred", sa.SmallInteger(), nullable=False),
        *_wholes("received_at", "batch"),
        sa.Column("lasting", sa.SmallInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("visit_versions_by_call", "visit_versions", ["source", "callid"])
    op.create_index("visit_versions_by_entry", "visit_versions", ["site", "entered"])
    op.create_index(
        "visit_versions_lasting",
        "visit_versions",
        ["site", "entered", "received_at"],
        sqlite_where=sa.text("lasting = 1"),
        postgresql_where=sa.text("lasting = 1"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _wholes(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]

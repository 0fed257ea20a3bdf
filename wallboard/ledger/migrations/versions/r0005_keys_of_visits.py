"""A whole visit goes by its source's own key, whatever queue a version of it names; and it may be taken back.

It went by its call and its queue: where a call was told in several, each stays a visit, and has the queue in its key.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TABLE = "visit_versions"
_BEFORE = "visit_versions_before"
_INDEXES = ("visit_versions_by_call", "visit_versions_by_entry", "visit_versions_lasting")
_SEVERAL = """EXISTS (
    SELECT 1 FROM visit_versions_before AS other
    WHERE other.source = {0}.source AND other.callid = {0}.callid AND other.queue <> {0}.queue
)"""
_WITH_QUEUE = "callid || '/' || queue"
_TOLD = 'outcome, "left", reason, agent, ended, wait_s, talk_s, transferred'


def upgrade() -> None:
    for index in _INDEXES:
        op.drop_index(index, _TABLE)
    op.rename_table(_TABLE, _BEFORE)
    op.create_index("visit_versions_of_before", _BEFORE, ["source", "callid"])
    _create()
    op.execute(  # the rows are numbered anew, in their order
        f"INSERT INTO visit_versions (source, site, key, queue, updated, entered, {_TOLD}, removed, received_at, batch,"  # noqa: S608 - our own names
        f" lasting) SELECT source, site, CASE WHEN {_SEVERAL.format('told')} THEN {_WITH_QUEUE} ELSE callid END, queue,"
        f" updated, entered, {_TOLD}, 0, received_at, batch, lasting FROM visit_versions_before AS told ORDER BY id"
    )
    op.execute(f"UPDATE visits SET callid = {_WITH_QUEUE} WHERE {_SEVERAL.format('visits')}")  # noqa: S608 - our own names
    op.drop_table(_BEFORE)


def _create() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        *_texts("source", "site", "key", "queue"),
        *_wholes("updated", "entered"),
        *_texts("outcome"),
        *_wholes("left", nullable=True),
        sa.Column("reason", sa.Text()),
        *_texts("agent"),
        *_wholes("ended", "wait_s", "talk_s", nullable=True),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in ("transferred", "removed")),
        *_wholes("received_at", "batch"),
        sa.Column("lasting", sa.SmallInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("visit_versions_by_key", _TABLE, ["source", "key"])
    op.create_index("visit_versions_by_entry", _TABLE, ["site", "entered"])
    op.create_index(
        "visit_versions_lasting",
        _TABLE,
        ["site", "entered", "received_at"],
        sqlite_where=sa.text("lasting = 1"),
        postgresql_where=sa.text("lasting = 1"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _wholes(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]

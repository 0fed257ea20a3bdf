"""The ledger's first tables: sources and batches, calls, tickets, rows set aside, checkpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TICKET_TEXTS_1 = ("source", "ticket", "site")
_TICKET_INSTANTS = ("finished_at", "first_finished_at", "reopened_at", "reopens", "paused_s", "due_at")
_TICKET_TEXTS_2 = (
    "department", "service_type", "ward", "channel", "priority", "assignee", "status", "parent",
)  # fmt: skip


def _text(*names: str, key: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False, primary_key=key) for name in names]


def _whole(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def _flag(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.SmallInteger(), nullable=False) for name in names]


def _id() -> sa.Column[int]:
    return sa.Column("id", _NUMBER, primary_key=True, autoincrement=True)


def upgrade() -> None:
    _sources()
    _calls()
    _tickets()
    _kept_beside()


def _sources() -> None:
    op.create_table(
        "sources",
        *_text("source", key=True),
        *_text("site"),
        sa.Column("cursor", sa.Text()),
        *_whole("read", "new", "repeats", "set_aside", "received_at"),
    )
    op.create_table(
        "batches",
        _id(),
        *_text("source", "site"),
        *_whole("received_at", "read", "new", "repeats", "set_aside"),
        *_whole("first_seq", "last_seq", "first_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("batches_by_arrival", "batches", ["site", "received_at"])


def _calls() -> None:
    op.create_table(
        "call_events",
        *_text("source", key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        *_text("site"),
        *_whole("at"),
        *_text("callid", "queue", "agent", "event", "data1", "data2", "data3", "data4", "data5"),
        *_whole("received_at", "batch"),
        sqlite_with_rowid=False,
    )
    op.create_index("call_events_by_call", "call_events", ["callid"])
    op.create_index("call_events_by_verb", "call_events", ["site", "event", "at"])
    op.create_table(
        "visits",
        *_text("source", "callid", "queue", key=True),
        sa.Column("ordinal", sa.Integer(), primary_key=True, autoincrement=False),
        *_text("site"),
        *_whole("entered"),
        *_text("outcome"),
        *_whole("left", "wait_s", nullable=True),
        sa.Column("reason", sa.Text()),
        sa.Column("agent", sa.Text()),
        *_whole("ended", nullable=True),
        *_flag("completed"),
        *_whole("talk_s", nullable=True),
        *_flag("transferred"),
        *_whole("over"),
        *_flag("lasting"),
        sqlite_with_rowid=False,
    )
    op.create_index("visits_by_entry", "visits", ["site", "entered"])
    _partial_index("visits_lasting", "visits", ["site", "over"], "lasting = 1")


def _tickets() -> None:
    op.create_table(
        "ticket_versions",
        _id(),
        *_text(*_TICKET_TEXTS_1),
        *_whole("opened_at", "updated_at"),
        *_text("state", "outcome"),
        *_whole(*_TICKET_INSTANTS),
        *_text(*_TICKET_TEXTS_2),
        *_whole("received_at", "batch"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_flag("marked", "latest"),
        *_whole("began", "until"),
        *_flag("lasting"),
        sqlite_autoincrement=True,
    )
    op.create_index("ticket_versions_by_ticket", "ticket_versions", ["source", "ticket", "number"], unique=True)
    _partial_index("ticket_versions_by_opening", "ticket_versions", ["site", "began"], "latest > 0")
    _partial_index("ticket_versions_lasting", "ticket_versions", ["site", "until", "ticket"], "lasting = 1")


def _kept_beside() -> None:
    op.create_table(
        "set_aside",
        _id(),
        *_text("source", "site", "key", "reason", "content"),
        *_whole("received_at", "batch"),
        *_whole("replayed", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("set_aside_by_row", "set_aside", ["source", "key", "reason"], unique=True)
    op.create_table(
        "checkpoints",
        _id(),
        *_text("site", "kind"),
        *_whole("at", "made_at"),
        *_whole("stale_at", nullable=True),
        *_text("payload"),
        sqlite_autoincrement=True,
    )
    op.create_index("checkpoints_by_instant", "checkpoints", ["site", "kind", "at"])
    op.create_table("horizons", *_text("kind", key=True), *_whole("oldest"))


def _partial_index(name: str, table: str, columns: list[str], only: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only))

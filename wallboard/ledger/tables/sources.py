"""Sources, what came in of them, and what could not be read."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, Index, Table, Text, literal_column

from wallboard.ledger.tables.columns import ROW_NUMBER, metadata, text, whole
from wallboard.model import HOUR, Micros

# A batch that tells of what was so long ago is looked for through an index of its own, as visits that last long are.
BATCH_LATE: Micros = HOUR

sources = Table(
    "sources",
    metadata,
    Column("source", Text, primary_key=True),
    text("site"),
    Column("cursor", Text),  # JSON; null before the first batch
    whole("read"),
    whole("new"),
    whole("repeats"),
    whole("set_aside"),
    whole("received_at"),
)

source_settings = Table(
    "source_settings",
    metadata,
    Column("source", Text, primary_key=True),
    text("meaning"),  # JSON: a digest of each setting by which its rows were read
    text("reach"),  # a digest of where it is reached
)

batches = Table(
    "batches",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    text("source"),
    text("site"),
    whole("received_at"),
    whole("read"),
    whole("new"),
    whole("repeats"),
    whole("set_aside"),
    whole("first_seq", nullable=True),  # of the happenings in it; null where it has none
    whole("last_seq", nullable=True),
    whole("first_at", nullable=True),
    Index("batches_by_arrival", "site", "received_at"),
    Index("batches_by_source", "source", "received_at"),
    sqlite_autoincrement=True,  # a purged number never comes back
)

# What came so late that it is not found among those that arrived around its time. Written out as in the index.
TOLD_LATE: ColumnElement[bool] = batches.c.received_at > batches.c.first_at + literal_column(str(BATCH_LATE))
Index("batches_told_late", batches.c.site, batches.c.first_at, sqlite_where=TOLD_LATE, postgresql_where=TOLD_LATE)

set_aside = Table(
    "set_aside",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    text("source"),
    text("site"),
    text("key"),
    text("reason"),
    text("content"),
    whole("received_at"),
    whole("batch"),
    whole("replayed", nullable=True),  # when it was read again with success
    Index("set_aside_by_row", "source", "key", "reason", unique=True),
    sqlite_autoincrement=True,
)

horizons = Table(
    "horizons",
    metadata,
    Column("kind", Text, primary_key=True),
    whole("oldest"),  # what happened before is purged
)

"""Days that were told or counted, and states that are kept so that a past instant is near."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from wallboard.ledger.tables.columns import ROW_NUMBER, metadata, text, whole

outside_days = Table(
    "outside_days",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    text("source"),
    text("site"),
    text("day"),  # a local day of the site, in ISO 8601
    text("numbers"),  # JSON: by their names in the settings
    whole("received_at"),
    whole("batch"),
    Index("outside_days_by_day", "source", "day"),
    sqlite_autoincrement=True,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    text("site"),
    text("kind"),
    whole("at"),
    whole("made_at"),
    whole("stale_at", nullable=True),  # when a row arrived that it should have held
    text("payload"),  # JSON
    Index("checkpoints_by_instant", "site", "kind", "at"),
    sqlite_autoincrement=True,
)

# What is counted of one local day of a site, by the groups of one dimension: see model/day_counts.py.
day_counts = Table(
    "day_counts",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    text("site"),
    text("kind"),
    text("dimension"),
    text("day"),  # ISO
    whole("since"),
    whole("until"),
    whole("made_at"),
    whole("stale_at", nullable=True),  # when something arrived that it should have counted
    text("rules"),  # digest of the settings by which it was counted
    text("payload"),  # JSON
    Index("day_counts_by_day", "site", "kind", "dimension", "day", unique=True),
    Index("day_counts_by_end", "site", "kind", "until"),
    sqlite_autoincrement=True,
)

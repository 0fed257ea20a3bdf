"""What is written, published and sent round of the weekly review."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from wallboard.ledger.tables.columns import ROW_NUMBER, flag, metadata, text, whole

# What people write in the weekly review, and every edit of it: never purged.
review_entries = Table(
    "review_entries",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    text("kind"),
    text("site"),
    text("metric"),  # "" of what is about no single figure
    text("variant"),
    text("scope"),  # JSON: what of the site it is about; the site stands by itself
    text("week"),  # its last day, YYYY-MM-DD; "" of what is about no week
    text("made_by"),
    whole("made_at"),
    Column("period", Text, nullable=False, server_default="week"),  # the kind of what `week` is the last day of
    Index("review_entries_by_week", "site", "kind", "week"),
    sqlite_autoincrement=True,
)

review_versions = Table(
    "review_versions",
    metadata,
    Column("entry", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1 as it was written first
    text("content"),  # JSON: by the entry's kind
    flag("withdrawn"),
    text("who"),
    text("account"),  # its id; "" of whoever had none
    whole("written_at"),
    sqlite_with_rowid=False,
)

# What of the review was sent round by which mailing: never purged, for it is some rows a week.
review_mailings = Table(
    "review_mailings",
    metadata,
    Column("mailing", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("last", Text, primary_key=True),  # the last day of the week that was reviewed, YYYY-MM-DD
    Column("part", Text, primary_key=True),  # which of its messages; "" is all that its settings say
    text("state"),
    whole("at"),
    text("why"),
)

# Published reviews, frozen with their figures: never purged.
review_editions = Table(
    "review_editions",
    metadata,
    Column("site", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # of the period: week, month, quarter
    Column("last", Text, primary_key=True),  # its last day, YYYY-MM-DD
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1 is the first of its period
    text("content"),  # JSON: the review
    text("who"),
    text("account"),  # its id; "" of whoever had none
    whole("made_at"),
)

"""Alerts, who is told of them, and what people write on walls."""

from __future__ import annotations

from sqlalchemy import Column, Double, Index, Integer, Table

from wallboard.ledger.tables.columns import ROW_NUMBER, flag, metadata, text, whole

wall_messages = Table(
    "wall_messages",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    text("site"),
    text("boards"),  # JSON: their names; none for all of the site's
    text("text"),
    text("who"),
    whole("put_at"),
    whole("until"),
    whole("taken_at", nullable=True),  # when somebody took it away before its end
    sqlite_autoincrement=True,
)

# What is on, fired, was taken and is over. `scope` and what it is of are those of model/alerts.py.
alerts = Table(
    "alerts",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    text("site"),
    text("rule"),
    text("queue"),
    text("department"),
    text("subject"),
    text("kind"),
    text("tone"),
    text("metric"),
    text("reading_window"),
    Column("value", Double),
    Column("threshold", Double),
    whole("began"),
    whole("fired"),
    whole("taken_at", nullable=True),
    text("taken_by"),
    text("note"),
    whole("cleared", nullable=True),
    Index("alerts_by_instant", "site", "fired"),
    sqlite_autoincrement=True,
)

# At any instant at most one of each, whoever writes it.
Index(
    "alerts_on",
    alerts.c.site,
    alerts.c.rule,
    alerts.c.queue,
    alerts.c.department,
    alerts.c.subject,
    unique=True,
    sqlite_where=alerts.c.cleared.is_(None),
    postgresql_where=alerts.c.cleared.is_(None),
)

notifications = Table(
    "notifications",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    whole("alert"),
    text("channel"),
    text("why"),
    whole("made_at"),
    whole("due_at"),
    flag("waited"),  # 1: it was put off to the end of quiet hours
    text("state"),
    text("claimed_by"),
    whole("changed_at"),
    Column("attempts", Integer, nullable=False),
    text("error"),
    Index("notifications_of_alert", "alert", "channel", "why", unique=True),
    Index("notifications_due", "state", "due_at"),
    sqlite_autoincrement=True,
)

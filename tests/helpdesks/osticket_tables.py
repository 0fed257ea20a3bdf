"""The tables of osTicket 1.18 that the wall reads, with its own names, types and indexes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, DateTime, Index, Integer, SmallInteger, String, Table, Text

METADATA = sa.MetaData()


def _number(name: str = "id", *, key: bool = False, needed: bool = True) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=not needed, autoincrement=False)


def _names(table: str, key: str, *columns: str) -> Table:
    return Table(table, METADATA, _number(key, key=True), *(Column(name, String(128)) for name in columns))


Table(
    "ost_ticket", METADATA, _number("ticket_id", key=True), _number("ticket_pid", needed=False), _number("status_id"),
    _number("dept_id"), _number("topic_id"), _number("staff_id"), _number("team_id"), _number("flags"),
    Column("source", String(10)), Column("duedate", DateTime), Column("est_duedate", DateTime), Column("closed", DateTime),
    Column("created", DateTime, nullable=False), Column("updated", DateTime, nullable=False),
    Index("ticket_status_id", "status_id"), Index("ticket_pid", "ticket_pid"),
)  # fmt: skip
Table(
    "ost_ticket__cdata", METADATA, _number("ticket_id", key=True), Column("priority", Text), Column("ward", Text)
)  # fmt: skip
Table(
    "ost_thread", METADATA, _number(key=True), _number("object_id"), Column("object_type", String(1), nullable=False),
    Index("thread_object_id", "object_id"), Index("thread_object_type", "object_type"),
)  # fmt: skip
Table(
    "ost_thread_event", METADATA, _number(key=True), _number("thread_id"), Column("thread_type", String(1), nullable=False),
    _number("event_id", needed=False), _number("staff_id"), _number("team_id"), _number("dept_id"), Column("data", String(1024)),
    Column("annulled", SmallInteger, nullable=False), Column("timestamp", DateTime, nullable=False),
    Index("ticket_state", "thread_id", "event_id", "timestamp"), Index("ticket_stats", "timestamp", "event_id"),
)  # fmt: skip
Table(
    "ost_thread_entry", METADATA, _number(key=True), _number("thread_id"), _number("staff_id"),
    Column("type", String(1), nullable=False), Index("entry_thread_id", "thread_id"),
)  # fmt: skip
_names("ost_event", "id", "name")
_names("ost_ticket_status", "id", "name", "state")
_names("ost_department", "id", "name")
_names("ost_staff", "staff_id", "username")
_names("ost_team", "team_id", "name")
_names("ost_ticket_priority", "priority_id", "priority_desc")
Table(
    "ost_help_topic", METADATA, _number("topic_id", key=True), _number("topic_pid"), Column("topic", String(128))
)  # fmt: skip

"""The tables of Znuny that the wall reads, with its own names, types and indexes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, SmallInteger, String, Table, Text

METADATA = sa.MetaData()


def _id(kind: type[Integer] = Integer) -> Column[int]:
    return Column("id", kind, primary_key=True, autoincrement=False)


def _int(*names: str) -> tuple[Column[int], ...]:
    return tuple(Column(name, Integer, nullable=False) for name in names)


def _free(*names: str) -> tuple[Column[int], ...]:
    return tuple(Column(name, Integer) for name in names)


def _stamps() -> tuple[Column[Any], ...]:
    return (
        Column("create_time", DateTime, nullable=False), Column("create_by", Integer, nullable=False),
        Column("change_time", DateTime, nullable=False), Column("change_by", Integer, nullable=False),
    )  # fmt: skip


def _named(table: str, *columns: Column[Any]) -> None:
    name = Column("name", String(200), nullable=False, unique=True)
    Table(table, METADATA, _id(), name, *columns, Column("valid_id", SmallInteger, nullable=False), *_stamps())


def _indexes(table: str, *names: str) -> tuple[Index, ...]:
    return tuple(Index(f"{table}_{name}", name) for name in names)


for _table in ("ticket_priority", "ticket_type", "ticket_history_type", "service", "link_type", "link_state"):
    _named(_table)
_named("ticket_state", *_int("type_id"))
_named("queue", *_int("group_id"))
Table("ticket_state_type", METADATA, _id(), Column("name", String(200), nullable=False, unique=True), *_stamps())
Table("link_object", METADATA, _id(), Column("name", String(100), nullable=False, unique=True))
Table(
    "users", METADATA, _id(), Column("login", String(200), nullable=False, unique=True),
    Column("pw", String(128), nullable=False), Column("title", String(50)),
    Column("first_name", String(100), nullable=False), Column("last_name", String(100), nullable=False),
    Column("valid_id", SmallInteger, nullable=False), *_stamps(),
)  # fmt: skip
Table(
    "ticket", METADATA, _id(BigInteger), Column("tn", String(50), nullable=False, unique=True),
    Column("title", String(255)), *_int("queue_id", "ticket_lock_id"), *_free("type_id", "service_id", "sla_id"),
    *_int("user_id", "responsible_user_id", "ticket_priority_id", "ticket_state_id"),
    Column("customer_id", String(150)), Column("customer_user_id", String(250)),
    *_int("timeout", "until_time", "escalation_time", "escalation_update_time", "escalation_response_time",
          "escalation_solution_time"),
    Column("archive_flag", SmallInteger, nullable=False), *_stamps(),
    *_indexes("ticket", "archive_flag", "create_time", "escalation_solution_time", "queue_id", "ticket_state_id", "timeout",
              "until_time", "user_id"),
)  # fmt: skip
Table(
    "ticket_history", METADATA, _id(BigInteger), Column("name", String(200), nullable=False), *_int("history_type_id"),
    Column("ticket_id", BigInteger, nullable=False), Column("article_id", BigInteger),
    *_int("type_id", "queue_id", "owner_id", "priority_id", "state_id"), *_stamps(),
    *_indexes("ticket_history", "create_time", "history_type_id", "owner_id", "priority_id", "queue_id", "state_id",
              "ticket_id", "type_id", "article_id"),
)  # fmt: skip
Table(
    "article", METADATA, _id(BigInteger), Column("ticket_id", BigInteger, nullable=False),
    *_int("article_sender_type_id", "communication_channel_id", "is_visible_for_customer"), *_stamps(),
    *_indexes("article", "ticket_id"),
)  # fmt: skip
Table(
    "article_data_mime", METADATA, _id(BigInteger), Column("article_id", BigInteger, nullable=False),
    Column("a_subject", Text), Column("a_body", Text), *_int("incoming_time"), *_stamps(),
    *_indexes("article_data_mime", "article_id"),
)  # fmt: skip
Table(
    "link_relation", METADATA, *_int("source_object_id"), Column("source_key", String(50), nullable=False),
    *_int("target_object_id"), Column("target_key", String(50), nullable=False), *_int("type_id", "state_id"),
    Column("create_time", DateTime, nullable=False), Column("create_by", Integer, nullable=False),
    Index("link_relation_view", "source_object_id", "source_key", "target_object_id", "target_key", "type_id", unique=True),
    Index("link_relation_list_source", "source_object_id", "source_key", "state_id"),
    Index("link_relation_list_target", "target_object_id", "target_key", "state_id"),
)  # fmt: skip
Table(
    "dynamic_field", METADATA, _id(), Column("name", String(200), nullable=False, unique=True),
    Column("label", String(200), nullable=False), *_int("field_order"), Column("field_type", String(200), nullable=False),
    Column("object_type", String(100), nullable=False), *_int("valid_id"), *_stamps(),
)  # fmt: skip
Table(
    "dynamic_field_value", METADATA, _id(), *_int("field_id"), Column("object_id", BigInteger, nullable=False),
    Column("value_text", String(3800)), Column("value_date", DateTime), Column("value_int", BigInteger),
    Index("dynamic_field_value_field_values", "object_id", "field_id"),
    Index("dynamic_field_value_search_date", "field_id", "value_date"),
    Index("dynamic_field_value_search_int", "field_id", "value_int"),
)  # fmt: skip

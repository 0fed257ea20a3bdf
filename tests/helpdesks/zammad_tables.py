"""The tables of Zammad that the wall reads, with its own names, types and indexes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, DateTime, Index, Integer, String, Table, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

METADATA = sa.MetaData()
_TIME = DateTime().with_variant(TIMESTAMP(precision=3), "postgresql")  # UTC, without a zone


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _at(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, _TIME, nullable=nullable)


def _stamps() -> tuple[Column[Any], Column[Any]]:
    return _at("created_at", nullable=False), _at("updated_at", nullable=False)


def _by() -> tuple[Column[int], Column[int]]:
    return Column("updated_by_id", Integer, nullable=False), Column("created_by_id", Integer, nullable=False)


def _name(length: int = 250) -> Column[str]:
    return Column("name", String(length), nullable=False, unique=True)


Table("ticket_state_types", METADATA, _id(), _name(), Column("note", String(250)), *_by(), *_stamps())
Table(
    "ticket_states", METADATA, _id(), Column("state_type_id", Integer, nullable=False), _name(),
    Column("next_state_id", Integer), Column("ignore_escalation", Boolean, nullable=False),
    Column("default_create", Boolean, nullable=False), Column("default_follow_up", Boolean, nullable=False),
    Column("default_close", Boolean, nullable=False), Column("note", String(250)),
    Column("active", Boolean, nullable=False), *_by(), *_stamps(),
)  # fmt: skip
Table(
    "ticket_priorities", METADATA, _id(), _name(), Column("default_create", Boolean, nullable=False),
    Column("note", String(250)), Column("active", Boolean, nullable=False), *_by(), *_stamps(),
)  # fmt: skip
Table(
    "ticket_article_types", METADATA, _id(), _name(), Column("note", String(250)),
    Column("communication", Boolean, nullable=False), Column("active", Boolean, nullable=False), *_by(), *_stamps(),
)  # fmt: skip
Table("ticket_article_senders", METADATA, _id(), _name(), Column("note", String(250)), *_by(), *_stamps())
Table(
    "groups", METADATA, _id(), _name(160), Column("parent_id", Integer), Column("assignment_timeout", Integer),
    Column("active", Boolean, nullable=False), Column("note", String(250)), *_by(), *_stamps(),
)  # fmt: skip
Table(
    "users", METADATA, _id(), Column("login", String(255), nullable=False, unique=True), Column("firstname", String(100)),
    Column("lastname", String(100)), Column("email", String(255)), Column("active", Boolean, nullable=False), *_by(),
    *_stamps(),
)  # fmt: skip
Table("roles", METADATA, _id(), _name(100), Column("active", Boolean, nullable=False), *_by(), *_stamps())
Table("permissions", METADATA, _id(), _name(255), Column("active", Boolean, nullable=False), *_stamps())
Table(
    "roles_users", METADATA, Column("user_id", Integer), Column("role_id", Integer),
    Index("index_roles_users_on_user_id", "user_id"), Index("index_roles_users_on_role_id", "role_id"),
)  # fmt: skip
Table(
    "permissions_roles", METADATA, Column("role_id", Integer), Column("permission_id", Integer),
    Index("index_permissions_roles_on_role_id", "role_id"), Index("index_permissions_roles_on_permission_id", "permission_id"),
)  # fmt: skip
Table(
    "tickets", METADATA, _id(), Column("group_id", Integer, nullable=False), Column("priority_id", Integer, nullable=False),
    Column("state_id", Integer, nullable=False), Column("organization_id", Integer),
    Column("number", String(60), nullable=False, unique=True), Column("title", String(250), nullable=False),
    Column("owner_id", Integer, nullable=False), Column("customer_id", Integer, nullable=False), Column("note", String(250)),
    _at("first_response_at"), _at("first_response_escalation_at"), Column("first_response_in_min", Integer),
    Column("first_response_diff_in_min", Integer), _at("close_at"), _at("close_escalation_at"),
    Column("close_in_min", Integer), Column("close_diff_in_min", Integer), _at("update_escalation_at"),
    Column("update_in_min", Integer), Column("update_diff_in_min", Integer), _at("last_close_at"), _at("last_contact_at"),
    _at("last_contact_agent_at"), _at("last_contact_customer_at"), _at("last_owner_update_at"),
    Column("create_article_type_id", Integer), Column("create_article_sender_id", Integer),
    Column("article_count", Integer), _at("escalation_at"), _at("pending_time"), Column("type", String(100)),
    Column("preferences", Text), *_by(), *_stamps(),
    # two fields of an installation's own object manager
    Column("service_type", String(255)), Column("ward", String(120)),
    *(Index(f"index_tickets_on_{name}", name)
      for name in ("state_id", "group_id", "owner_id", "customer_id", "created_at", "updated_at", "close_at",
                   "close_escalation_at", "escalation_at", "created_by_id", "pending_time")),
    Index("index_tickets_on_group_id_and_state_id", "group_id", "state_id"),
    Index("index_tickets_on_group_id_and_state_id_and_updated_at", "group_id", "state_id", "updated_at"),
)  # fmt: skip
Table(
    "ticket_articles", METADATA, _id(), Column("ticket_id", Integer, nullable=False),
    Column("type_id", Integer, nullable=False), Column("sender_id", Integer, nullable=False),
    Column("subject", String(3000)), Column("body", Text, nullable=False), Column("internal", Boolean, nullable=False),
    Column("origin_by_id", Integer), *_by(), *_stamps(), Index("index_ticket_articles_on_ticket_id", "ticket_id"),
)  # fmt: skip
for _what in ("history_types", "history_attributes", "history_objects", "link_types", "link_objects"):
    Table(_what, METADATA, _id(), _name(), *_stamps())
Table(
    "histories", METADATA, _id(), Column("history_type_id", Integer, nullable=False),
    Column("history_object_id", Integer, nullable=False), Column("history_attribute_id", Integer),
    Column("o_id", Integer, nullable=False), Column("related_o_id", Integer), Column("related_history_object_id", Integer),
    Column("id_to", Integer), Column("id_from", Integer), Column("value_from", String(500)), Column("value_to", String(500)),
    Column("created_by_id", Integer, nullable=False), *_stamps(),
    *(Index(f"index_histories_on_{name}", name)
      for name in ("o_id", "created_by_id", "created_at", "history_object_id", "history_attribute_id", "history_type_id",
                   "id_to", "id_from", "value_from", "value_to")),
)  # fmt: skip
Table(
    "links", METADATA, _id(), Column("link_type_id", Integer, nullable=False),
    Column("link_object_source_id", Integer, nullable=False), Column("link_object_source_value", Integer, nullable=False),
    Column("link_object_target_id", Integer, nullable=False), Column("link_object_target_value", Integer, nullable=False),
    *_stamps(),
    Index("links_uniq_total", "link_object_source_id", "link_object_source_value", "link_object_target_id",
          "link_object_target_value", "link_type_id", unique=True),
)  # fmt: skip

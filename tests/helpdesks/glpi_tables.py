"""The tables of GLPI 10 that the wall reads, with its own names, types and indexes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import TIMESTAMP, Column, Index, Integer, SmallInteger, String, Table, Text, UniqueConstraint

METADATA = sa.MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0)


def _at(name: str) -> Column[object]:
    return Column(name, TIMESTAMP, nullable=True)


Table(
    "glpi_tickets", METADATA, _id(), _at("date"), _at("closedate"), _at("solvedate"), _at("date_mod"),
    _number("status"), _number("requesttypes_id"), _number("priority"), _number("itilcategories_id"),
    _at("time_to_resolve"), Column("is_deleted", SmallInteger, nullable=False), _number("locations_id"),
    Index("date_mod", "date_mod"), Index("status", "status"),
)  # fmt: skip
Table(
    "glpi_groups_tickets", METADATA, _id(), _number("tickets_id"), _number("groups_id"), _number("type"),
    UniqueConstraint("tickets_id", "type", "groups_id"),
)  # fmt: skip
Table(
    "glpi_tickets_users", METADATA, _id(), _number("tickets_id"), _number("users_id"), _number("type"),
    Index("tickets_users_unicity", "tickets_id", "type", "users_id"),
)  # fmt: skip
Table(
    "glpi_tickets_tickets", METADATA, _id(), _number("tickets_id_1"), _number("tickets_id_2"), _number("link"),
    UniqueConstraint("tickets_id_1", "tickets_id_2"), Index("tickets_id_2", "tickets_id_2"),
)  # fmt: skip
Table("glpi_itilsolutions", METADATA, _id(), _number("solutiontypes_id"))
Table(
    "glpi_logs", METADATA, _id(), Column("itemtype", String(100), nullable=False), _number("items_id"),
    Column("itemtype_link", String(100), nullable=False), _number("linked_action"), _at("date_mod"),
    _number("id_search_option"), Column("old_value", String(255)), Column("new_value", String(255)),
    Index("logs_date_mod", "date_mod"), Index("item", "itemtype", "items_id"),
)  # fmt: skip
Table("glpi_groups", METADATA, _id(), Column("name", String(255)), Column("completename", Text))
Table("glpi_itilcategories", METADATA, _id(), Column("name", String(255)), Column("completename", Text))
Table(
    "glpi_locations", METADATA, _id(), Column("name", String(255)), Column("completename", Text), Column("address", Text),
    Column("latitude", String(255)), Column("longitude", String(255)),
)  # fmt: skip
Table("glpi_requesttypes", METADATA, _id(), Column("name", String(255)))
Table("glpi_solutiontypes", METADATA, _id(), Column("name", String(255)))
Table(
    "glpi_users", METADATA, _id(), Column("name", String(255)), Column("firstname", String(255)),
    Column("realname", String(255)),
)  # fmt: skip

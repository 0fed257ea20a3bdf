"""The tables of Request Tracker 5 that the wall reads, with its own names, types and indexes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, DateTime, Index, Integer, SmallInteger, String, Table

METADATA = sa.MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


Table(
    "Tickets", METADATA, _id(), Column("EffectiveId", Integer, nullable=False), Column("IsMerged", SmallInteger),
    Column("Queue", Integer, nullable=False), Column("Type", String(16)), Column("Owner", Integer, nullable=False),
    Column("Priority", Integer, nullable=False), Column("Status", String(64)), Column("Due", DateTime),
    Column("Resolved", DateTime), Column("LastUpdated", DateTime), Column("Created", DateTime),
    Index("Tickets1", "Queue", "Status"), Index("Tickets3", "EffectiveId"),
)  # fmt: skip
Table(
    "Transactions", METADATA, _id(), Column("ObjectType", String(64), nullable=False),
    Column("ObjectId", Integer, nullable=False), Column("Type", String(20)), Column("Field", String(40)),
    Column("OldValue", String(255)), Column("NewValue", String(255)), Column("Creator", Integer, nullable=False),
    Column("Created", DateTime), Index("Transactions1", "ObjectType", "ObjectId"),
)  # fmt: skip
Table("Queues", METADATA, _id(), Column("Name", String(200), nullable=False), Column("Lifecycle", String(32)))
Table("Users", METADATA, _id(), Column("Name", String(200), nullable=False))
Table(
    "Links", METADATA, _id(), Column("Base", String(240)), Column("Target", String(240)),
    Column("Type", String(20), nullable=False), Column("LocalTarget", Integer, nullable=False),
    Column("LocalBase", Integer, nullable=False), Column("Created", DateTime), Index("Links4", "Type", "LocalBase"),
)  # fmt: skip
Table("CustomFields", METADATA, _id(), Column("Name", String(200)), Column("LookupType", String(255), nullable=False))
Table(
    "ObjectCustomFieldValues", METADATA, _id(), Column("CustomField", Integer, nullable=False),
    Column("ObjectType", String(255)), Column("ObjectId", Integer, nullable=False), Column("Content", String(255)),
    Column("Disabled", Integer, nullable=False), Index("ObjectCustomFieldValues2", "CustomField", "ObjectType", "ObjectId"),
)  # fmt: skip

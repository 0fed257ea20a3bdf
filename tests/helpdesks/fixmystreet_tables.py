"""The tables of FixMyStreet that the wall reads, with its own names, types and indexes, as far as they are read."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, DateTime, Float, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

METADATA = sa.MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


Table(
    "problem", METADATA, _id(), Column("latitude", Float, nullable=False), Column("longitude", Float, nullable=False),
    Column("bodies_str", Text), Column("category", Text, nullable=False), Column("created", DateTime, nullable=False),
    Column("confirmed", DateTime), Column("state", Text, nullable=False), Column("service", Text, nullable=False),
    Column("lastupdate", DateTime, nullable=False), Column("extra", sa.JSON().with_variant(JSONB(), "postgresql")),
    Column("response_priority_id", Integer), Index("problem_created_idx", "created"),
    Index("problem_confirmed_idx", "confirmed"), Index("problem_state_latitude_longitude_idx", "state", "latitude", "longitude"),
)  # fmt: skip
Table(
    "comment", METADATA, _id(), Column("problem_id", Integer, nullable=False), Column("created", DateTime, nullable=False),
    Column("confirmed", DateTime), Column("state", Text, nullable=False), Column("mark_fixed", Boolean, nullable=False),
    Column("mark_open", Boolean, nullable=False), Column("problem_state", Text), Column("send_state", Text),
    Index("comment_problem_id_idx", "problem_id"), Index("comment_problem_id_created_idx", "problem_id", "created"),
    Index("comment_state_send_state_idx", "state", "send_state"),
)  # fmt: skip
Table(
    "admin_log", METADATA, _id(), Column("admin_user", Text, nullable=False), Column("object_type", Text, nullable=False),
    Column("object_id", Integer, nullable=False), Column("action", Text, nullable=False),
    Column("whenedited", DateTime, nullable=False),
)  # fmt: skip
Table("body", METADATA, _id(), Column("name", Text, nullable=False))
Table("state", METADATA, _id(), Column("label", Text, unique=True), Column("type", Text), Column("name", Text))
Table("response_priorities", METADATA, _id(), Column("body_id", Integer), Column("name", Text, nullable=False))

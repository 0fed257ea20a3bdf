"""Requests, by their versions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, literal_column
from sqlalchemy.sql.type_api import TypeEngine

from wallboard.ledger.tables.columns import FALSE, FAR, NO_TEXT, ROW_NUMBER, TRUE, flag, metadata, whole
from wallboard.model import DAY, VERSION_COLUMNS, Micros

TICKET_LASTS: Micros = 60 * DAY  # what lasts longer is found as visits that do are
NOT_LATEST, ONLY, LATEST, PLAIN = 0, 1, 2, 3

_TYPES: dict[str, TypeEngine[str] | TypeEngine[int]] = {"str": Text(), "int64": BigInteger()}
# Of VERSION_COLUMNS those that requests of before have not.
_TOLD_SINCE = ("relation", "basis", "details")

ticket_versions = Table(
    "ticket_versions",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    *(Column(name, _TYPES[kind], nullable=False) for name, kind in VERSION_COLUMNS.items() if name not in _TOLD_SINCE),
    Column("number", Integer, nullable=False),  # the ticket's 1st, 2nd ... version, by arrival
    flag("marked"),  # 1: the source no longer had it when asked (a hard delete noticed)
    # is it the one that is true now: NOT_LATEST, the ONLY one, LATEST of several, or of a PLAIN history: one of which the
    # last version that had come by any instant tells all that was told by then
    flag("latest"),
    whole("began"),  # on the latest one: when the ticket first can have been open
    whole("until"),  # on the latest one: when anything last happened to it; FAR while open
    flag("lasting"),  # 1 on the latest one of a ticket that is open, or was for long
    # in a PLAIN history: when the next one came; FAR on the last one
    Column("followed_at", BigInteger, nullable=False, server_default=str(FAR)),
    *(Column(name, Text, nullable=False, server_default="") for name in _TOLD_SINCE),
    Index("ticket_versions_by_ticket", "source", "ticket", "number", unique=True),
    Index("ticket_versions_by_batch", "batch"),
    sqlite_autoincrement=True,
)

Index(
    "ticket_versions_by_opening",
    ticket_versions.c.site,
    ticket_versions.c.began,
    ticket_versions.c.until,
    ticket_versions.c.latest,
    sqlite_where=ticket_versions.c.latest > FALSE,
    postgresql_where=ticket_versions.c.latest > FALSE,
)

# what belongs to a request
Index(
    "ticket_versions_by_parent",
    ticket_versions.c.source,
    ticket_versions.c.parent,
    sqlite_where=ticket_versions.c.parent != NO_TEXT,
    postgresql_where=ticket_versions.c.parent != NO_TEXT,
)

Index(
    "ticket_versions_lasting",
    ticket_versions.c.site,
    ticket_versions.c.until,
    ticket_versions.c.ticket,
    ticket_versions.c.began,
    ticket_versions.c.latest,
    sqlite_where=ticket_versions.c.lasting == TRUE,
    postgresql_where=ticket_versions.c.lasting == TRUE,
)

# of these all versions must be read
Index(
    "ticket_versions_histories",
    ticket_versions.c.site,
    ticket_versions.c.until,
    ticket_versions.c.began,
    sqlite_where=(ticket_versions.c.lasting == TRUE) & (ticket_versions.c.latest == literal_column(str(LATEST))),
    postgresql_where=(ticket_versions.c.lasting == TRUE) & (ticket_versions.c.latest == literal_column(str(LATEST))),
)

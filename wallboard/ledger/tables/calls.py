"""Calls: what phone systems told, and what it folds to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, Table, Text, and_, literal_column

from wallboard.calls.happenings import OF_CALLS
from wallboard.ledger.tables.columns import ROW_NUMBER, TRUE, flag, metadata, text, whole
from wallboard.model import DAY, Micros, Reason

# What lasts longer is found through a small index of its own, so that "open or changed around then" is answered
# from the rows that began shortly before, however much came after.
VISIT_LASTS: Micros = DAY

happenings = Table(
    "happenings",
    metadata,
    Column("source", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    text("site"),
    whole("at"),
    text("callid"),
    text("queue"),
    text("agent"),
    text("what"),
    whole("wait_s", nullable=True),  # as the source told it; null where it told none
    whole("talk_s", nullable=True),
    text("detail"),
    text("raw"),  # the source's own row, masked: for people who ask, nothing is counted from it
    whole("received_at"),
    whole("batch"),
    Index("happenings_by_call", "callid"),
    sqlite_with_rowid=False,
)

# What is looked for by what happened is never a step of a call, and those are nearly all rows. Written out as in the
# index, so that planners see it; it stands beside the condition that it follows from.
BESIDE_CALLS: ColumnElement[bool] = and_(
    *(happenings.c.what != literal_column(f"'{what}'") for what in sorted(what.value for what in OF_CALLS))
)

Index(
    "happenings_beside_calls",
    happenings.c.site,
    happenings.c.what,
    happenings.c.at,
    sqlite_where=BESIDE_CALLS,
    postgresql_where=BESIDE_CALLS,
)

visits = Table(
    "visits",
    metadata,
    Column("source", Text, primary_key=True),
    Column("callid", Text, primary_key=True),
    Column("queue", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    text("site"),
    whole("entered"),
    text("outcome"),
    whole("left", nullable=True),
    whole("wait_s", nullable=True),
    Column("reason", Text),
    Column("agent", Text),
    whole("ended", nullable=True),
    flag("completed"),
    whole("talk_s", nullable=True),
    flag("transferred"),
    whole("over"),  # when nothing more can happen to it; FAR while waiting or talking
    flag("lasting"),
    Index("visits_by_entry", "site", "entered"),
    sqlite_with_rowid=False,
)

Index(
    "visits_lasting",
    visits.c.site,
    visits.c.over,
    sqlite_where=visits.c.lasting == TRUE,
    postgresql_where=visits.c.lasting == TRUE,
)

Index(
    "visits_called_back",
    visits.c.site,
    visits.c.left,
    sqlite_where=visits.c.reason == literal_column(f"'{Reason.CALLBACK}'"),
    postgresql_where=visits.c.reason == literal_column(f"'{Reason.CALLBACK}'"),
)

callers = Table(
    "callers",
    metadata,
    Column("source", Text, primary_key=True),
    Column("callid", Text, primary_key=True),
    text("site"),
    whole("at"),  # when the call came
    text("caller"),  # a keyed hash; calls without a number have no row
    whole("received_at"),
    Index("callers_by_caller", "caller", "at"),
    Index("callers_by_instant", "site", "at"),
    sqlite_with_rowid=False,
)

callbacks_settled = Table(
    "callbacks_settled",
    metadata,
    Column("source", Text, primary_key=True),  # with the others of the visit in which its caller asked for it
    Column("callid", Text, primary_key=True),
    Column("queue", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    text("site"),
    whole("at"),
    text("who"),
    Index("callbacks_settled_by_instant", "site", "at"),
    sqlite_with_rowid=False,
)

visit_versions = Table(
    "visit_versions",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    text("source"),
    text("site"),
    text("key"),  # of the row in its source
    text("queue"),
    whole("updated"),
    whole("entered"),
    text("outcome"),
    whole("left", nullable=True),
    Column("reason", Text),
    text("agent"),
    whole("ended", nullable=True),
    whole("wait_s", nullable=True),
    whole("talk_s", nullable=True),
    flag("transferred"),
    flag("removed"),  # 1: the source took the visit back
    whole("received_at"),
    whole("batch"),
    flag("lasting"),  # 1 on one that is open, or was for long, unless a better one came soon after the visit began
    Index("visit_versions_by_key", "source", "key"),
    Index("visit_versions_by_entry", "site", "entered"),
    Index("visit_versions_by_batch", "batch"),
    sqlite_autoincrement=True,
)

Index(
    "visit_versions_lasting",
    visit_versions.c.site,
    visit_versions.c.entered,
    visit_versions.c.received_at,
    sqlite_where=visit_versions.c.lasting == TRUE,
    postgresql_where=visit_versions.c.lasting == TRUE,
)

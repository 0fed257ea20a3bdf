"""The ledger's tables. Facts are only ever added; cursors, counters and projections follow them.

`callers` are no facts: they go after some weeks, and everything else is the same without them.

Projections, which may be rewritten because they can be made again from the facts: `visits`, `checkpoints`, and
in `ticket_versions` the columns `latest`, `began`, `until` and `lasting`, in `visit_versions` `lasting`. Changing a table here needs a new file
in migrations/versions; a test compares the two. Instants are Micros.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Double,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    and_,
    literal_column,
)
from sqlalchemy.sql.type_api import TypeEngine

from wallboard.calls.happenings import OF_CALLS
from wallboard.model import DAY, HOUR, VERSION_COLUMNS, Micros, Reason

metadata = MetaData()

FAR: Micros = 2**63 - 1  # the end of what is not over yet

# What lasts longer is found through a small index of its own, so that "open or changed around then" is answered
# from the rows that began shortly before, however much came after.
VISIT_LASTS: Micros = DAY
TICKET_LASTS: Micros = 60 * DAY
BATCH_LATE: Micros = HOUR  # one that tells of what was so long ago is looked for through such an index too

NOT_LATEST, ONLY, LATEST, PLAIN = 0, 1, 2, 3

# SQLite numbers rows by itself only where the key is spelled INTEGER.
_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")
# Written out, so that planners see the partial indexes.
_FALSE: ColumnElement[int] = literal_column("0")
_TRUE: ColumnElement[int] = literal_column("1")


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _whole(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _flag(name: str) -> Column[int]:
    return Column(name, SmallInteger, nullable=False)


sources = Table(
    "sources",
    metadata,
    Column("source", Text, primary_key=True),
    _text("site"),
    Column("cursor", Text),  # JSON; null before the first batch
    _whole("read"),
    _whole("new"),
    _whole("repeats"),
    _whole("set_aside"),
    _whole("received_at"),
)

source_settings = Table(
    "source_settings",
    metadata,
    Column("source", Text, primary_key=True),
    _text("meaning"),  # JSON: a digest of each setting by which its rows were read
    _text("reach"),  # a digest of where it is reached
)

batches = Table(
    "batches",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _text("source"),
    _text("site"),
    _whole("received_at"),
    _whole("read"),
    _whole("new"),
    _whole("repeats"),
    _whole("set_aside"),
    _whole("first_seq", nullable=True),  # of the happenings in it; null where it has none
    _whole("last_seq", nullable=True),
    _whole("first_at", nullable=True),
    Index("batches_by_arrival", "site", "received_at"),
    Index("batches_by_source", "source", "received_at"),
    sqlite_autoincrement=True,  # a purged number never comes back
)
# What came so late that it is not found among those that arrived around its time. Written out as in the index.
TOLD_LATE: ColumnElement[bool] = batches.c.received_at > batches.c.first_at + literal_column(str(BATCH_LATE))
Index("batches_told_late", batches.c.site, batches.c.first_at, sqlite_where=TOLD_LATE, postgresql_where=TOLD_LATE)

happenings = Table(
    "happenings",
    metadata,
    Column("source", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    _text("site"),
    _whole("at"),
    _text("callid"),
    _text("queue"),
    _text("agent"),
    _text("what"),
    _whole("wait_s", nullable=True),  # as the source told it; null where it told none
    _whole("talk_s", nullable=True),
    _text("detail"),
    _text("raw"),  # the source's own row, masked: for people who ask, nothing is counted from it
    _whole("received_at"),
    _whole("batch"),
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
    _text("site"),
    _whole("entered"),
    _text("outcome"),
    _whole("left", nullable=True),
    _whole("wait_s", nullable=True),
    Column("reason", Text),
    Column("agent", Text),
    _whole("ended", nullable=True),
    _flag("completed"),
    _whole("talk_s", nullable=True),
    _flag("transferred"),
    _whole("over"),  # when nothing more can happen to it; FAR while waiting or talking
    _flag("lasting"),
    Index("visits_by_entry", "site", "entered"),
    sqlite_with_rowid=False,
)
Index(
    "visits_lasting",
    visits.c.site,
    visits.c.over,
    sqlite_where=visits.c.lasting == _TRUE,
    postgresql_where=visits.c.lasting == _TRUE,
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
    _text("site"),
    _whole("at"),  # when the call came
    _text("caller"),  # a keyed hash; calls without a number have no row
    _whole("received_at"),
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
    _text("site"),
    _whole("at"),
    _text("who"),
    Index("callbacks_settled_by_instant", "site", "at"),
    sqlite_with_rowid=False,
)

visit_versions = Table(
    "visit_versions",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _text("source"),
    _text("site"),
    _text("key"),  # of the row in its source
    _text("queue"),
    _whole("updated"),
    _whole("entered"),
    _text("outcome"),
    _whole("left", nullable=True),
    Column("reason", Text),
    _text("agent"),
    _whole("ended", nullable=True),
    _whole("wait_s", nullable=True),
    _whole("talk_s", nullable=True),
    _flag("transferred"),
    _flag("removed"),  # 1: the source took the visit back
    _whole("received_at"),
    _whole("batch"),
    _flag("lasting"),  # 1 on one that is open, or was for long, unless a better one came soon after the visit began
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
    sqlite_where=visit_versions.c.lasting == _TRUE,
    postgresql_where=visit_versions.c.lasting == _TRUE,
)

_TYPES: dict[str, TypeEngine[str] | TypeEngine[int]] = {"str": Text(), "int64": BigInteger()}
# Of VERSION_COLUMNS those that requests of before have not.
_TOLD_SINCE = ("relation", "basis", "details")

ticket_versions = Table(
    "ticket_versions",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    *(Column(name, _TYPES[kind], nullable=False) for name, kind in VERSION_COLUMNS.items() if name not in _TOLD_SINCE),
    Column("number", Integer, nullable=False),  # the ticket's 1st, 2nd ... version, by arrival
    _flag("marked"),  # 1: the source no longer had it when asked (a hard delete noticed)
    # is it the one that is true now: NOT_LATEST, the ONLY one, LATEST of several, or of a PLAIN history: one of which the
    # last version that had come by any instant tells all that was told by then
    _flag("latest"),
    _whole("began"),  # on the latest one: when the ticket first can have been open
    _whole("until"),  # on the latest one: when anything last happened to it; FAR while open
    _flag("lasting"),  # 1 on the latest one of a ticket that is open, or was for long
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
    sqlite_where=ticket_versions.c.latest > _FALSE,
    postgresql_where=ticket_versions.c.latest > _FALSE,
)
Index(
    "ticket_versions_lasting",
    ticket_versions.c.site,
    ticket_versions.c.until,
    ticket_versions.c.ticket,
    ticket_versions.c.began,
    ticket_versions.c.latest,
    sqlite_where=ticket_versions.c.lasting == _TRUE,
    postgresql_where=ticket_versions.c.lasting == _TRUE,
)

outside_days = Table(
    "outside_days",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _text("source"),
    _text("site"),
    _text("day"),  # a local day of the site, in ISO 8601
    _text("numbers"),  # JSON: by their names in the settings
    _whole("received_at"),
    _whole("batch"),
    Index("outside_days_by_day", "source", "day"),
    sqlite_autoincrement=True,
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _text("source"),
    _text("site"),
    _text("key"),
    _text("reason"),
    _text("content"),
    _whole("received_at"),
    _whole("batch"),
    _whole("replayed", nullable=True),  # when it was read again with success
    Index("set_aside_by_row", "source", "key", "reason", unique=True),
    sqlite_autoincrement=True,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _text("site"),
    _text("kind"),
    _whole("at"),
    _whole("made_at"),
    _whole("stale_at", nullable=True),  # when a row arrived that it should have held
    _text("payload"),  # JSON
    Index("checkpoints_by_instant", "site", "kind", "at"),
    sqlite_autoincrement=True,
)

# What is counted of one local day of a site, by the groups of one dimension: see model/day_counts.py.
day_counts = Table(
    "day_counts",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _text("site"),
    _text("kind"),
    _text("dimension"),
    _text("day"),  # ISO
    _whole("since"),
    _whole("until"),
    _whole("made_at"),
    _whole("stale_at", nullable=True),  # when something arrived that it should have counted
    _text("rules"),  # digest of the settings by which it was counted
    _text("payload"),  # JSON
    Index("day_counts_by_day", "site", "kind", "dimension", "day", unique=True),
    Index("day_counts_by_end", "site", "kind", "until"),
    sqlite_autoincrement=True,
)

wall_messages = Table(
    "wall_messages",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _text("site"),
    _text("boards"),  # JSON: their names; none for all of the site's
    _text("text"),
    _text("who"),
    _whole("put_at"),
    _whole("until"),
    _whole("taken_at", nullable=True),  # when somebody took it away before its end
    sqlite_autoincrement=True,
)

horizons = Table(
    "horizons",
    metadata,
    Column("kind", Text, primary_key=True),
    _whole("oldest"),  # what happened before is purged
)

# What is on, fired, was taken and is over. `scope` and what it is of are those of model/alerts.py.
alerts = Table(
    "alerts",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _text("site"),
    _text("rule"),
    _text("queue"),
    _text("department"),
    _text("subject"),
    _text("kind"),
    _text("tone"),
    _text("metric"),
    _text("reading_window"),
    Column("value", Double),
    Column("threshold", Double),
    _whole("began"),
    _whole("fired"),
    _whole("taken_at", nullable=True),
    _text("taken_by"),
    _text("note"),
    _whole("cleared", nullable=True),
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
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _whole("alert"),
    _text("channel"),
    _text("why"),
    _whole("made_at"),
    _whole("due_at"),
    _flag("waited"),  # 1: it was put off to the end of quiet hours
    _text("state"),
    _text("claimed_by"),
    _whole("changed_at"),
    Column("attempts", Integer, nullable=False),
    _text("error"),
    Index("notifications_of_alert", "alert", "channel", "why", unique=True),
    Index("notifications_due", "state", "due_at"),
    sqlite_autoincrement=True,
)

# What people write in the weekly review, and every edit of it: never purged.
review_entries = Table(
    "review_entries",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    _text("kind"),
    _text("site"),
    _text("metric"),  # "" of what is about no single figure
    _text("variant"),
    _text("scope"),  # JSON: what of the site it is about; the site stands by itself
    _text("week"),  # its last day, YYYY-MM-DD; "" of what is about no week
    _text("made_by"),
    _whole("made_at"),
    Column("period", Text, nullable=False, server_default="week"),  # the kind of what `week` is the last day of
    Index("review_entries_by_week", "site", "kind", "week"),
    sqlite_autoincrement=True,
)

review_versions = Table(
    "review_versions",
    metadata,
    Column("entry", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1 as it was written first
    _text("content"),  # JSON: by the entry's kind
    _flag("withdrawn"),
    _text("who"),
    _text("account"),  # its id; "" of whoever had none
    _whole("written_at"),
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
    _text("state"),
    _whole("at"),
    _text("why"),
)

# Published reviews, frozen with their figures: never purged.
review_editions = Table(
    "review_editions",
    metadata,
    Column("site", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # of the period: week, month, quarter
    Column("last", Text, primary_key=True),  # its last day, YYYY-MM-DD
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1 is the first of its period
    _text("content"),  # JSON: the review
    _text("who"),
    _text("account"),  # its id; "" of whoever had none
    _whole("made_at"),
)

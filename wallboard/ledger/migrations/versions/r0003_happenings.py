"""Rows of queue_log become happenings in the words of any phone system; what they said stays beside, for people who ask.

The rows are copied in pieces and the old table is dropped at the end, in one transaction: the disk must have room for
the calls once more, and the memory for one piece. What a verb means is written down here as it was when this was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
import structlog
from alembic import op

revision = "0003"
down_revision = "0002"

log = structlog.get_logger(__name__)

ROWS_AT_ONCE = 5_000
_TOLD_EVERY = 100  # pieces

_OLD = sa.table(
    "call_events",
    *(sa.column(name) for name in ("source", "seq", "site", "at", "callid", "queue", "agent", "event")),
    *(sa.column(f"data{i}") for i in range(1, 6)),
    *(sa.column(name) for name in ("received_at", "batch")),
)
# what, where wait and talk stand in the data (-1: nowhere), and the detail
_VERBS: dict[str, tuple[str, int, int, str]] = {
    "ENTERQUEUE": ("entered", -1, -1, ""),
    "CONNECT": ("answered", 0, -1, ""),
    "COMPLETEAGENT": ("ended", 0, 1, ""),
    "COMPLETECALLER": ("ended", 0, 1, ""),
    "TRANSFER": ("ended", 2, 3, "transferred"),
    "BLINDTRANSFER": ("ended", 2, 3, "transferred"),
    "ATTENDEDTRANSFER": ("ended", 2, 3, "transferred"),
    "ABANDON": ("left", 2, -1, "abandoned"),
    "EXITWITHTIMEOUT": ("left", 2, -1, "timeout"),
    "EXITEMPTY": ("left", 2, -1, "empty"),
    "EXITWITHKEY": ("left", 3, -1, "key"),
    "WITHDRAW": ("left", 2, -1, "withdrawn"),
    "ADDMEMBER": ("joined", -1, -1, ""),
    "REMOVEMEMBER": ("parted", -1, -1, ""),
    "PAUSE": ("paused", -1, -1, ""),
    "PAUSEALL": ("paused", -1, -1, ""),
    "UNPAUSE": ("resumed", -1, -1, ""),
    "UNPAUSEALL": ("resumed", -1, -1, ""),
    "AGENTLOGIN": ("logged_in", -1, -1, ""),
    "AGENTCALLBACKLOGIN": ("logged_in", -1, -1, ""),
    "AGENTLOGOFF": ("logged_out", -1, -1, ""),
    "AGENTCALLBACKLOGOFF": ("logged_out", -1, -1, ""),
    "RINGNOANSWER": ("rang", -1, -1, ""),
    "QUEUESTART": ("restarted", -1, -1, ""),
}
_OF_NO_QUEUE = frozenset(
    {"PAUSEALL", "UNPAUSEALL", "AGENTLOGIN", "AGENTCALLBACKLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGOFF", "QUEUESTART"}
)
_DETAILS: dict[str, Callable[[str], str]] = {
    "ADDMEMBER": lambda data1: "paused" if data1 == "PAUSED" else "",
    "PAUSE": str,
    "PAUSEALL": str,
}


def upgrade() -> None:
    happenings = _create()
    connection = op.get_bind()
    done = 0
    for number, rows in enumerate(_pieces(connection), 1):
        connection.execute(happenings.insert(), [_translated(row) for row in rows])
        done += len(rows)
        if number % _TOLD_EVERY == 0:
            log.info("the ledger's calls are being rewritten", rows=done)
    if done:
        # An answer by nobody was counted as one by an agent of that name.
        connection.execute(sa.text("UPDATE visits SET agent = '' WHERE agent = 'NONE'"))
        log.info("the ledger's calls are rewritten", rows=done)
    op.drop_table("call_events")
    op.create_index("happenings_by_call", "happenings", ["callid"])
    op.create_index("happenings_by_what", "happenings", ["site", "what", "at"])


def _create() -> sa.Table:
    return op.create_table(
        "happenings",
        sa.Column("source", sa.Text(), nullable=False, primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("callid", "queue", "agent", "what")),
        sa.Column("wait_s", sa.BigInteger()),
        sa.Column("talk_s", sa.BigInteger()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("detail", "raw")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("received_at", "batch")),
        sqlite_with_rowid=False,
    )


def _pieces(connection: sa.Connection) -> Iterator[Sequence[sa.Row[Any]]]:
    """All old rows, by their key: never more than one piece in memory."""
    key = sa.tuple_(_OLD.c.source, _OLD.c.seq)
    query = sa.select(_OLD).order_by(_OLD.c.source, _OLD.c.seq).limit(ROWS_AT_ONCE)
    rows = connection.execute(query).all()
    while rows:
        yield rows
        last = sa.tuple_(sa.literal(rows[-1].source), sa.literal(rows[-1].seq))
        rows = connection.execute(query.where(key > last)).all()


def _translated(row: sa.Row[Any]) -> dict[str, Any]:
    verb, data = row.event, (row.data1, row.data2, row.data3, row.data4, row.data5)
    what, wait_at, talk_at, detail = _VERBS.get(verb, ("other", -1, -1, ""))
    if verb == "ATTENDEDTRANSFER":
        wait, talk = data[3:5] if data[0] == "LINK" else data[2:4]
        talk = talk.partition("|")[0]
    else:
        wait, talk = ("" if place < 0 else data[place] for place in (wait_at, talk_at))
    return {
        "source": row.source,
        "seq": row.seq,
        "part": 0,
        "site": row.site,
        "at": row.at,
        "callid": "" if row.callid == "NONE" else row.callid,
        "queue": "" if verb in _OF_NO_QUEUE else row.queue,
        "agent": "" if row.agent == "NONE" else row.agent,
        "what": what,
        "wait_s": _whole(wait),
        "talk_s": _whole(talk),
        "detail": _DETAILS[verb](data[0]) if verb in _DETAILS else detail,
        "raw": "|".join((verb, *data)).rstrip("|"),
        "received_at": row.received_at,
        "batch": row.batch,
    }


def _whole(text: str) -> int | None:
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else None

"""Which batches came in, where each source stands, and the rows that made no sense."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, RowMapping, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from wallboard.calls.happenings import Happening
from wallboard.ledger.bulk import among
from wallboard.ledger.records import Counts, SetAsideRow
from wallboard.ledger.tables import batches, set_aside, sources
from wallboard.model import Micros
from wallboard.source import SUPERSEDED, Cursor, SetAside

_COUNTED = ("read", "new", "repeats", "set_aside")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who brought what when: the part that every row of a batch shares."""

    source: str
    site: str
    received_at: Micros
    batch: int = 0


def claim(connection: Connection, arrival: Arrival) -> None:
    """Holds the source's row until the end of the transaction: a second writer has to wait for it."""
    row = {
        "source": arrival.source,
        "site": arrival.site,
        "received_at": arrival.received_at,
        **dict.fromkeys(_COUNTED, 0),
    }
    if connection.dialect.name == "postgresql":
        connection.execute(postgresql.insert(sources).values(row).on_conflict_do_nothing())
        connection.execute(select(sources.c.source).where(sources.c.source == arrival.source).with_for_update())
    else:  # the whole file is held since BEGIN IMMEDIATE
        connection.execute(sqlite.insert(sources).values(row).on_conflict_do_nothing())


def open_batch(
    connection: Connection, arrival: Arrival, happenings: Sequence[Happening] = (), first_at: Micros | None = None
) -> Arrival:
    """Writes the batch's row, to be completed by `close_batch`. `first_at` is the first instant of its calls."""
    seqs = [each.seq for each in happenings]
    row = {
        "source": arrival.source,
        "site": arrival.site,
        "received_at": arrival.received_at,
        **dict.fromkeys(_COUNTED, 0),
        "first_seq": min(seqs, default=None),
        "last_seq": max(seqs, default=None),
        "first_at": first_at,
    }
    number = connection.execute(insert(batches).values(row)).inserted_primary_key
    assert number is not None  # noqa: S101 - the table numbers its rows
    return Arrival(arrival.source, arrival.site, arrival.received_at, number[0])


def close_batch(connection: Connection, arrival: Arrival, counts: Counts, cursor: Cursor | None) -> None:
    """Counts the batch and moves the cursor (None: it stays)."""
    table = sources.c
    moved = {} if cursor is None else {"cursor": json.dumps(dict(cursor))}
    connection.execute(
        update(sources)
        .where(table.source == arrival.source)
        .values(
            read=table.read + counts.read,
            new=table.new + counts.new,
            repeats=table.repeats + counts.repeats,
            set_aside=table.set_aside + counts.set_aside,
            received_at=arrival.received_at,
            **moved,
        )
    )
    if arrival.batch:
        connection.execute(update(batches).where(batches.c.id == arrival.batch).values(asdict(counts)))


def read_cursor(connection: Connection, source: str) -> Cursor | None:
    text = connection.scalar(select(sources.c.cursor).where(sources.c.source == source))
    if text is None:
        return None
    cursor: Cursor = json.loads(text)
    return cursor


def read_counts(connection: Connection, source: str) -> Counts:
    row = connection.execute(select(sources).where(sources.c.source == source)).mappings().first()
    if row is None:
        return Counts()
    waiting = select(func.count()).where(set_aside.c.source == source, set_aside.c.replayed.is_(None))
    return Counts(row["read"], row["new"], row["repeats"], connection.scalar(waiting) or 0)


def read_superseded(connection: Connection, source: str) -> int:
    """Rows set aside because a newer one of the same ticket stands for them."""
    table = set_aside.c
    which = table.source == source, table.replayed.is_(None), table.reason.startswith(SUPERSEDED)
    return connection.scalar(select(func.count()).where(*which)) or 0


def read_last_received(connection: Connection, source: str, until: Micros | None) -> Micros | None:
    """When the source last brought something new (its cursor moved), by `until`; None when it never did."""
    if until is None:
        return connection.scalar(select(sources.c.received_at).where(sources.c.source == source))
    by_then = (batches.c.source == source) & (batches.c.received_at <= until)
    last: Micros | None = connection.scalar(select(func.max(batches.c.received_at)).where(by_then))
    return last


def new_set_aside(connection: Connection, source: str, rows: Sequence[SetAside]) -> list[SetAside]:
    """Those that are not kept yet (or were replayed once, and fail again)."""
    if not rows:
        return []
    table = set_aside.c
    kept = {
        (key, reason)
        for key, reason in connection.execute(
            select(table.key, table.reason).where(
                table.source == source,
                among(connection, table.key, {row.key for row in rows}),
                table.replayed.is_(None),
            )
        )
    }
    return list({(row.key, row.reason): row for row in rows if (row.key, row.reason) not in kept}.values())


def keep_set_aside(connection: Connection, arrival: Arrival, rows: Sequence[SetAside]) -> None:
    """Adds rows given by `new_set_aside`."""
    for row in rows:
        key = {"source": arrival.source, "key": row.key, "reason": row.reason}
        values = {
            "site": arrival.site,
            "content": row.content,
            "received_at": arrival.received_at,
            "batch": arrival.batch,
            "replayed": None,
        }
        same = (set_aside.c[name] == value for name, value in key.items())
        if not connection.execute(update(set_aside).where(*same).values(values)).rowcount:
            connection.execute(insert(set_aside).values({**key, **values}))


def has_set_aside(connection: Connection, source: str) -> bool:
    """Whether any of its rows ever was."""
    return bool(connection.scalar(select(sources.c.set_aside).where(sources.c.source == source)))


def mend(connection: Connection, arrival: Arrival, keys: Collection[str]) -> int:
    """Rows that were set aside and are taken now, under the same `keys`, wait no longer. Gives back how many those were.
    One for which a newer row stands is no fault, and goes on to stand behind it."""
    if not keys:
        return 0
    table = set_aside.c
    fault = table.source == arrival.source, table.replayed.is_(None), ~table.reason.startswith(SUPERSEDED)
    taken = update(set_aside).where(*fault, among(connection, table.key, keys))
    return connection.execute(taken.values(replayed=arrival.received_at)).rowcount


def list_mended(connection: Connection, source: str, limit: int | None) -> list[SetAsideRow]:
    """Rows that were set aside and of which nothing is any more, those taken last first."""
    table, other = set_aside.c, set_aside.alias().c
    waits = exists().where(other.source == table.source, other.key == table.key, other.replayed.is_(None))
    query = select(set_aside).where(table.source == source, table.replayed.is_not(None), ~waits)
    newest = query.order_by(table.replayed.desc(), table.id.desc()).limit(limit)
    return [_row(found) for found in connection.execute(newest).mappings()]


def list_set_aside(connection: Connection, source: str, limit: int | None) -> list[SetAsideRow]:
    table = set_aside.c
    query = select(set_aside).where(table.source == source, table.replayed.is_(None)).order_by(table.id).limit(limit)
    return [_row(row) for row in connection.execute(query).mappings()]


def _row(row: RowMapping) -> SetAsideRow:
    names = ("id", "source", "key", "reason", "content", "received_at", "replayed")
    return SetAsideRow(**{name: row[name] for name in names})

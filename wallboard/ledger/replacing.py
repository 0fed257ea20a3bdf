"""All that a source tells now in place of what it told before, in one transaction.

What it no longer tells stays as it was read: calls of before its oldest row, requests that it no longer has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, delete, exists, func, insert, or_, select, update

from wallboard.calls.happenings import Happening
from wallboard.ledger.bulk import among
from wallboard.ledger.intake import no_step, take_in
from wallboard.ledger.journal import Arrival
from wallboard.ledger.records import SourceContents
from wallboard.ledger.rereading import spoil_all
from wallboard.ledger.tables import (
    callers,
    happenings,
    outside_days,
    set_aside,
    sources,
    ticket_versions,
    visit_versions,
    visits,
)
from wallboard.model import Micros
from wallboard.source import Batch

_KEYS_AT_ONCE = 5_000


@dataclass
class Extent:
    """How far what a source tells now reaches: gathered from its batches before anything is replaced."""

    earliest: Micros | None = None
    first: Happening | None = None  # of the lowest number ...
    last_seq: int = 0  # ... to the highest
    visits: set[str] = field(default_factory=set)  # keys of those that are told whole
    tickets: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)

    def add(self, batch: Batch) -> None:
        for happened in batch.happenings:
            self.earliest = happened.at if self.earliest is None else min(self.earliest, happened.at)
            self.first = happened if self.first is None or happened.seq < self.first.seq else self.first
            self.last_seq = max(self.last_seq, happened.seq)
        self.visits.update(version.key for version in batch.visits)
        if batch.tickets is not None:
            self.tickets.update(batch.tickets["ticket"].tolist())
        self.days.update(each.day.isoformat() for each in batch.days)


def replace_source(connection: Connection, arrival: Arrival, extent: Extent, batches: Iterable[Batch]) -> None:
    """Nothing is changed when `batches` raises: it is all one transaction."""
    spoil_all(connection, arrival.source, arrival.received_at)
    drops = (_drop_calls, _drop_visits, _drop_tickets, _drop_days)
    kept = sum(drop(connection, arrival.source, extent) for drop in drops)
    connection.execute(delete(set_aside).where(set_aside.c.source == arrival.source))
    # Its batches stay: rows that are kept name them. They end where the new ones begin.
    connection.execute(delete(sources).where(sources.c.source == arrival.source))
    row = {"source": arrival.source, "site": arrival.site, "cursor": None, "read": kept, "new": kept}
    row |= {"repeats": 0, "set_aside": 0, "received_at": arrival.received_at}
    connection.execute(insert(sources).values(row))
    for batch in batches:
        take_in(connection, arrival, batch, no_step)


def read_contents(connection: Connection, source: str) -> SourceContents:
    """What the ledger holds of a source, counted."""
    calls = select(visits.c.outcome, func.count()).where(visits.c.source == source).group_by(visits.c.outcome)
    version = ticket_versions.c
    states = select(version.state, func.count()).where(version.source == source, version.latest > 0)
    waiting = select(func.count()).where(set_aside.c.source == source, set_aside.c.replayed.is_(None))
    return SourceContents(
        calls=_count(connection, happenings, source) + _count(connection, visit_versions, source),
        visits={str(outcome): int(count) for outcome, count in connection.execute(calls)},
        versions=_count(connection, ticket_versions, source),
        tickets={str(state): int(count) for state, count in connection.execute(states.group_by(version.state))},
        set_aside=connection.scalar(waiting) or 0,
        days=_count(connection, outside_days, source),
    )


def _drop_calls(connection: Connection, source: str, extent: Extent) -> int:
    """Deletes what the source tells anew. Gives back how many of its rows are kept, numbered below all new ones."""
    happened = happenings.c
    mine = happened.source == source
    if extent.earliest is None or extent.first is None:
        return _count(connection, happenings, source)
    anew = happened.at >= extent.earliest
    if _same_numbers(connection, source, extent.first):  # times may have moved: by another zone, say
        anew = or_(anew, happened.seq.between(extent.first.seq, extent.last_seq))
    for table in (visits, callers):
        of_these = exists().where(mine, anew, happened.callid == table.c.callid)
        connection.execute(delete(table).where(table.c.source == source, of_these))
    connection.execute(delete(happenings).where(mine, anew))
    kept, lowest, highest = connection.execute(
        select(func.count(), func.min(happened.seq), func.max(happened.seq)).where(mine)
    ).one()
    if kept and highest >= extent.first.seq:
        by = max(highest - extent.first.seq, highest - lowest) + 1
        connection.execute(update(happenings).where(mine).values(seq=happened.seq - by))
    return int(kept)


def _same_numbers(connection: Connection, source: str, first: Happening) -> bool:
    """Whether the source still numbers its rows as when they were read: its first row is the one that it was."""
    happened = happenings.c
    what = happened.callid == first.callid, happened.queue == first.queue, happened.what == first.what
    same = select(happened.seq).where(happened.source == source, happened.seq == first.seq, *what)
    return connection.scalar(same) is not None


def _drop_visits(connection: Connection, source: str, extent: Extent) -> int:
    """Deletes whole visits that the source tells anew. Gives back how many versions of others are kept."""
    keys = sorted(extent.visits)
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        by_key = (visit_versions, visit_versions.c.key), (visits, visits.c.callid), (callers, callers.c.callid)
        for table, key in by_key:
            these = among(connection, key, keys[start : start + _KEYS_AT_ONCE])
            connection.execute(delete(table).where(table.c.source == source, these))
    return _count(connection, visit_versions, source)


def _drop_tickets(connection: Connection, source: str, extent: Extent) -> int:
    version, keys = ticket_versions.c, sorted(extent.tickets)
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        these = among(connection, version.ticket, keys[start : start + _KEYS_AT_ONCE])
        connection.execute(delete(ticket_versions).where(version.source == source, these))
    return _count(connection, ticket_versions, source)


def _drop_days(connection: Connection, source: str, extent: Extent) -> int:
    told = outside_days.c
    connection.execute(delete(outside_days).where(told.source == source, among(connection, told.day, extent.days)))
    return _count(connection, outside_days, source)


def _count(connection: Connection, table: Table, source: str) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(table.c.source == source)) or 0

"""Rows read once more: those that were set aside, whole sources whose settings changed, sources with a new name."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, func, insert, select, update

from wallboard.ledger.bulk import among
from wallboard.ledger.journal import Arrival
from wallboard.ledger.records import SourceSettings
from wallboard.ledger.tables import (
    batches,
    callbacks_settled,
    callers,
    checkpoints,
    day_counts,
    happenings,
    outside_days,
    set_aside,
    source_settings,
    sources,
    ticket_versions,
    visit_versions,
    visits,
)
from wallboard.model import Micros

_FACTS = (happenings, visit_versions, ticket_versions, outside_days)
_BY_SOURCE = (
    sources,
    source_settings,
    batches,
    happenings,
    visits,
    callbacks_settled,
    callers,
    visit_versions,
    ticket_versions,
    outside_days,
    set_aside,
)


def read_settings(connection: Connection, source: str) -> SourceSettings | None:
    row = connection.execute(select(source_settings).where(source_settings.c.source == source)).first()
    return None if row is None else SourceSettings(json.loads(row.meaning), row.reach)


def keep_settings(connection: Connection, source: str, meaning: Mapping[str, str], reach: str) -> None:
    connection.execute(delete(source_settings).where(source_settings.c.source == source))
    row = {"source": source, "meaning": json.dumps(dict(meaning)), "reach": reach}
    connection.execute(insert(source_settings).values(row))


def known_sources(connection: Connection) -> dict[str, tuple[str, int]]:
    """Site of every source that ever brought something, and rows taken: one that was written anew counts again."""
    rows = connection.execute(select(sources.c.source, sources.c.site, sources.c.new).order_by(sources.c.source))
    return {source: (site, new) for source, site, new in rows}


def rename(connection: Connection, old: str, new: str, at: Micros) -> None:
    """Everything of the source `old` goes on under the name `new`, which has nothing yet."""
    for table in _BY_SOURCE:
        connection.execute(update(table).where(table.c.source == old).values(source=new))
    spoil_all(connection, new, at)


def forget(connection: Connection, source: str, at: Micros) -> int:
    """Deletes all that a source told. Gives back how many rows that were."""
    counts = (select(func.count()).where(table.c.source == source) for table in _FACTS)
    rows = sum(connection.scalar(count) or 0 for count in counts)
    spoil_all(connection, source, at)
    for table in _BY_SOURCE:
        connection.execute(delete(table).where(table.c.source == source))
    return rows


def spoil_all(connection: Connection, source: str, at: Micros) -> None:
    """Checkpoints and counted days of its site hold what the source told: they are counted anew."""
    site = select(sources.c.site).where(sources.c.source == source).scalar_subquery()
    for table in (checkpoints, day_counts):
        stale = table.c.site == site, table.c.stale_at.is_(None)
        connection.execute(update(table).where(*stale).values(stale_at=at))


def mark_tried(connection: Connection, arrival: Arrival, keys: Collection[str]) -> None:
    """Rows that are being read once more wait no longer; those that still make no sense are kept anew."""
    waiting = set_aside.c.source == arrival.source, set_aside.c.replayed.is_(None)
    tried = update(set_aside).where(*waiting, among(connection, set_aside.c.key, keys))
    connection.execute(tried.values(replayed=arrival.received_at))

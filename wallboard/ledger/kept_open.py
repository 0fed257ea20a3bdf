"""The open requests of a site with a plain history, kept in columns from one reading to the next.

Whoever starts a wall reads all of them, and so would everybody who looks at an instant of the past, at which most of them were
open already. What changed since they were read is found by the numbers of the rows, which only grow.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from sqlalchemy import Connection, func, literal_column, select

from wallboard.ledger.bulk import among
from wallboard.ledger.in_columns import versions_in_columns
from wallboard.ledger.tables import FAR, ONLY, PLAIN, sources, ticket_versions
from wallboard.model import Micros
from wallboard.state.version_columns import VersionColumns

_TABLE = ticket_versions.c
_CHANGED_AT_MOST = 50_000  # beyond that, all are read again


@dataclass
class _Kept:
    versions: VersionColumns
    sources: frozenset[str]
    read: int  # the last row of the ledger when they were read ...
    newest: int  # ... and when it was looked at
    gone: set[int] = field(default_factory=set)  # rows of requests that changed since
    changed: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


class KeptOpen:
    """Of every site. Any thread may call."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_site: dict[str, _Kept] = {}

    def keep(self, connection: Connection, site: str, versions: VersionColumns, at: Micros) -> None:
        """All of them that were opened by `at`, read in this transaction. Not where others are opened later."""
        later = _TABLE.site == site, _TABLE.began > at, _TABLE.latest > literal_column("0")
        if connection.scalar(select(_TABLE.id).where(*later).limit(1)) is None:
            newest = _newest(connection)
            kept = _Kept(versions, _sources(connection, site), newest, newest)
            with self._lock:
                self._by_site[site] = kept

    def now(self, connection: Connection, site: str) -> list[VersionColumns] | None:
        """As they stand in this transaction; None where they are to be read."""
        with self._lock:
            kept = self._by_site.get(site)
            if kept is None or _newest(connection) < kept.read:  # a transaction of before
                return None
            if not _follows(connection, site, kept):
                del self._by_site[site]
                return None
            stays = np.ones(len(kept.versions), bool)
            stays[list(kept.gone)] = False
            changed = {source: set(tickets) for source, tickets in kept.changed.items()}
        unchanged = kept.versions if stays.all() else kept.versions.take(np.flatnonzero(stays))
        return [unchanged, *(_open_now(connection, source, tickets) for source, tickets in changed.items())]


def _follows(connection: Connection, site: str, kept: _Kept) -> bool:
    """Looks at what came since. False where that is very much, or sources were renamed or forgotten."""
    newest = _newest(connection)
    if newest - kept.newest > _CHANGED_AT_MOST or _sources(connection, site) != kept.sources:
        return False
    came = select(_TABLE.source, _TABLE.ticket).where(_TABLE.id > kept.newest, _TABLE.site == site)
    for source, ticket in connection.execute(came):
        kept.changed[source].add(ticket)
        row = kept.versions.row_of(source, ticket)
        if row is not None:
            kept.gone.add(row)
    kept.newest = max(kept.newest, newest)
    return sum(map(len, kept.changed.values())) <= _CHANGED_AT_MOST


def _open_now(connection: Connection, source: str, tickets: set[str]) -> VersionColumns:
    ours = (_TABLE.source == source) & among(connection, _TABLE.ticket, sorted(tickets))
    return versions_in_columns(connection, ours & _TABLE.latest.in_((ONLY, PLAIN)) & (_TABLE.until == FAR))


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(_TABLE.id))) or 0


def _sources(connection: Connection, site: str) -> frozenset[str]:
    return frozenset(connection.scalars(select(sources.c.source).where(sources.c.site == site)))

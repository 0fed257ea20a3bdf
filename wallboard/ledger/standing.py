"""The requests that were open at an instant or changed shortly before it, as `TicketState` takes them: of those with a plain history the last
version, in columns; of the others all versions, as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, select, true

from wallboard.ledger.bulk import among, fetched
from wallboard.ledger.in_columns import STANDING, STANDING_COLUMNS, versions_in_columns
from wallboard.ledger.tables import FAR, LATEST, ONLY, PLAIN, ticket_versions
from wallboard.ledger.tickets_reader import (
    IS_LASTING,
    all_versions_of,
    arrived,
    is_within,
    not_over_before,
    ordered,
    reaching_back,
)
from wallboard.ledger.tickets_rows import versions_frame
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.state.version_columns import VersionColumns, together

if TYPE_CHECKING:
    from wallboard.model import Micros

_TABLE = ticket_versions.c
_MANY = 50_000
_AT_ONCE = 25_000  # so many take some 10 MB while they are read


class Standing(NamedTuple):
    """`others` have the columns of a `Version`, those of one ticket in the order of arrival."""

    alone: VersionColumns
    others: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """Both as rows."""
        return pd.concat([self.alone.frame(), self.others], ignore_index=True)


def standing_at(
    connection: Connection, site: str, at: Micros, known: Micros | None, horizon: Micros, remit: Remit = EVERYTHING
) -> Standing:
    """See `Ledger.standing`."""
    back = reaching_back(at, known, horizon)
    ours = is_within(connection, remit, _TABLE), _TABLE.latest.in_((ONLY, PLAIN))
    parts = [versions_in_columns(connection, and_(matters, *ours)) for matters in _in_parts(connection, site, back, at)]
    alone = together(parts)
    if known is not None:
        alone = _as_told(connection, alone, known)
    several = [
        row
        for matters in not_over_before(site, back, at)
        for row in fetched(
            connection, all_versions_of(connection, matters & (_TABLE.latest == LATEST), remit).where(arrived(known))
        )
    ]
    if len(alone) >= _MANY and connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA shrink_memory")  # pages that nobody will ask for again soon
    return Standing(alone, ordered(several)[list(STANDING_COLUMNS)])


def _in_parts(connection: Connection, site: str, back: Micros, at: Micros) -> Iterator[ColumnElement[bool]]:
    """The conditions of `not_over_before`, of those that are open so that no part holds very many."""
    near, lasting = not_over_before(site, back, at)
    yield near
    yield lasting & (_TABLE.until < FAR)
    tickets = select(_TABLE.ticket).where(_TABLE.site == site, IS_LASTING, _TABLE.until == FAR).order_by(_TABLE.ticket)
    begins = true()
    while (last := connection.scalar(tickets.where(begins).offset(_AT_ONCE).limit(1))) is not None:
        yield lasting & (_TABLE.until == FAR) & begins & (_TABLE.ticket <= last)
        begins = _TABLE.ticket > last
    yield lasting & (_TABLE.until == FAR) & begins


def _as_told(connection: Connection, last: VersionColumns, known: Micros) -> VersionColumns:
    """Of each request the last version that had come by then; of those that changed since, earlier ones are looked for."""
    had_come = last.numbers["received_at"] <= known
    if had_come.all():
        return last
    changed = [key for key, come in zip(last.keys(), had_come.tolist(), strict=True) if not come]
    return together([last.take(np.flatnonzero(had_come)), VersionColumns.of(_before(connection, changed, known))])


def _before(connection: Connection, keys: list[tuple[str, str]], known: Micros) -> pd.DataFrame:
    """The versions of these requests that were the last ones then."""
    by_source: dict[str, list[str]] = defaultdict(list)
    for source, ticket in keys:
        by_source[source].append(ticket)
    rows = []
    for source, tickets in by_source.items():
        ours = _TABLE.source == source, among(connection, _TABLE.ticket, tickets)
        rows += fetched(connection, select(*STANDING).where(*ours, arrived(known), _TABLE.followed_at > known))
    return versions_frame(rows, STANDING_COLUMNS)

"""Questions about tickets: the versions of those that were open or changed around an instant."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, literal_column, select

from wallboard.ledger.tables import FAR, ONLY, TICKET_LASTS, sources, ticket_versions
from wallboard.ledger.tickets_rows import versions_frame
from wallboard.model import NO_INSTANT, VERSION_COLUMNS, Micros

_TABLE = ticket_versions.c
_VERSION = [_TABLE[name] for name in VERSION_COLUMNS]
# Numbers written out for the partial indexes.
_IS_LATEST = _TABLE.latest > literal_column("0")
_IS_LASTING = _TABLE.lasting == literal_column("1")

_BY_TICKET_AND_ARRIVAL = itemgetter(
    *(list(VERSION_COLUMNS).index(name) for name in ("source", "ticket", "received_at")), len(VERSION_COLUMNS)
)


def versions_at(connection: Connection, site: str, at: Micros, known: Micros | None, horizon: Micros) -> pd.DataFrame:
    """See `Ledger.ticket_versions`."""
    back = (at if known is None else min(at, known)) - horizon
    arrived = [] if known is None else [_TABLE.received_at <= known]
    rows: list[tuple[Any, ...]] = []
    for matters in _not_over_before(site, back, at):
        for query in _once(matters), _often(matters):
            rows.extend(tuple(row) for row in connection.execute(query.where(*arrived)))
    rows.sort(key=_BY_TICKET_AND_ARRIVAL)
    return versions_frame([row[:-1] for row in rows])


def _once(matters: ColumnElement[bool]) -> Select[Any]:
    """Tickets with one version: it is the row that was found."""
    return select(*_VERSION, _TABLE.id).where(matters, _TABLE.latest == ONLY)


def _often(matters: ColumnElement[bool]) -> Select[Any]:
    """All versions of the others."""
    keys = select(_TABLE.source, _TABLE.ticket).where(matters, _TABLE.latest > ONLY).subquery()
    same = and_(_TABLE.source == keys.c.source, _TABLE.ticket == keys.c.ticket)
    return select(*_VERSION, _TABLE.id).join(keys, same)


def _not_over_before(site: str, back: Micros, at: Micros) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Latest versions of tickets opened by `at` to which something may have happened from `back` on: two
    conditions without overlap, to be asked one after the other.

    Short ones are looked for near `back`, long ones through their own index: the cost does not grow with what was
    finished before or opened after.
    """
    near = max(back, NO_INSTANT + TICKET_LASTS) - TICKET_LASTS
    began = _TABLE.began + 0  # no index may serve this part: there is a better one
    return (
        and_(_TABLE.site == site, _IS_LATEST, _TABLE.began.between(near, at), _TABLE.until >= back),
        and_(_TABLE.site == site, _IS_LASTING, _TABLE.until >= back, began < near, began <= at),
    )


def open_tickets(connection: Connection, source: str, after: str, limit: int) -> list[str]:
    """See `Ledger.open_tickets`."""
    site = select(sources.c.site).where(sources.c.source == source).scalar_subquery()
    query = (
        select(_TABLE.ticket)
        .where(_TABLE.site == site, _IS_LASTING, _TABLE.until == FAR, _TABLE.ticket > after)
        .where(_TABLE.source == source)
        .order_by(_TABLE.ticket)
        .limit(limit)
    )
    return list(connection.scalars(query))

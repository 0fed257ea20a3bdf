"""Questions about tickets: the versions of those that were open or changed around an instant."""

from __future__ import annotations

from operator import itemgetter

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, literal_column, or_, select

from wallboard.ledger.tables import FAR, ONLY, TICKET_LASTS, ticket_versions
from wallboard.ledger.tickets_rows import OVER, versions_frame
from wallboard.model import VERSION_COLUMNS, Micros

_TABLE = ticket_versions.c
_VERSION = [_TABLE[name] for name in VERSION_COLUMNS]
_IS_LATEST = _TABLE.latest > literal_column("0")  # written out for the partial index

_BY_TICKET_AND_ARRIVAL = itemgetter(
    *(list(VERSION_COLUMNS).index(name) for name in ("source", "ticket", "received_at")), len(VERSION_COLUMNS)
)


def versions_at(connection: Connection, site: str, at: Micros, known: Micros | None, horizon: Micros) -> pd.DataFrame:
    """See `Ledger.ticket_versions`."""
    back = (at if known is None else min(at, known)) - horizon
    matters = _not_over_before(site, back, at)
    once = select(*_VERSION, _TABLE.id).where(matters, _TABLE.latest == ONLY)
    keys = select(_TABLE.source, _TABLE.ticket).where(matters, _TABLE.latest > ONLY).subquery()
    often = select(*_VERSION, _TABLE.id).join(
        keys, and_(_TABLE.source == keys.c.source, _TABLE.ticket == keys.c.ticket)
    )
    arrived = [] if known is None else [_TABLE.received_at <= known]
    rows = [tuple(row) for query in (once, often) for row in connection.execute(query.where(*arrived))]
    rows.sort(key=_BY_TICKET_AND_ARRIVAL)
    return versions_frame([row[:-1] for row in rows])


def _not_over_before(site: str, back: Micros, at: Micros) -> ColumnElement[bool]:
    """Latest versions of tickets opened by `at` to which something may have happened from `back` on.

    Short ones are looked for near `back`, long ones through their own index: the cost does not grow with
    what was finished before or opened after.
    """
    short = and_(_TABLE.began >= back - TICKET_LASTS, _TABLE.until >= back)
    lasting = and_(_TABLE.lasting == literal_column("1"), _TABLE.until >= back)
    return and_(_TABLE.site == site, _IS_LATEST, _TABLE.began <= at, or_(short, lasting))


def open_tickets(connection: Connection, source: str, after: str, limit: int) -> list[str]:
    """See `Ledger.open_tickets`."""
    query = (
        select(_TABLE.ticket)
        .where(_TABLE.source == source, _IS_LATEST, _TABLE.until == FAR, _TABLE.ticket > after)
        .where(_TABLE.state.not_in(OVER))
        .order_by(_TABLE.ticket)
        .limit(limit)
    )
    return list(connection.scalars(query))

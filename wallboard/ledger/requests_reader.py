"""Questions about single requests: the versions of the next open ones, in the order of their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, or_, select, tuple_

from wallboard.ledger.records import RequestKey
from wallboard.ledger.tables import FAR, ONLY, ticket_versions
from wallboard.ledger.tickets_reader import IS_LASTING, VERSION, is_within, ordered, same_ticket, was_within
from wallboard.ledger.tickets_rows import versions_frame
from wallboard.model.remit import Remit

if TYPE_CHECKING:
    import pandas as pd

_TABLE = ticket_versions.c


def open_requests(
    connection: Connection, site: str, remit: Remit, after: RequestKey | None, limit: int
) -> tuple[pd.DataFrame, RequestKey | None]:
    """See `Ledger.open_requests`."""
    ours = or_(
        and_(_TABLE.latest == ONLY, is_within(connection, remit, _TABLE)),
        and_(_TABLE.latest > ONLY, was_within(connection, remit)),
    )
    keys = (
        select(_TABLE.ticket, _TABLE.source)
        .where(_TABLE.site == site, IS_LASTING, _TABLE.until == FAR, ours)
        .order_by(_TABLE.ticket, _TABLE.source)
        .limit(limit)
    )
    if after is not None:
        keys = keys.where(_TABLE.ticket >= after.ticket, tuple_(_TABLE.ticket, _TABLE.source) > tuple_(*after))
    page = [RequestKey(*row) for row in connection.execute(keys)]
    if not page:
        return versions_frame([]), None
    of_page = keys.subquery()
    rows = connection.execute(select(*VERSION, _TABLE.id).join(of_page, same_ticket(_TABLE, of_page.c)))
    return ordered([tuple(row) for row in rows]), page[-1] if len(page) == limit else None

"""Which departments and wards requests have ever named."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from sqlalchemy import Connection, select

from wallboard.ledger.bulk import among
from wallboard.ledger.tables import ticket_versions

Named = Literal["department", "ward"]


def names(connection: Connection, what: Named, sites: Collection[str] | None) -> frozenset[str]:
    """See `Ledger.names`."""
    column = ticket_versions.c[what]
    query = select(column).where(column != "").distinct()
    if sites is not None:
        query = query.where(among(connection, ticket_versions.c.site, sorted(sites)))
    return frozenset(connection.scalars(query))

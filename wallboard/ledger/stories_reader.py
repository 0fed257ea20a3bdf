"""All that is known of one call or one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.ledger.calls_rows import read_visits, to_happening
from wallboard.ledger.records import Belonging
from wallboard.ledger.tables import NO_TEXT, NOT_LATEST, happenings, ticket_versions, visits
from wallboard.ledger.tickets_reader import VERSION, is_within, ordered
from wallboard.ledger.visit_versions import kept_of
from wallboard.model import Micros, Visit
from wallboard.model.remit import Remit

if TYPE_CHECKING:
    import pandas as pd


def visits_of_call(connection: Connection, source: str, callid: str) -> list[Visit]:
    return read_visits(connection, visits.c.source == source, visits.c.callid == callid)


def steps_of_call(connection: Connection, source: str, callid: str) -> list[tuple[Happening, Micros]]:
    """In the phone system's own order, each with when it was received."""
    table = happenings.c
    its = table.callid == callid, table.source.concat("") == source  # by the index of calls
    rows = connection.execute(select(happenings).where(*its)).all()
    return sorted(((to_happening(row), row.received_at) for row in rows), key=lambda told: told[0][:3])


def versions_of_visit(connection: Connection, source: str, key: str) -> list[tuple[VisitVersion, Micros]]:
    """In the order in which they came."""
    return [(kept.version, kept.received_at) for kept in kept_of(connection, source, key)]


def belonging(connection: Connection, source: str, ticket: str, remit: Remit, most: int) -> list[Belonging]:
    """See `Ledger.belonging`."""
    table = ticket_versions.c
    its = table.source == source, table.parent == ticket, table.parent != NO_TEXT, table.latest > NOT_LATEST
    columns = (table[name] for name in Belonging._fields)
    asked = select(*columns).where(*its, is_within(connection, remit, table)).order_by(table.id).limit(most)
    return [Belonging(*row) for row in connection.execute(asked)]


def versions_of_request(connection: Connection, source: str, ticket: str) -> pd.DataFrame:
    table = ticket_versions.c
    rows = connection.execute(select(*VERSION, table.id).where(table.source == source, table.ticket == ticket))
    return ordered([tuple(row) for row in rows])

"""Which caller each call was, as a keyed hash: beside the visits, and gone after some weeks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, delete, select

from wallboard.ledger.bulk import among, delete_rows, insert_rows
from wallboard.ledger.calls_writer import Refolded
from wallboard.ledger.journal import Arrival
from wallboard.ledger.tables import FAR
from wallboard.ledger.tables import callers as table
from wallboard.model import Micros, Visit

_KEY = ("source", "callid")
_COLUMNS = tuple(column.name for column in table.columns)


def keep_callers(
    connection: Connection, arrival: Arrival, told: Mapping[str, str], visits: Iterable[Visit]
) -> Collection[str]:
    """Keeps whose calls these visits are, as far as `told` says so by call. A call came when its first visit did, and of
    what is told of it at several instants the first holds. Gives back whose they are."""
    came: dict[str, Micros] = {}
    for visit in visits:
        call = visit.key.callid
        if call in told:
            came[call] = min(visit.entered, came.get(call, FAR))
    if not came:
        return ()
    mine = table.c.source == arrival.source, among(connection, table.c.callid, came)
    known = {row.callid: row.at for row in connection.execute(select(table.c.callid, table.c.at).where(*mine))}
    new = {call: at for call, at in came.items() if at < known.get(call, FAR)}
    delete_rows(connection, table, _KEY, [(arrival.source, call) for call in new if call in known])
    rows = [(arrival.source, call, arrival.site, at, told[call], arrival.received_at) for call, at in new.items()]
    insert_rows(connection, table, _COLUMNS, rows)
    return {told[call] for call in came}


def forget_taken_back(connection: Connection, source: str, whole: Refolded) -> None:
    """Whole visits that a source took back are nobody's calls."""
    gone = {key.callid for key in whole.gone} - {visit.key.callid for visit in whole.changed}
    if gone:
        connection.execute(delete(table).where(table.c.source == source, among(connection, table.c.callid, gone)))

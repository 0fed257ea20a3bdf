"""What a source calls otherwise now, in all that it told: a department, type or ward of another name is still the same one.

It is the one change of facts. Versions name what their source has under a number, and nobody else could tell of its past, on whatever
page, that it is the same; a ledger that reads the source anew has the new names throughout, too.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, case, select, update

from wallboard.ledger.day_counts import rename_groups, spoil_days_since
from wallboard.ledger.journal import Arrival
from wallboard.ledger.retention import read_oldest
from wallboard.ledger.storable import is_storable
from wallboard.ledger.tables import ticket_versions
from wallboard.model import DAY

_COLUMNS = ("department", "service_type", "ward", "priority", "status")
_UNCOUNTED = "status"  # nothing that is counted of a day goes by it
_COUNTED_AGAIN = 10 * DAY  # days that begin so long after the oldest that is kept can be counted anew


def rename(connection: Connection, arrival: Arrival, renamed: Mapping[str, Mapping[str, str]]) -> bool:
    """`renamed`: by column, the new name of each. Whether anything had such a name."""
    named = {column: _storable(renamed.get(column, {})) for column in _COLUMNS}
    changed = [
        column for column, names in named.items() if names and _rename(connection, arrival.source, column, names)
    ]
    for column in changed:
        if column != _UNCOUNTED:
            _of_days(connection, arrival, column, named[column])
    return bool(changed)


def _storable(names: Mapping[str, str]) -> dict[str, str]:
    """Rows with other texts are set aside."""
    return {old: new for old, new in names.items() if is_storable(old) and is_storable(new)}


def _rename(connection: Connection, source: str, column: str, names: Mapping[str, str]) -> bool:
    named = ticket_versions.c[column]
    theirs = update(ticket_versions).where(ticket_versions.c.source == source, named.in_(list(names)))
    return connection.execute(theirs.values({column: case(names, value=named)})).rowcount > 0


def _of_days(connection: Connection, arrival: Arrival, column: str, names: Mapping[str, str]) -> None:
    """Days are counted anew as far as their rows are there; of older ones only the names can be others."""
    oldest = read_oldest(connection, "tickets")
    anew = 0 if oldest is None else oldest + _COUNTED_AGAIN
    ours = {old: new for old, new in names.items() if not _is_named_by_another(connection, arrival, column, old)}
    rename_groups(connection, arrival.site, column, ours, anew)
    spoil_days_since(connection, arrival.site, "tickets", anew, arrival.received_at)


def _is_named_by_another(connection: Connection, arrival: Arrival, column: str, name: str) -> bool:
    """Whose groups are counted in one with ours."""
    version = ticket_versions.c
    others = version.site == arrival.site, version.source != arrival.source, version[column] == name
    return connection.scalar(select(version.id).where(*others).limit(1)) is not None

"""Who has settled which call-back."""

from __future__ import annotations

from sqlalchemy import Connection, delete
from sqlalchemy.dialects import postgresql, sqlite

from wallboard.ledger.tables import callbacks_settled as table
from wallboard.model import Micros, VisitKey


def settle(connection: Connection, site: str, key: VisitKey, who: str, at: Micros) -> bool:
    """Whether it was not settled before: of two people who settle it at once, one did."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {**key._asdict(), "site": site, "at": at, "who": who}
    made = insert(table).values(row).on_conflict_do_nothing().returning(table.c.at)
    return connection.execute(made).first() is not None


def purge(connection: Connection, before: Micros) -> int:
    """Deletes what was settled before. Gives back how many."""
    return int(connection.execute(delete(table).where(table.c.at < before)).rowcount)

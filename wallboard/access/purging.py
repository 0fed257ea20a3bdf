"""What is over goes after a while: sessions, tokens, screens and codes soon, the audit log by its retention."""

from __future__ import annotations

from sqlalchemy import delete, or_

from wallboard.access.audit import Audit
from wallboard.access.store import Store
from wallboard.access.tables import codes, screens, sessions, tokens
from wallboard.model import DAY, Micros

KEEP_OVER = 35 * DAY  # so that the audit log's newest entries can still be followed to what they name


def purge(store: Store, audit: Audit, now: Micros, audit_days: int) -> dict[str, int]:
    """Deletes what has been over for long. Gives back the rows deleted, by table."""
    gone: dict[str, int] = {}
    with store.writing() as connection:
        for table in (sessions, tokens, screens):
            over = or_(table.c.ended_at < now - KEEP_OVER, table.c.until < now - KEEP_OVER)
            gone[table.name] = int(connection.execute(delete(table).where(over)).rowcount)
        gone["codes"] = int(connection.execute(delete(codes).where(codes.c.until < now - KEEP_OVER)).rowcount)
    return gone | {"audit": audit.purge(now, audit_days)}

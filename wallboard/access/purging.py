"""What is over goes after a while: sessions, tokens, screens and codes soon, the audit log by its retention."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, or_, select

from wallboard.access.audit import Audit
from wallboard.access.store import AccessStore
from wallboard.access.tables import audit as entries
from wallboard.access.tables import codes, people, screens, sessions, tokens
from wallboard.model import DAY, Micros

KEEP_OVER = 35 * DAY  # so that the audit log's newest entries can still be followed to what they name


def purge(store: AccessStore, audit: Audit, now: Micros, audit_days: int) -> dict[str, int]:
    """Deletes what has been over for long. Gives back the rows deleted, by table.

    It is taken to be at most a day later than anybody was last seen: a clock that is years ahead deletes nothing."""
    with store.reading() as connection:
        last = _last_seen(connection)
    if last is None:
        return {}
    now = min(now, last + DAY)
    gone: dict[str, int] = {}
    with store.writing() as connection:
        for table in (sessions, tokens, screens):
            over = or_(table.c.ended_at < now - KEEP_OVER, table.c.until < now - KEEP_OVER)
            gone[table.name] = int(connection.execute(delete(table).where(over)).rowcount)
        gone["codes"] = int(connection.execute(delete(codes).where(codes.c.until < now - KEEP_OVER)).rowcount)
    return gone | {"audit": audit.purge(now, audit_days)}


def _last_seen(connection: Connection) -> Micros | None:
    """When somebody or something was last here, or did anything that the audit log tells."""
    newest = select(entries.c.at).order_by(entries.c.id.desc()).limit(1)
    seen = [connection.scalar(select(func.max(table.c.seen_at))) for table in (people, sessions, tokens, screens)]
    return max((at for at in (connection.scalar(newest), *seen) if at is not None), default=None)

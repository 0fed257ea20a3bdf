"""What is older than its retention goes; what is open stays, however old."""

from __future__ import annotations

from sqlalchemy import Connection, and_, delete, exists, func, insert, literal_column, select, tuple_, update

from wallboard.calls.happenings import OF_AGENTS, What
from wallboard.ledger import callbacks_writer, wall_messages
from wallboard.ledger.outside_days import newest_instant
from wallboard.ledger.records import OutOfRetention, RecordKind
from wallboard.ledger.tables import (
    FAR,
    alerts,
    batches,
    callers,
    checkpoints,
    happenings,
    horizons,
    notifications,
    set_aside,
    sources,
    ticket_versions,
    visit_versions,
    visits,
)
from wallboard.model import DAY, Micros
from wallboard.settings import Retention


def purge(connection: Connection, now: Micros, keep: Retention) -> dict[str, int]:
    """Deletes what is over for longer than `keep` says. Gives back the rows deleted, by table.

    It is taken to be at most a day later than the newest that was told: a clock that is years ahead deletes nothing."""
    newest = _newest(connection)
    if newest is None:
        return {}
    now = min(now, newest + DAY)
    calls, tickets = now - keep.call_events_days * DAY, now - keep.tickets_days * DAY
    gone = {
        "visits": _rows(connection, delete(visits).where(visits.c.over < calls)),
        "happenings": _purge_happenings(connection, calls),
        "visit_versions": _purge_visits(connection, calls),
        "ticket_versions": _purge_tickets(connection, tickets),
        "set_aside": _rows(
            connection, delete(set_aside).where(set_aside.c.received_at < now - keep.set_aside_days * DAY)
        ),
        "checkpoints": _rows(
            connection, delete(checkpoints).where(checkpoints.c.at < now - keep.checkpoints_days * DAY)
        ),
        "wall_messages": wall_messages.purge(connection, now - keep.audit_days * DAY),
        "callbacks_settled": callbacks_writer.purge(connection, calls),
        **_purge_alerts(connection, now - keep.alerts_days * DAY),
        "batches": _rows(connection, delete(batches).where(batches.c.received_at < min(calls, tickets))),
    }
    for kind, oldest, deleted in (
        ("calls", calls, gone["happenings"] + gone["visit_versions"]),
        ("tickets", tickets, gone["ticket_versions"]),
    ):
        if deleted:
            _move_horizon(connection, kind, oldest)
    return gone


def forget_callers(connection: Connection, before: Micros | None) -> int:
    """See `Ledger.forget_callers`."""
    which = () if before is None else (callers.c.at < before,)
    return _rows(connection, delete(callers).where(*which))


def read_oldest(connection: Connection, kind: RecordKind) -> Micros | None:
    """From when on records are complete; None while nothing was purged."""
    return connection.scalar(select(horizons.c.oldest).where(horizons.c.kind == kind))


def refuse_before(connection: Connection, kind: RecordKind, since: Micros) -> None:
    """Raises OutOfRetention where an answer would need records from `since` on that are purged."""
    oldest = read_oldest(connection, kind)
    if oldest is not None and since < oldest:
        raise OutOfRetention(kind, oldest)


def _newest(connection: Connection) -> Micros | None:
    """When the newest call or request came, of all that was told, or where there are none which outside day was the
    newest; None before the first."""
    found: list[Micros | None] = []
    for site in connection.scalars(select(sources.c.site).distinct()):
        version = ticket_versions.c.site == site, ticket_versions.c.latest > literal_column("0")
        found.append(connection.scalar(select(func.max(visits.c.entered)).where(visits.c.site == site)))
        found.append(connection.scalar(select(func.max(ticket_versions.c.began)).where(*version)))
    known = [at for at in found if at is not None]
    if known:
        return max(known)
    at: Micros | None = connection.scalar(select(func.max(happenings.c.at)))
    return newest_instant(connection) if at is None else at


def _purge_alerts(connection: Connection, before: Micros) -> dict[str, int]:
    """Those that are over for long, each with what was sent of it."""
    old = select(alerts.c.id).where(alerts.c.cleared < before)
    sent = _rows(connection, delete(notifications).where(notifications.c.alert.in_(old)))
    return {"notifications": sent, "alerts": _rows(connection, delete(alerts).where(alerts.c.cleared < before))}


def _purge_happenings(connection: Connection, before: Micros) -> int:
    """Of calls without a visit left, except those that still decide how agents and the phone system stand."""
    happened = happenings.c
    visited = exists().where(visits.c.source == happened.source, visits.c.callid == happened.callid)
    standing = happened.what.in_([what.value for what in (*OF_AGENTS, What.RESTARTED)])
    which = happened.source, happened.queue, happened.agent, happened.what
    last = select(happened.source, func.max(happened.seq)).where(happened.at < before, standing).group_by(*which)
    decides = and_(standing, tuple_(happened.source, happened.seq).in_(last))
    return _rows(connection, delete(happenings).where(happened.at < before, ~visited, ~decides))


def _purge_visits(connection: Connection, before: Micros) -> int:
    """All versions of visits that are purged, and of those that were taken back: together, for without the last one
    an earlier would hold again."""
    version, other = visit_versions.c, visit_versions.alias().c
    same = visits.c.source == version.source, visits.c.callid == version.key
    later = other.source == version.source, other.key == version.key, other.entered >= before
    kept = exists().where(*same) | exists().where(*later)
    return _rows(connection, delete(visit_versions).where(version.entered < before, ~kept))


def _purge_tickets(connection: Connection, before: Micros) -> int:
    """All versions of tickets that have been over for long. Open ones have `until` FAR."""
    version = ticket_versions.c
    over = select(version.source, version.ticket).where(version.latest > 0, version.until < min(before, FAR))
    return _rows(connection, delete(ticket_versions).where(tuple_(version.source, version.ticket).in_(over)))


def _move_horizon(connection: Connection, kind: str, oldest: Micros) -> None:
    row = horizons.c.kind == kind
    known = connection.scalar(select(horizons.c.oldest).where(row))
    if known is None:
        connection.execute(insert(horizons).values(kind=kind, oldest=oldest))
    elif known < oldest:
        connection.execute(update(horizons).where(row).values(oldest=oldest))


def _rows(connection: Connection, statement: object) -> int:
    result = connection.execute(statement)  # type: ignore[call-overload]
    return int(result.rowcount)

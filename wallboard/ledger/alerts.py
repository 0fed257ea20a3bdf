"""Alerts as they fire, are taken and are over. What fires is kept in one transaction with all that is to be sent of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, insert, or_, select, update

from wallboard.ledger.notifications import drop_needless, told_of
from wallboard.ledger.tables import alerts, notifications
from wallboard.model import SECOND, Micros, Scope
from wallboard.model.alerts import Alert, AlertKey, AlertKind, NotificationState, Raised, Why


class Telling(NamedTuple):
    """Whom to tell of an alert, and when."""

    channel: str
    why: Why
    after_s: float = 0.0  # when it is to be sent, from now on
    waits_until: Micros | None = None  # the end of quiet hours, where they are now
    cool_down_s: float = 0.0  # not again for the same, within so long


def fire(connection: Connection, raised: Raised, tell: Sequence[Telling], now: Micros) -> Alert | None:
    """Keeps a new alert with what is to be sent of it; None where the same is on already."""
    if connection.scalar(select(alerts.c.id).where(*_is(raised.key), alerts.c.cleared.is_(None))) is not None:
        return None
    number = connection.scalar(insert(alerts).values(**_values(raised)).returning(alerts.c.id))
    alert = Alert(int(number or 0), raised)
    _queue(connection, alert, tell, now)
    return alert


def clear(connection: Connection, alert: Alert, tell: Sequence[Telling], now: Micros) -> bool:
    """What it was about is over, which channels hear that heard of it. False where it was already."""
    over = update(alerts).where(alerts.c.id == alert.id, alerts.c.cleared.is_(None)).values(cleared=now)
    if not connection.execute(over).rowcount:
        return False
    drop_needless(connection, alert.id, now)
    heard = told_of(connection, alert.id)
    _queue(connection, alert, [telling for telling in tell if telling.channel in heard], now)
    return True


def take(connection: Connection, number: int, by: str, note: str, now: Micros) -> bool:
    """Somebody looks after it; the first who says so has it, and may change the note. False where it is over, or
    another has it."""
    free = alerts.c.id == number, alerts.c.cleared.is_(None)
    mine = update(alerts).where(*free, alerts.c.taken_by == by).values(note=note)
    first = update(alerts).where(*free, alerts.c.taken_at.is_(None))
    taken = first.values(taken_at=now, taken_by=by, note=note)
    if connection.execute(taken).rowcount:
        drop_needless(connection, number, now)
        return True
    return bool(connection.execute(mine).rowcount)


def read_on(connection: Connection, sites: Collection[str] | None = None) -> list[Alert]:
    """Those that are on, the oldest first. They are few: asked for by site, a database would go through all that ever were."""
    on = _read(connection, select(alerts).where(alerts.c.cleared.is_(None)))
    return [alert for alert in on if sites is None or alert.key.scope.site in sites]


def read_were_on(connection: Connection, sites: Collection[str] | None, at: Micros) -> list[Alert]:
    """Those that were on at a past instant, as they were then."""
    then = select(alerts).where(alerts.c.fired <= at, or_(alerts.c.cleared.is_(None), alerts.c.cleared > at))
    return [_as_of(alert, at) for alert in _read(connection, _at(then, sites))]


def _as_of(alert: Alert, at: Micros) -> Alert:
    if alert.taken_at is None or alert.taken_at > at:
        return Alert(alert.id, alert.raised)
    return replace(alert, cleared=None)


def read_one(connection: Connection, number: int) -> Alert | None:
    found = _read(connection, select(alerts).where(alerts.c.id == number))
    return found[0] if found else None


def read_log(connection: Connection, sites: Collection[str] | None, since: Micros, until: Micros) -> list[Alert]:
    """Those that fired in [since, until), the oldest first."""
    return _read(connection, _at(select(alerts).where(alerts.c.fired >= since, alerts.c.fired < until), sites))


def _queue(connection: Connection, alert: Alert, tell: Sequence[Telling], now: Micros) -> None:
    for telling in tell:
        if not _told_lately(connection, alert.key, telling, now):
            due = now + round(telling.after_s * SECOND)
            waits = telling.waits_until is not None and telling.waits_until > due
            row = {
                "alert": alert.id,
                "channel": telling.channel,
                "why": telling.why.value,
                "made_at": now,
                "due_at": telling.waits_until if waits else due,
                "waited": int(waits),
                "state": NotificationState.DUE.value,
                "claimed_by": "",
                "changed_at": now,
                "attempts": 0,
                "error": "",
            }
            connection.execute(insert(notifications).values(**row))


def _told_lately(connection: Connection, key: AlertKey, telling: Telling, now: Micros) -> bool:
    """Whether the channel heard of the same within its cool-down; of what was dropped it heard nothing. What fired later
    than now did so by a clock that was ahead."""
    if not telling.cool_down_s:
        return False
    since = now - round(telling.cool_down_s * SECOND)
    same = select(alerts.c.id).where(*_is(key), alerts.c.fired > since, alerts.c.fired <= now)
    heard = select(notifications.c.id).where(
        notifications.c.alert.in_(same),
        notifications.c.channel == telling.channel,
        notifications.c.why == telling.why.value,
        notifications.c.state != NotificationState.DROPPED.value,
    )
    return connection.scalar(heard.limit(1)) is not None


def _is(key: AlertKey) -> list[ColumnElement[bool]]:
    scope = key.scope
    names = {"site": scope.site, "rule": key.rule, "queue": scope.queue, "department": scope.department}
    return [alerts.c[name] == value for name, value in {**names, "subject": key.subject}.items()]


def _values(raised: Raised) -> dict[str, object]:
    key, scope = raised.key, raised.key.scope
    return {
        "site": scope.site,
        "rule": key.rule,
        "queue": scope.queue,
        "department": scope.department,
        "subject": key.subject,
        "kind": raised.kind.value,
        "tone": raised.tone,
        "metric": raised.metric,
        "reading_window": raised.window,
        "value": raised.value,
        "threshold": raised.threshold,
        "began": raised.began,
        "fired": raised.fired,
        "taken_by": "",
        "note": "",
    }


def _at(query: Select[tuple[object, ...]], sites: Collection[str] | None) -> Select[tuple[object, ...]]:
    return query if sites is None else query.where(alerts.c.site.in_(sorted(sites)))


def _read(connection: Connection, query: Select[tuple[object, ...]]) -> list[Alert]:
    rows = connection.execute(query.order_by(alerts.c.fired, alerts.c.id)).mappings()
    return [_alert(row) for row in rows]


def _alert(row: RowMapping) -> Alert:
    scope = Scope(row["site"], queue=row["queue"], department=row["department"])
    raised = Raised(
        key=AlertKey(row["rule"], scope, row["subject"]),
        kind=AlertKind(row["kind"]),
        tone=row["tone"],
        began=row["began"],
        fired=row["fired"],
        value=row["value"],
        threshold=row["threshold"],
        metric=row["metric"],
        window=row["reading_window"],
    )
    return Alert(row["id"], raised, row["taken_at"], row["taken_by"], row["note"], row["cleared"])

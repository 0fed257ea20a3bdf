"""What is to be sent of alerts. Each is claimed by one update, so that of several notifiers one sends it, once.

    due -> claimed -> sending -> sent
                              -> due      it was refused, and is tried again later
                              -> failed   it was refused for too long
                              -> unsure   it may have gone out: it is never sent again

A notifier that dies after it claimed has sent nothing: its claim lapses, and another takes it. One that dies while it
sends may have sent: what it had is unsure.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, exists, or_, select, update

from wallboard.ledger.tables import alerts, notifications
from wallboard.model import DAY, SECOND, Micros
from wallboard.model.alerts import Notification, NotificationState, Why

CLAIM_LASTS: Micros = 30 * SECOND
SENDING_LASTS: Micros = 120 * SECOND  # longer than any sender takes to give up
STALE_AFTER: Micros = DAY  # what is tried again is due again within minutes

_DUE, _CLAIMED, _SENDING = (
    state.value for state in (NotificationState.DUE, NotificationState.CLAIMED, NotificationState.SENDING)
)
_TABLE = notifications.c


def settle(connection: Connection, now: Micros) -> None:
    """Brings back what dead notifiers had claimed, and drops what nobody needs any more: what was claimed when its alert
    was taken or over is due again only now. What a clock that was ahead has put off to its own time is due by ours."""
    lapsed = update(notifications).where(_TABLE.state == _CLAIMED, _is_long_ago(now, CLAIM_LASTS))
    connection.execute(lapsed.values(state=_DUE, claimed_by="", due_at=now, changed_at=now))
    cut_off = update(notifications).where(_TABLE.state == _SENDING, _is_long_ago(now, SENDING_LASTS))
    connection.execute(cut_off.values(state=NotificationState.UNSURE.value, changed_at=now))
    ahead = update(notifications).where(_TABLE.state == _DUE, _TABLE.changed_at > now + SENDING_LASTS)
    connection.execute(ahead.values(due_at=now + _TABLE.due_at - _TABLE.changed_at, made_at=now, changed_at=now))
    _drop(connection, now, _TABLE.due_at <= now)


def _is_long_ago(now: Micros, lasts: Micros) -> ColumnElement[bool]:
    """Since it changed; or in a future of a clock that was ahead."""
    return ~_TABLE.changed_at.between(now - lasts, now + lasts)


def drop_needless(connection: Connection, alert: int, now: Micros) -> None:
    """Of an alert that was just taken or is over: what waits to be sent and nobody needs any more. At once, and not when
    it is due: the channel is to hear of the same when it fires again."""
    _drop(connection, now, _TABLE.alert == alert)


def _drop(connection: Connection, now: Micros, which: ColumnElement[bool]) -> None:
    """Escalations of what is taken or over; what waited for the end of quiet hours and is over; and of what is over all
    that nobody sent for so long, for want of a wall or of the channel."""
    is_over = exists().where(alerts.c.id == _TABLE.alert, alerts.c.cleared.is_not(None))
    is_looked_after = exists().where(
        alerts.c.id == _TABLE.alert, or_(alerts.c.taken_at.is_not(None), alerts.c.cleared.is_not(None))
    )
    needless = or_(
        and_(_TABLE.why == Why.ESCALATED.value, is_looked_after),
        and_(_TABLE.why == Why.FIRED.value, _TABLE.waited == 1, _TABLE.attempts == 0, is_over),
        and_(_TABLE.due_at < now - STALE_AFTER, is_over),
    )
    dropped = update(notifications).where(_TABLE.state == _DUE, which, needless)
    connection.execute(dropped.values(state=NotificationState.DROPPED.value, changed_at=now))


def told_of(connection: Connection, alert: int) -> set[str]:
    """The channels that heard of an alert, or are to hear of it."""
    heard = _TABLE.alert == alert, _TABLE.state != NotificationState.DROPPED.value
    return set(connection.scalars(select(_TABLE.channel).where(*heard)))


def claim(connection: Connection, by: str, now: Micros, but: Collection[str] = ()) -> Notification | None:
    """The next one that is due, to channels `but` these, ours from now on; None where there is none."""
    first = (
        select(_TABLE.id)
        .where(_TABLE.state == _DUE, _TABLE.due_at <= now, *((_TABLE.channel.not_in(but),) if but else ()))
        .order_by(_TABLE.due_at, _TABLE.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    ours = update(notifications).where(_TABLE.id == first, _TABLE.state == _DUE)
    claimed = ours.values(state=_CLAIMED, claimed_by=by, changed_at=now).returning(notifications)
    row = connection.execute(claimed).mappings().first()
    return None if row is None else _notification(row)


def begin(connection: Connection, ours: Notification, by: str, now: Micros) -> bool:
    """It is being sent from now on. False where the claim lapsed, and it is another's."""
    still = update(notifications).where(
        _TABLE.id == ours.id, _TABLE.state == _CLAIMED, _TABLE.claimed_by == by, _TABLE.changed_at == ours.changed_at
    )
    begun = still.values(state=_SENDING, changed_at=now, attempts=_TABLE.attempts + 1)
    return bool(connection.execute(begun).rowcount)


def end(
    connection: Connection,
    ours: Notification,
    by: str,
    state: NotificationState,
    now: Micros,
    error: str = "",
    again_at: Micros | None = None,
) -> None:
    """How sending it went; `again_at` is when one that is DUE again is tried next. Who took so long that it stands as
    unsure may still say that it was sent."""
    from_states = [_SENDING, NotificationState.UNSURE.value] if state is NotificationState.SENT else [_SENDING]
    held = update(notifications).where(_TABLE.id == ours.id, _TABLE.claimed_by == by, _TABLE.state.in_(from_states))
    values: dict[str, object] = {"state": state.value, "changed_at": now, "error": error}
    if again_at is not None:
        values |= {"due_at": again_at, "claimed_by": ""}
    connection.execute(held.values(**values))


def read_of(connection: Connection, alert: int) -> list[Notification]:
    """All of one alert, by when they are due."""
    query = select(notifications).where(_TABLE.alert == alert).order_by(_TABLE.due_at, _TABLE.id)
    return [_notification(row) for row in connection.execute(query).mappings()]


def _notification(row: RowMapping) -> Notification:
    return Notification(
        row["id"],
        row["alert"],
        row["channel"],
        Why(row["why"]),
        NotificationState(row["state"]),
        row["made_at"],
        row["due_at"],
        row["attempts"],
        row["changed_at"],
        row["error"],
    )

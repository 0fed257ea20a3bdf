"""The log of alerts: what fired, who took it, how long it lasted, and what was sent of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Self

from sqlalchemy import Connection

from wallboard.ledger import alerts, notifications
from wallboard.ledger.alerts import Telling
from wallboard.ledger.store import LedgerStore
from wallboard.model import Micros
from wallboard.model.alerts import Alert, Notification, NotificationState, Raised

Transaction = Callable[[], AbstractContextManager[Connection]]


class AlertLog:
    """Of one ledger. Any thread may call, and several processes over one ledger: whoever comes second is told so by what
    is given back. Every method may raise LedgerError."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading, self._writing = reading, writing

    @classmethod
    def over(cls, store: LedgerStore) -> Self:
        """For whoever holds no ledger, such as a notifier that runs beside the wall."""
        return cls(store.reading, store.writing)

    # -- alerts

    def fire(self, raised: Raised, tell: Sequence[Telling], now: Micros) -> Alert | None:
        """Keeps a new alert together with what is to be sent of it; None where the same is on already."""
        with self._writing() as connection:
            return alerts.fire(connection, raised, tell, now)

    def clear(self, alert: Alert, tell: Sequence[Telling], now: Micros) -> bool:
        """It is over. False where it was already."""
        with self._writing() as connection:
            return alerts.clear(connection, alert, tell, now)

    def take(self, number: int, by: str, note: str, now: Micros) -> bool:
        """Somebody looks after it; who has it may change the note. False where it is over, or another has it."""
        with self._writing() as connection:
            return alerts.take(connection, number, by, note, now)

    def on(self, sites: Collection[str] | None = None) -> list[Alert]:
        """Those that are on at these sites (None: at all), the oldest first."""
        with self._reading() as connection:
            return alerts.read_on(connection, sites)

    def were_on(self, sites: Collection[str] | None, at: Micros) -> list[Alert]:
        """Those that were on at a past instant, as they were then: taken only by whoever had taken it."""
        with self._reading() as connection:
            return alerts.read_were_on(connection, sites, at)

    def one(self, number: int) -> Alert | None:
        with self._reading() as connection:
            return alerts.read_one(connection, number)

    def fired(self, sites: Collection[str] | None, since: Micros, until: Micros) -> list[Alert]:
        """Those that fired in [since, until), the oldest first."""
        with self._reading() as connection:
            return alerts.read_log(connection, sites, since, until)

    # -- notifications

    def settle(self, now: Micros) -> None:
        """What dead notifiers had claimed is due again, or unsure; what nobody needs any more is dropped."""
        with self._writing() as connection:
            notifications.settle(connection, now)

    def claim(self, by: str, now: Micros, but: Collection[str] = ()) -> Notification | None:
        """The next one that is due, to channels `but` these, ours from now on; None where there is none."""
        with self._writing() as connection:
            return notifications.claim(connection, by, now, but)

    def begin(self, ours: Notification, by: str, now: Micros) -> bool:
        """To be called right before it is sent. False where the claim lapsed: then nothing may be sent."""
        with self._writing() as connection:
            return notifications.begin(connection, ours, by, now)

    def end(
        self,
        ours: Notification,
        by: str,
        state: NotificationState,
        now: Micros,
        error: str = "",
        again_at: Micros | None = None,
    ) -> None:
        """How sending it went; `again_at`: when one that is DUE again is tried next."""
        with self._writing() as connection:
            notifications.end(connection, ours, by, state, now, error, again_at)

    def notified(self, alert: int) -> list[Notification]:
        """All notifications of one alert, by when they are due."""
        with self._reading() as connection:
            return notifications.read_of(connection, alert)

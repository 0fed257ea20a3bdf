"""The log of alerts as somebody may read it: those within their remit, agents only where they may be named."""

from __future__ import annotations

from collections.abc import Iterable

from wallboard.engine.active_alerts import within
from wallboard.ledger import AlertLog
from wallboard.model import Micros
from wallboard.model.alerts import Alert, Notification, without_names
from wallboard.model.remit import Remit


class AlertReader:
    """Any thread may call; everything may raise LedgerError."""

    def __init__(self, log: AlertLog, remit: Remit, names: bool) -> None:
        self._log, self._remit, self._names = log, remit, names

    def on(self) -> tuple[Alert, ...]:
        """Those that are on, the oldest first."""
        return self._told(self._log.on(self._remit.sites))

    def fired(self, since: Micros, until: Micros) -> tuple[Alert, ...]:
        """Those that fired in [since, until), the oldest first."""
        return self._told(self._log.fired(self._remit.sites, since, until))

    def one(self, number: int) -> Alert | None:
        """None of one that there is not, or that is not theirs."""
        found = self._log.one(number)
        return next(iter(self._told([found] if found else [])), None)

    def notified(self, alert: Alert) -> list[Notification]:
        """Who was told of it, and how that went."""
        return self._log.notified(alert.id)

    def take(self, alert: Alert, by: str, note: str, now: Micros) -> bool:
        """Somebody looks after one that is theirs to see. False where it is over, or another has it."""
        return self._log.take(alert.id, by, note, now)

    def _told(self, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
        ours = within(alerts, self._remit)
        return ours if self._names else tuple(map(without_names, ours))

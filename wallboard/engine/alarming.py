"""Looks at every new snapshot by the rules, and keeps what fires and what is over in the ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import structlog

from wallboard.alerts.looking import conditions
from wallboard.alerts.telling import tell_cleared, tell_fired
from wallboard.alerts.watch import Change, Watch
from wallboard.engine.active_alerts import ActiveAlerts
from wallboard.judging.instant import instant
from wallboard.judging.memory import ToneMemory
from wallboard.ledger import Ledger, LedgerError
from wallboard.model import Micros, Snapshot
from wallboard.model.floor import AgentNow
from wallboard.settings import Settings

log = structlog.get_logger(__name__)

EVERY_S = 1.0


class Alarming:
    """Hears of snapshots, which costs nothing, and looks at the newest one on a worker of its own: a ledger that is slow
    holds up no wall."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Callable[[], Settings],
        agents: Callable[[], Sequence[AgentNow]],
        active: ActiveAlerts,
    ) -> None:
        self._ledger, self._settings, self._agents, self._active = ledger, settings, agents, active
        self._newest: Snapshot | None = None
        self._looked: Micros = 0
        self._watch, self._memories = Watch(), dict[str, ToneMemory]()
        self._running = threading.Lock()

    def changed(self, snapshot: Snapshot) -> None:
        """There is a new snapshot. One that lacks what was asked for is followed by another at once."""
        if snapshot.complete:
            self._newest = snapshot

    def run(self) -> None:
        """One look. What cannot be kept now is found again at the next one."""
        with self._running:
            snapshot = self._newest
            if snapshot is None or snapshot.as_of == self._looked:  # one of before it: the clock was set back
                return
            try:
                self._look(snapshot)
            except LedgerError as error:  # the ledger's own watch tells of it
                log.debug("alerts not kept", reason=str(error))

    def _look(self, snapshot: Snapshot) -> None:
        settings, log_of_alerts = self._settings(), self._ledger.alerts
        on, agents = log_of_alerts.on(), self._agents()
        found = [
            each
            for site in settings.sites
            for each in conditions(
                instant(snapshot, settings, site, self._memories.setdefault(site, ToneMemory())),
                [agent for agent in agents if agent.site == site],
            )
        ]
        self._active.on = tuple(on)
        if not snapshot.complete:
            return  # a rule looks at what nobody had asked for: it is in the next one
        change = self._watch.step(found, on, snapshot.as_of)
        self._keep(change, settings, snapshot.as_of)
        if change.fire or change.clear:
            self._active.on = tuple(log_of_alerts.on())
        self._looked = snapshot.as_of

    def _keep(self, change: Change, settings: Settings, now: Micros) -> None:
        for raised in change.fire:
            if self._ledger.alerts.fire(raised, list(tell_fired(settings, raised, now)), now) is not None:
                log.warning("alert", rule=raised.key.rule, **raised.key.scope.as_dict(), value=raised.value)
        for alert in change.clear:
            if self._ledger.alerts.clear(alert, list(tell_cleared(settings, alert.raised, now)), now):
                log.info("alert over", rule=alert.key.rule, **alert.key.scope.as_dict())

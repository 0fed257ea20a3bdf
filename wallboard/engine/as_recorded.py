"""The present by what the ledger has, of a process that asks no source: another one may be doing that just now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from wallboard.clock import Clock
from wallboard.engine.clock_watch import ClockWatch
from wallboard.engine.equipment import Equipment
from wallboard.engine.feed import Feeds, feeds
from wallboard.engine.health import told_to
from wallboard.engine.health_then import health_then
from wallboard.engine.ledger_watch import LedgerWatch
from wallboard.engine.poll import no_step
from wallboard.engine.present import Present
from wallboard.engine.standing import Standing
from wallboard.engine.telemetry import Telemetry
from wallboard.engine.troubles import Troubles
from wallboard.engine.wall_messages import WallMessages
from wallboard.ledger import Ledger
from wallboard.model import Health
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.source import Source


class AsRecorded(Present):
    """How sources are is known by what they told last."""

    def health(self, remit: Remit = EVERYTHING) -> tuple[Health, ...]:
        now, ledger, settings = self._equipment.clock(), self._equipment.ledger, self.settings
        fed = ((feed.source.name, feed.source.carries) for feed in self._feeds.all())
        return told_to(remit, (health_then(ledger, settings, *each, now, told_later=False) for each in fed))


@contextmanager
def as_recorded(settings: Settings, sources: Mapping[str, Source], ledger: Ledger, clock: Clock) -> Iterator[Present]:
    """`sources` are those that are looked at; they are closed with it, and never asked. Raises LedgerError."""
    try:
        troubles, told = Troubles(), Feeds(feeds(sources, ledger, settings, clock))
        watches = ClockWatch.over(clock, ledger, settings, troubles), LedgerWatch(ledger, troubles, clock)
        equipment = Equipment(ledger, clock, *watches, Telemetry(), troubles, WallMessages(ledger, clock), no_step)
        yield AsRecorded(Standing(settings, told, equipment, only_asked=True), told, equipment)
    finally:
        for source in sources.values():
            source.close()

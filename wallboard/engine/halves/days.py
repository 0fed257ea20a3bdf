"""What a site's outside sources tell by the day. Nothing of it stands on a wall: the weekly review asks the ledger for it."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.clock import Clock
from wallboard.engine.halves.half import Part, Points, Unread, Wanted
from wallboard.engine.halves.reconcile import Reconciler
from wallboard.ledger import Ledger, Recorded
from wallboard.metrics.silence import Came
from wallboard.model import Asks, Micros, OnDuty, Reading
from wallboard.model.floor import Floor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.source import Carries, PolledSource


class SiteDays:
    """Of one site: no state, for a day is asked for when it is over."""

    def apply(self, recorded: Recorded) -> None:
        """The ledger has it."""

    def wants_restoring(self) -> bool:
        return False

    def advance(self, now: Micros) -> None:
        """Days do not age."""

    def readings(self, now: Micros, wanted: Wanted) -> Sequence[Reading]:
        return ()

    def people(self) -> tuple[OnDuty, ...]:
        return ()

    def floor(self) -> Floor:
        return Floor()

    def series(self) -> Points:
        return {}

    def unread(self, remit: Remit, now: Micros) -> Sequence[Unread]:
        return ()

    def within(self, remit: Remit) -> Part | None:
        return None


class Days:
    carries: Carries = "days"
    by_place = False
    of_whole_sites = True
    compared = False
    tells_changes = True
    tried_daily = True

    def restore(
        self,
        ledger: Ledger,
        settings: Settings,
        site: str,
        at: Micros,
        known: Micros | None = None,
        *,
        live: bool = False,
        remit: Remit = EVERYTHING,
        asks: Asks | None = None,
    ) -> SiteDays:
        return SiteDays()

    def keep_checkpoints(self, ledger: Ledger, settings: Settings, site: str, clock: Clock) -> None:
        """None are needed."""

    def came(self, ledger: Ledger, site: str, source: str, since: Micros, until: Micros) -> Came:
        """By when the source told of any: a day has no instant of its own."""
        return Came(ledger.came("batches", site, source, since, until))

    def reconciler(self, source: PolledSource, ledger: Ledger) -> Reconciler | None:
        return None

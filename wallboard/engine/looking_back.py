"""What of the requests of before is needed to look at the past is read while nobody looks: else who looks first waits for it."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

from wallboard.clock import Clock
from wallboard.collector import give_back
from wallboard.engine.halves.request_history import HORIZON
from wallboard.ledger import Ledger, LedgerError
from wallboard.model import DAY, Micros
from wallboard.settings import Settings

LOOKING_BACK = "looking_back"
FIRST_S, LOOK_EVERY_S = 20.0, 600.0
HOW_FAR: Micros = 366 * DAY
SHARE = 0.2  # of one processor, while there is something to read


class LookingBack:
    """Of each site as far back as something had arrived by then, a year at most."""

    def __init__(self, ledger: Ledger, settings: Callable[[], Settings], clock: Clock) -> None:
        self._ledger, self._settings, self._clock = ledger, settings, clock
        self._reads = False

    def run(self) -> float | None:
        """A step of it, if any is left. In how many seconds the next one may follow; None where nothing is left."""
        began = thread_time()
        try:
            more = any(self._step(site) for site in self._settings().sites)
        except LedgerError:  # a state of the wall's: told by whoever records
            return None
        if self._reads and not more:
            give_back()
        self._reads = more
        return (thread_time() - began) / SHARE if more else None

    def _step(self, site: str) -> bool:
        first = self._ledger.first_arrival(site)
        if first is None:
            return False
        return self._ledger.look_back(site, max(first, self._clock() - HOW_FAR), HORIZON + DAY)

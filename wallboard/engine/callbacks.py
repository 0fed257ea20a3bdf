"""Call-backs that people settle."""

from __future__ import annotations

from collections.abc import Callable

from wallboard.clock import Clock
from wallboard.ledger import Ledger
from wallboard.model import VisitKey


class Callbacks:
    """Any thread may call. Raises LedgerError while the ledger is away."""

    def __init__(self, ledger: Ledger, clock: Clock, look_again: Callable[[], None]) -> None:
        """`look_again`: what is owed is another than was looked up last."""
        self._ledger, self._clock, self._look_again = ledger, clock, look_again

    def settle(self, site: str, key: VisitKey, who: str) -> bool:
        """Whether it was not settled before. The figures follow with the next polls."""
        settled = self._ledger.settle_callback(site, key, who, self._clock())
        self._look_again()
        return settled

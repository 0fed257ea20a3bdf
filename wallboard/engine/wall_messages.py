"""What is written on walls now: kept in the ledger, and held here, so that a tick asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from wallboard.clock import Clock
from wallboard.ledger import Ledger, LedgerError
from wallboard.model import Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.wall_messages import WallMessage, standing

READ_EVERY_S = 5.0  # what another process over the same ledger has put or taken away


class WallMessages:
    """Any thread may call. What changes the messages raises LedgerError while the ledger is away."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self._held: tuple[WallMessage, ...] = ()
        self._reading = Lock()

    def now(self, now: Micros, remit: Remit = EVERYTHING) -> tuple[WallMessage, ...]:
        """Those that are on walls of the remit at this instant, the oldest first."""
        return standing(self._held, now, remit) if self._held else ()

    def put(self, messages: Sequence[WallMessage]) -> None:
        """On the walls within a tick."""
        self._ledger.put_wall_messages(messages)
        self.read()

    def take_away(self, id: int) -> bool:
        """Whether it was still there."""
        taken = self._ledger.take_wall_message(id, self._clock())
        self.read()
        return taken

    def read(self) -> None:
        """Anew from the ledger. What is held stays where it cannot be read: its own end takes it off the walls. One after
        the other, so that nobody who began before a message was put takes it off again."""
        with self._reading:
            try:
                self._held = self._ledger.wall_messages(self._clock())
            except LedgerError:
                return  # the ledger watch says so

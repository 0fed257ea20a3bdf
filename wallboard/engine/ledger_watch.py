"""Whether the ledger works: what goes wrong with it is one state of the wall, and no fault of any source."""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock

from wallboard.clock import Clock
from wallboard.database.faults import Cause, sentence
from wallboard.engine.troubles import Troubles
from wallboard.languages import N_, Message
from wallboard.ledger import Ledger, LedgerError

PART = "ledger"
LOOK_EVERY_S = 1.0
_MOVED, _WAITING = "its file", "its lock"  # who failed, besides sources and maintenance
_KEPT = N_("nothing is lost as long as the phone system keeps its log")
_PASSING = (Cause.LOCKED, Cause.FULL, Cause.READ_ONLY, Cause.DISK, Cause.SILENT, Cause.SLOW, Cause.REFUSED)


def said(cause: Cause) -> Message:
    """A ledger's trouble in words for the boards."""
    return sentence(PART, cause, _KEPT if cause in _PASSING else "")


class LedgerWatch:
    """Gathers who ran into trouble with the ledger. The trouble is over when all of them got through again: a write that
    had nothing to write proves nothing of a full disk. Any thread may call."""

    def __init__(self, ledger: Ledger, troubles: Troubles, clock: Clock) -> None:
        self._ledger = ledger
        self._troubles = troubles
        self._clock = clock
        self._lock = Lock()
        self._failing: dict[str, LedgerError] = {}

    def failed(self, who: str, error: LedgerError) -> str:
        """What to say of it."""
        with self._lock:
            self._failing.pop(who, None)
            self._failing[who] = error
            return self._tell(error)

    def worked(self, who: str) -> None:
        if who in self._failing:
            with self._lock:
                if self._failing.pop(who, None) is None:
                    return
                if self._failing:
                    self._tell(next(reversed(self._failing.values())))
                else:
                    self._troubles.end(PART, self._clock())

    def has_failed(self, who: str) -> bool:
        return who in self._failing

    def keep(self, sources: Collection[str]) -> None:
        """Sources that are no more have no say."""
        for who in list(self._failing):
            if who not in sources:
                self.worked(who)

    def look(self) -> str:
        """A small look at what no poll has run into yet; what stands in every poll's way, or ""."""
        waiting = self._ledger.waiting()
        if waiting is not None:
            return self.failed(_WAITING, waiting)
        self.worked(_WAITING)
        try:
            self._ledger.look()
        except LedgerError as error:
            return self.failed(_MOVED, error)
        self.worked(_MOVED)
        return ""

    def _tell(self, error: LedgerError) -> str:
        words = said(error.cause or Cause.OTHER)
        self._troubles.begin(PART, words, self._clock(), str(error))
        return words

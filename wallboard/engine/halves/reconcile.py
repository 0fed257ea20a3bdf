"""Hard deletes and merges are invisible to a poll that asks what changed: so the open set is asked about by key, in slices."""

from __future__ import annotations

from collections.abc import Iterator

from wallboard.ledger import Ledger, Recorded
from wallboard.model import SECOND, Micros
from wallboard.source import PolledSource

SLICE = 500
EVERY = 30 * SECOND


class Reconciler:
    """Goes round the open requests of one source, a slice at a time, and records those that are gone as removed."""

    def __init__(self, source: PolledSource, ledger: Ledger) -> None:
        self._source = source
        self._ledger = ledger
        self._after = ""
        self._last: Micros = 0

    def slice(self, now: Micros) -> Iterator[Recorded]:
        """Ask about the next slice, if one is due. Raises SourceError."""
        if 0 <= now - self._last < EVERY:
            return
        self._last = now
        asked = self._ledger.open_tickets(self._source.name, self._after, SLICE)
        self._after = asked[-1] if len(asked) == SLICE else ""
        gone = set(asked) - self._source.present(asked) if asked else set()
        if gone:
            yield self._ledger.mark_removed(self._source.name, self._source.site, sorted(gone), now, now)

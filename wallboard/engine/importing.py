"""Reading everything that a source has, poll after poll, with every row accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wallboard.clock import Clock
from wallboard.engine.poll import poll_once
from wallboard.ledger import Ledger
from wallboard.source import Source

# A source that always has more would never end; this bounds an import at far more than any city has.
MOST_POLLS = 1_000_000


@dataclass(frozen=True, slots=True)
class Totals:
    """What became of the rows by the ledger's account: `read` = `new` + `repeats` + `set_aside`, always."""

    read: int = 0
    new: int = 0
    repeats: int = 0
    set_aside: int = 0


def import_all(source: Source, ledger: Ledger, clock: Clock, on_progress: Callable[[float], None]) -> Totals:
    """Poll until the source has no more. Raises SourceError; what was read before it is kept, and an import goes on
    from there when it is started again."""
    totals = Totals()
    for _ in range(MOST_POLLS):
        polled = poll_once(source, ledger, clock)
        batch, recorded = polled.batch, polled.recorded
        totals = Totals(
            totals.read + recorded.read,
            totals.new + recorded.new,
            totals.repeats + recorded.repeats,
            totals.set_aside + recorded.set_aside,
        )
        on_progress(batch.progress if batch.more and batch.progress is not None else 1.0)
        if not batch.more:
            break
    return totals

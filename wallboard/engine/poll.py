"""One poll of one source, as a plain function: read what changed, record it and the cursor together, say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from wallboard.clock import Clock, iso
from wallboard.ledger import Ledger, Recorded
from wallboard.model import Micros
from wallboard.source import Batch, PolledSource

log = structlog.get_logger(__name__)

Step = Callable[[str], None]  # is called with the name of each step of a poll, where a crash test stops the process


def no_step(_: str) -> None:
    """The step of production: nothing happens between the steps."""


@dataclass(frozen=True, slots=True)
class Polled:
    """One successful poll."""

    batch: Batch
    recorded: Recorded
    began: Micros
    done: Micros


def poll_once(source: PolledSource, ledger: Ledger, clock: Clock, step: Step = no_step) -> Polled:
    """Ask `source` what changed since the ledger's cursor and record it. Raises SourceError.

    Applying the same rows twice changes nothing, and the cursor moves in the transaction of the rows
    that it covers, so a crash anywhere in here neither loses nor doubles.
    """
    began = clock()
    step("before_read")
    batch = source.changes(ledger.cursor(source.name), began)
    step("after_read")
    recorded = ledger.record(source.name, source.site, batch, clock(), step)
    log.debug("polled", source=source.name, began=iso(began), read=batch.read, new=recorded.new)
    return Polled(batch, recorded, began, clock())

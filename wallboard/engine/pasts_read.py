"""The past of departments' requests, read once for some minutes: what several people ask of it costs one reading."""

from __future__ import annotations

from dataclasses import replace

from wallboard.clock import Clock
from wallboard.engine.reads import Reads
from wallboard.engine.worked import Worked
from wallboard.model import Micros
from wallboard.model.remit import Remit
from wallboard.questions.requests_past import PastQuestion, RequestsPast, read_past
from wallboard.settings import Settings

MOST = 8  # each may hold years of a site's requests
MINUTES = 10


class PastsRead:
    """Any thread may call; everything may raise LedgerError."""

    def __init__(self, engine: Reads, clock: Clock) -> None:
        self._engine = engine
        self._read: Worked[tuple[Remit, PastQuestion], RequestsPast] = Worked(MOST, lambda: clock() // MINUTES)

    def of(self, settings: Settings, remit: Remit, question: PastQuestion, now: Micros) -> RequestsPast:
        """As of `now`, or some minutes before. It begins later than asked for where older requests are no longer kept."""

        def read() -> RequestsPast:
            ledger = self._engine.ledger
            since = max(question.since, ledger.oldest("tickets") or question.since)
            return read_past(replace(question, since=since), ledger, settings, remit, now)

        return self._read.get((remit, question), settings, read)

"""Days of the past, for the questions about one of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wallboard.metrics.usual import Usual
from wallboard.model import Micros, Snapshot, Visit
from wallboard.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from wallboard.engine.reader import Reader, Readers


class PastDays:
    """As far as one reader may read them; everything may raise LedgerError."""

    def __init__(self, reader: Reader, readers: Readers, whole: Settings) -> None:
        self.settings = reader.settings
        self._reader, self._readers, self._whole = reader, readers, whole

    def visits_between(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        return self._readers.engine.ledger.visits(site, since, until)

    def same_caller(self, site: str, source: str, callid: str, since: Micros, until: Micros) -> list[Visit] | None:
        return self._readers.engine.ledger.same_caller(site, source, callid, since, until)

    def usual(self, site: str, day: date) -> Usual | None:
        return self._readers.answers.usual(self._whole, site, day)

    def snapshot_at(self, at: Micros) -> Snapshot:
        return self._reader.snapshot_at(at)

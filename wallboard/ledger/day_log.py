"""Days that were counted, as the ledger keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wallboard.ledger import day_counts
from wallboard.ledger.alert_log import Transaction
from wallboard.ledger.day_counts import CountedDay
from wallboard.ledger.records import RecordKind
from wallboard.model import Micros
from wallboard.model.day_counts import DayCounts


class DayLog:
    """Of one ledger. Any thread may call. Every method may raise LedgerError."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading, self._writing = reading, writing

    def keep(self, counted: CountedDay, made_at: Micros, after_batch: int) -> bool:
        """Keeps a day in place of what was kept of it. False, and nothing kept, when something that it should hold has
        arrived in a batch after `after_batch` (what `Ledger.newest_batch` said before it was counted)."""
        with self._writing() as connection:
            return day_counts.keep(connection, counted, made_at, after_batch)

    def rules(self, site: str, kind: RecordKind) -> dict[date, str]:
        """The days that are counted and lack nothing, each with the digest of the settings by which it was counted."""
        with self._reading() as connection:
            return day_counts.read_rules(connection, site, kind)

    def numbers(self, site: str, kind: RecordKind, dimension: str) -> dict[date, tuple[int, str]]:
        """Likewise by one dimension, with the number of each day's row: another one when it is counted anew."""
        with self._reading() as connection:
            return day_counts.read_numbers(connection, site, kind, dimension)

    def counts(self, numbers: Sequence[int]) -> dict[int, DayCounts]:
        """What stands in these rows."""
        with self._reading() as connection:
            return day_counts.read_counts(connection, numbers)

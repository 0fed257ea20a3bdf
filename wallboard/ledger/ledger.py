"""The ledger: what was recorded, when it was true, and when we learned it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from wallboard.ledger import backup, checkpoints, retention, wall_messages
from wallboard.ledger.alert_log import AlertLog
from wallboard.ledger.call_records import CallRecords
from wallboard.ledger.day_log import DayLog
from wallboard.ledger.edition_log import EditionLog
from wallboard.ledger.mailing_log import MailingLog
from wallboard.ledger.past_records import PastRecords
from wallboard.ledger.records import Checkpoint, RecordKind
from wallboard.ledger.request_records import RequestRecords
from wallboard.ledger.review_log import ReviewLog
from wallboard.ledger.source_records import SourceRecords
from wallboard.ledger.writing import LedgerWriting
from wallboard.model import Micros
from wallboard.model.wall_messages import WallMessage


class Ledger(LedgerWriting, SourceRecords, CallRecords, RequestRecords, PastRecords):
    """History of all sites at one address. Any thread may call; writes go one after the other.

    Every method may raise LedgerError when the database cannot be reached or is full.
    """

    def checkpoint(self, site: str, at: Micros, kind: RecordKind, known: Micros | None = None) -> Checkpoint | None:
        """The newest checkpoint at or before `at` that nothing which arrived later (by `known`) has made wrong."""
        with self._store.reading() as connection:
            return checkpoints.read_checkpoint(connection, site, at, kind, known)

    def wall_messages(self, now: Micros) -> tuple[WallMessage, ...]:
        """What is written on walls and not over at this instant, the oldest first."""
        with self._store.reading() as connection:
            return wall_messages.read(connection, now)

    def oldest(self, kind: RecordKind) -> Micros | None:
        """From when on records are complete; None while nothing was purged."""
        with self._store.reading() as connection:
            return retention.read_oldest(connection, kind)

    @cached_property
    def alerts(self) -> AlertLog:
        """What fired, who took it, and what was sent of it."""
        return AlertLog(self._store.reading, self._writing)

    @cached_property
    def days(self) -> DayLog:
        """Days that were counted."""
        return DayLog(self._store.reading, self._writing)

    @cached_property
    def review_words(self) -> ReviewLog:
        """What people have written in the weekly review, with every edit."""
        return ReviewLog(self._store.reading, self._writing)

    @cached_property
    def mailings(self) -> MailingLog:
        """Which reviews were sent round."""
        return MailingLog(self._store.reading, self._writing)

    @cached_property
    def editions(self) -> EditionLog:
        """Published editions of reviews."""
        return EditionLog(self._store.reading, self._writing)

    def backup(self, target: Path) -> None:
        """One consistent moment as one SQLite file, while others go on writing. See `backup.restore`."""
        backup.back_up(self._store, target)

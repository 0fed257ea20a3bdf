"""What people have written in the weekly review, with every edit of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import Connection

from wallboard.ledger import review_entries
from wallboard.model import Micros
from wallboard.model.review_words import Author, Content, Edited, EntryKind, NewEntry, ReviewEntry, Version
from wallboard.periods import PeriodKind

Transaction = Callable[[], AbstractContextManager[Connection]]


class ReviewLog:
    """Of one ledger. Any thread may call, and several processes over one ledger. Every method may raise LedgerError."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading, self._writing = reading, writing

    def write(self, new: NewEntry, by: Author, now: Micros) -> ReviewEntry:
        """Keeps a new entry."""
        with self._writing() as connection:
            return review_entries.write(connection, new, by, now)

    def edit(
        self, id: int, on: int, content: Content, by: Author, now: Micros, *, withdrawn: bool = False
    ) -> Edited | None:
        """A new version, made on the one numbered `on`. Where another came between, that one stands and this is not kept;
        None where there is no such entry."""
        with self._writing() as connection:
            return review_entries.edit(connection, id, on, content, by, now, withdrawn=withdrawn)

    def one(self, id: int) -> ReviewEntry | None:
        """As it stands; withdrawn or not."""
        with self._reading() as connection:
            return review_entries.read_one(connection, id)

    def versions(self, id: int) -> list[Version]:
        """All of one entry, the first first."""
        with self._reading() as connection:
            return review_entries.read_versions(connection, id)

    def read(
        self,
        sites: Collection[str] | None,
        kinds: Collection[EntryKind],
        weeks: tuple[date, date] | None = None,
        known: Micros | None = None,
        period: PeriodKind = PeriodKind.WEEK,
    ) -> list[ReviewEntry]:
        """Entries of these kinds at these sites (None: at all), about weeks, or another kind of `period`, that end from one
        day to another (both of them; None: about any or none), in the order in which they were written. With `known`, as
        they stood then. Those that are withdrawn are among them."""
        with self._reading() as connection:
            return review_entries.read(connection, sites, kinds, weeks, known, period)

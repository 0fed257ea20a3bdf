"""A ledger as something that is opened, held, looked at and closed; what is in it is ledger.py's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import structlog
from sqlalchemy import Connection

from wallboard.database.faults import Cause
from wallboard.ledger.holding import Hold, take_hold
from wallboard.ledger.migrate import migrate
from wallboard.ledger.records import LedgerError
from wallboard.ledger.store import LedgerStore

log = structlog.get_logger(__name__)


class Holding:
    """The store of one ledger, and our hold on it where we write for long."""

    rewritten = 0  # how often rows that were there were taken out or renamed, but for what is too old to be kept

    def __init__(self, url: str) -> None:
        self._store = LedgerStore(url)
        self._hold: Hold | None = None

    @property
    def name(self) -> str:
        """Its address, without the password."""
        return self._store.name

    def migrate(self) -> None:
        """Creates or upgrades its tables; to be called once before anything else."""
        migrate(self._store)

    @classmethod
    def held(cls, url: str, what: str) -> Self:
        """One that is ours alone to write until it is closed; `what` tells others who we are. Raises LedgerError (HELD)
        saying who holds it already."""
        ledger = cls(url)
        try:
            ledger.hold(what)
        except BaseException:  # nobody has it yet who could close it
            ledger.close()
            raise
        return ledger

    def hold(self, what: str) -> None:
        self._hold = take_hold(self._store, what)

    def look(self) -> None:
        """Whether it is still there, in one small look; to be called every second or so. A file that was deleted is
        written anew from what is still open of it. Raises LedgerError."""
        moved = self._store.moved()
        if moved is Cause.GONE:
            self._store.put_back()
            log.warning("the ledger's file was deleted and is put back, with all that was in it", ledger=self.name)
        elif moved is not None:
            raise self._store.failed(moved)

    def waiting(self) -> LedgerError | None:
        """What keeps transactions from beginning or ending just now, before they fail by it; None when nothing does."""
        cause = self._store.held_up()
        return None if cause is None else LedgerError(str(self._store.failed(cause)), cause)

    def close(self) -> None:
        self._store.close()
        if self._hold is not None:
            self._hold.release()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._store.writing() as connection:
            if self._hold is not None:
                self._hold.make_sure(connection)
            yield connection

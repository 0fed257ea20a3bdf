"""Where the ledger is kept. A power cut may take the last commits, each with its cursor, so that the same rows are
read from the source again."""

from __future__ import annotations

from wallboard.database import Database
from wallboard.ledger.records import LedgerError


class Store(Database):
    """Connections to one ledger."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "ledger", LedgerError)

"""Where the ledger is kept. A power cut may take the last commits, each with its cursor, so that the same rows are
read from the source again."""

from __future__ import annotations

from pathlib import Path

from wallboard.database.address import parsed
from wallboard.database.database import Database
from wallboard.ledger.records import LedgerError


def is_there(url: str) -> bool:
    """Whether there is a file at an SQLite address, which opening it would make; other addresses are taken to be there.
    Raises NoAddress."""
    address = parsed(url)
    return address.get_backend_name() != "sqlite" or Path(str(address.database)).is_file()


class LedgerStore(Database):
    """Connections to one ledger."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "ledger", LedgerError)

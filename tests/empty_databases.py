"""An empty ledger and an empty access database, with all their tables, laid where a test wants one.

Each is made once a process, by the very migrations that an installation runs, and copied from then on: sixty milliseconds
less for each of a thousand tests. Not for tests of migrating itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

from wallboard.access.store import AccessStore
from wallboard.ledger import Ledger


def lay_ledger(file: Path) -> None:
    """Puts one at the path, unless something is there."""
    _lay(file, _ledger())


def lay_access(file: Path) -> None:
    """Puts one at the path, unless something is there; only its owner may read it, as with one that Wallboard makes."""
    _lay(file, _access())


def _lay(file: Path, database: bytes) -> None:
    if not file.exists():
        file.touch(0o600)
        file.write_bytes(database)


def make_ledger(url: str) -> None:
    """Makes an empty ledger's tables at the address."""
    with closing(Ledger(url)) as ledger:
        ledger.migrate()


def make_access(url: str) -> None:
    """Makes an empty access database's tables at the address."""
    with closing(AccessStore(url)) as store:
        store.open()


@cache
def _ledger() -> bytes:
    return written_by(make_ledger)


@cache
def _access() -> bytes:
    return written_by(make_access)


def written_by(make: Callable[[str], None]) -> bytes:
    """The SQLite file that comes of writing at an address."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.db"
        make(f"sqlite:///{file}")
        assert not list(file.parent.glob("*-wal"))  # all of it is in the one file
        return file.read_bytes()

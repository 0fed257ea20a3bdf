"""The file of an SQLite database, and whether what lies at its path is still what was opened.

SQLite goes on writing into a file that was deleted or replaced, and says nothing: all of it is lost when the process ends.
The file itself is never opened here: closing it again would drop the locks that SQLite holds on it.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from wallboard.database.faults import Cause

ONLY_OURS = stat.S_IRUSR | stat.S_IWUSR
BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a file in use


class DatabaseFile:
    """One file, known by its device and number since it was first opened."""

    def __init__(self, path: Path, private: bool) -> None:
        self.path = path
        self._private = private
        self._known: tuple[int, int] | None = None

    def make(self) -> None:
        """Its folder; and, where only its owner may read it, the file too, before SQLite makes one for everybody.
        What SQLite keeps beside it gets the same permissions. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self._private:
            _make_private(self.path)

    def opened(self) -> None:
        """What lies at the path now is what is open."""
        if self._known is None:
            self._known = self._identity()

    @property
    def is_known(self) -> bool:
        return self._known is not None

    def moved(self) -> Cause | None:
        """GONE or REPLACED where the path no longer leads to what was opened. One look at the folder's entry."""
        if self._known is None:
            return None
        identity = self._identity()
        if identity == self._known:
            return None
        return Cause.GONE if identity is None else Cause.REPLACED

    def precisely(self, cause: Cause) -> Cause:
        """What SQLite's word for an error leaves open."""
        moved = self.moved()
        if moved is not None and cause in (Cause.GONE, Cause.DISK, Cause.READ_ONLY, Cause.OTHER):
            return moved
        if cause is Cause.GONE and (self.path.exists() or not self.is_known):
            return Cause.REFUSED
        if cause is Cause.DISK and self.free_bytes() == 0:
            return Cause.FULL
        return cause

    def free_bytes(self) -> int | None:
        """What its disk has left for us; None where nobody can tell."""
        try:
            statistics = os.statvfs(self.path.parent)
        except OSError:
            return None
        return statistics.f_bavail * statistics.f_frsize

    def copied(self, held: sqlite3.Connection) -> Path:
        """All that an open connection still holds, in a new file beside the path. Raises OSError and sqlite3.Error."""
        copy = self.path.with_name(f"{self.path.name}.held")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        if self._private:
            _make_private(copy)
        try:
            with closing(sqlite3.connect(copy)) as target:
                held.backup(target, pages=-1)
                target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            _to_disk(copy)
        except BaseException:  # half a copy would pass for a whole one
            copy.unlink(missing_ok=True)
            raise
        return copy

    def bring_back(self, copy: Path) -> None:
        """Puts a copy at the path, where nothing may lie; from now on it is what is open. Raises OSError."""
        for suffix in BESIDE:  # of the file that is gone: over another file they would be damage
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        if self.path.exists():
            raise FileExistsError(f"{self.path} is there again")
        copy.rename(self.path)
        self._known = None

    def _identity(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino


def _make_private(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, ONLY_OURS))
    if stat.S_IMODE(path.stat().st_mode) & ~ONLY_OURS:
        path.chmod(ONLY_OURS)


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def existing_only(path: Path) -> str:
    """How the driver is told, by an address, to open a file and never to make one."""
    return f"{path.absolute().as_uri()}?mode=rw"

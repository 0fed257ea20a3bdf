"""The files of a watched folder as they stand now, those that can be read and those that cannot."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from data_sources._text.files import GoneFile, UnfitFile, opened, stat_of
from wallboard.model import Micros
from wallboard.source import SourceError


class CsvFile(NamedTuple):
    """A file as it stands now. `unfit` says why it cannot be read at all, "" where it may be tried."""

    path: Path
    name: str  # below the folder; bytes that are no text are spelled out
    told: os.stat_result
    unfit: str = ""

    @property
    def size(self) -> int:
        return self.told.st_size

    @property
    def changed_at(self) -> Micros:
        return self.told.st_mtime_ns // 1_000

    @property
    def mark(self) -> str:
        """Changes when the content does."""
        return f"{self.size}:{self.changed_at}"

    @property
    def state(self) -> str:
        """Changes also when the file is another one, or other people may read it."""
        return f"{self.mark}:{self.told.st_ino}:{self.told.st_ctime_ns}"

    @contextmanager
    def opened(self) -> Iterator[BufferedReader]:
        with opened(self.path, self.told) as content:
            yield content


class Listing(NamedTuple):
    """`alone`: it is the one file that settings name, not those of a folder. Oldest first."""

    files: list[CsvFile]
    alone: bool


def files_at(source: str, path: Path, pattern: str) -> Listing:
    """The file, or what lies in the folder and matches the pattern. Raises SourceError where there is neither."""
    try:
        if path.is_dir():
            with os.scandir(path):  # glob takes a folder that may not be read for an empty one
                pass
            real = Path(os.path.realpath(path))
            files = [file for entry in path.glob(pattern) if (file := _in_folder(entry, path, real)) is not None]
            return Listing(sorted(files, key=lambda file: (file.changed_at, file.name)), alone=False)
        return Listing([CsvFile(path, _name(path.name), stat_of(path))], alone=True)
    except GoneFile:
        where = "" if path.is_absolute() else f" (looked for in {os.getcwd()})"
        raise SourceError(source, f"there is no file or folder {path}{where}") from None
    except UnfitFile as error:
        raise SourceError(source, f"{path} {error}") from None
    except OSError as error:
        raise SourceError(source, f"cannot read {path}: {error.strerror}") from None


def _in_folder(entry: Path, folder: Path, real: Path) -> CsvFile | None:
    """None for what is gone again, and for folders that are not called like a file."""
    name = _name(entry.relative_to(folder).as_posix())
    try:
        own = entry.lstat()
    except OSError:
        return None
    if stat.S_ISREG(own.st_mode) and "/" not in name:
        return CsvFile(entry, name, own)
    try:
        return CsvFile(entry, name, stat_of(entry, real))
    except GoneFile:
        return None
    except UnfitFile as error:
        return CsvFile(entry, name, own, error.words) if entry.suffix or not os.path.isdir(entry) else None


def _name(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def digest(file: CsvFile) -> str:
    """Of the content; "" if the file is no longer the one that was listed."""
    with file.opened() as content:
        digits = hashlib.file_digest(content, "blake2b").hexdigest()[:32]
        now = os.fstat(content.fileno())
    return digits if (now.st_size, now.st_mtime_ns) == (file.size, file.told.st_mtime_ns) else ""


def ends_with_a_line(file: CsvFile) -> bool:
    with file.opened() as content:
        content.seek(-1, os.SEEK_END)
        return content.read(1) == b"\n"

"""Which file is to be read next: new or changed ones, once each, never while they are still being written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from wallboard.model import SECOND, Micros
from wallboard.source import Cursor, SourceError


class CsvFile(NamedTuple):
    """A file as it stands now; `mark` changes when it does."""

    path: Path
    size: int
    changed_at: Micros

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def mark(self) -> str:
        return f"{self.size}:{self.changed_at}"


def files_at(source: str, path: Path, pattern: str) -> list[CsvFile]:
    """The file, or the files of the folder that match the pattern, oldest first. Raises SourceError."""
    try:
        if path.is_dir():
            found = [_file(entry) for entry in path.glob(pattern) if entry.is_file()]
            return sorted(found, key=lambda file: (file.changed_at, file.name))
        return [_file(path)]
    except FileNotFoundError:
        where = "" if path.is_absolute() else f" (looked for in {os.getcwd()})"
        raise SourceError(source, f"there is no file or folder {path}{where}") from None
    except OSError as error:
        raise SourceError(source, f"cannot read {path}: {error.strerror}") from None


def digest(file: CsvFile) -> str:
    """Of the content; "" if the file is no longer the one that was listed."""
    with file.path.open("rb") as content:
        found = hashlib.file_digest(content, "blake2b").hexdigest()[:32]
    return found if _file(file.path).mark == file.mark else ""


class Progress:
    """What the cursor says: files done, files seen but perhaps not complete, and the one in the middle of reading."""

    def __init__(self, cursor: Cursor | None) -> None:
        told = dict(cursor or {})
        self._done = {key[5:]: str(value) for key, value in told.items() if key.startswith("done:")}
        self._seen = {key[5:]: str(value) for key, value in told.items() if key.startswith("seen:")}
        self.file = str(told.get("file") or "")
        self.mark = str(told.get("mark") or "")
        self.offset, self.line = _number(told.get("offset")), _number(told.get("line"))
        if not self.offset or not self.line:
            self.file = ""

    def cursor(self) -> Cursor:
        kept: dict[str, str | int | float | None] = {f"done:{name}": value for name, value in self._done.items()}
        kept |= {f"seen:{name}": value for name, value in self._seen.items()}
        if self.file:
            kept |= {"file": self.file, "mark": self.mark, "offset": self.offset, "line": self.line}
        return kept

    def forget_missing(self, files: list[CsvFile]) -> None:
        names = {file.name for file in files}
        self._done = {name: value for name, value in self._done.items() if name in names}
        self._seen = {name: value for name, value in self._seen.items() if name in names}

    def ready(self, file: CsvFile, now: Micros, settle_s: float, alone: bool) -> bool:
        """New or changed, and not changing any more: old enough, or as it was at the poll before.
        A file named `alone` in settings is not waited for if it ends with a whole line."""
        done_mark, _, done_digest = self._done.get(file.name, "").rpartition("|")
        if done_mark == file.mark:
            return False
        settled = now - file.changed_at >= settle_s * SECOND or self._seen.get(file.name) == file.mark
        if not settled and not (alone and file.size and _ends_with_a_line(file.path)):
            self._seen[file.name] = file.mark
            return False
        if done_digest and done_digest == digest(file):
            self.finish(file, done_digest)  # touched, not changed
            return False
        return True

    def continues(self, file: CsvFile) -> bool:
        return (file.name, file.mark) == (self.file, self.mark)

    def at(self, file: CsvFile, offset: int, line: int) -> None:
        self.file, self.mark, self.offset, self.line = file.name, file.mark, offset, line

    def finish(self, file: CsvFile, file_digest: str) -> None:
        self._done[file.name] = f"{file.mark}|{file_digest}"
        self._seen.pop(file.name, None)
        self.file = self.mark = ""


def _number(value: str | int | float | None) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _ends_with_a_line(path: Path) -> bool:
    with path.open("rb") as content:
        content.seek(-1, os.SEEK_END)
        return content.read(1) == b"\n"


def _file(path: Path) -> CsvFile:
    stat = path.stat()
    return CsvFile(path, stat.st_size, stat.st_mtime_ns // 1_000)

"""Log files that are rotated: which file is which, whatever its name is now."""

from __future__ import annotations

import os
from dataclasses import dataclass
from glob import escape
from hashlib import sha256
from pathlib import Path

from data_sources._text.files import GoneFile, UnfitFile, opened, stat_of

_FIRST_LINE_AT_MOST = 4_096
_PACKED = (".gz", ".bz2", ".xz", ".zst")


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file as found. `head` is the fingerprint of its first line, "" while it has no complete one:
    renaming and copying keep it, and a new log begins with another line. A hash, because the line may name a caller."""

    path: Path
    inode: int
    size: int
    written: int  # nanoseconds since 1970, by the file system
    head: str


def log_file(path: Path) -> LogFile | None:
    """The file under this name; None if there is none. Raises UnfitFile if it cannot be read."""
    try:
        with opened(path) as file:
            status = os.fstat(file.fileno())
            line, newline, _ = file.read(_FIRST_LINE_AT_MOST).partition(b"\n")
    except GoneFile:
        return None
    complete = newline or len(line) == _FIRST_LINE_AT_MOST
    head = sha256(line).hexdigest()[:16] if complete else ""
    return LogFile(path, status.st_ino, status.st_size, status.st_mtime_ns, head)


def rotated(path: Path) -> list[LogFile]:
    """What lies beside the log under longer names (queue_log.1, queue_log-20261122), unpacked and readable; no link
    that leads elsewhere, because whoever may write there is not whoever may read everything."""
    found, folder = [], Path(os.path.realpath(path.parent))
    for beside in sorted(path.parent.glob(f"{escape(path.name)}?*")):
        if beside.suffix in _PACKED:
            continue
        try:
            stat_of(beside, folder)
            file = log_file(beside)
        except UnfitFile:
            continue
        if file is not None:
            found.append(file)
    return found


def continued_as(inode: int, head: str, offset: int, files: list[LogFile]) -> LogFile | None:
    """The file, under its new name or as a copy, that was read until `offset`; the same inode wins over a copy."""
    same = [f for f in files if f.size >= offset and (f.head == head if head else f.inode == inode)]
    return max(same, key=lambda f: (f.inode == inode, f.size), default=None)


def next_after(old: LogFile, files: list[LogFile], current: LogFile | None) -> LogFile | None:
    """The log that was begun after `old`: the first of those written later, `current` being the last.
    None while nothing was written elsewhere: until then the phone system may still be writing to `old`."""
    later = [f for f in files if f.head and f.head != old.head and f.written >= old.written]
    later.sort(key=lambda f: f.written)
    if current is not None and current.head and current.head != old.head:
        later.append(current)
    return later[0] if later else None

"""Where reading of a log file stands, and by what it is known to be the same file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256

from data_sources._place.became import EARLIER, Became
from data_sources._text.files import opened
from data_sources._text.log_files import LogFile
from wallboard.model import Micros
from wallboard.source import Cursor

GENERATION = 2**40  # seq of a file's lines start above all of the files before
_TAIL_BYTES = 256
_TEXTS = ("head", "tail")


@dataclass(frozen=True, slots=True)
class FilePlace:
    """How many files came before, and which one is read up to which byte."""

    generation: int
    inode: int
    head: str
    offset: int
    first: int | None = None  # a first read goes from here ...
    until: int | None = None  # ... to here
    within: int = 0  # 1: in the middle of a line that is too long
    tail: str = ""  # fingerprint of the bytes before the offset, and how many they are
    log: Became = field(default_factory=Became)

    @classmethod
    def of(cls, cursor: Cursor) -> FilePlace:
        names = (name for name in cls.__slots__ if name not in (*_TEXTS, "log"))
        numbers = {name: int(value) for name in names if (value := cursor.get(name)) is not None}
        head, tail = (str(cursor.get(name) or "") for name in _TEXTS)
        return cls(head=head, tail=tail, log=Became.of(cursor), **numbers)

    def at_start(self, file: LogFile) -> FilePlace:
        """Of the file that comes after this one."""
        return FilePlace(self.generation + 1, file.inode, file.head, 0, log=self.log)

    def set_back(self, file: LogFile, now: Micros) -> FilePlace:
        """At the start of a file that has become an earlier state of itself: what it still has will be met again."""
        anew = self.at_start(file)
        return replace(anew, log=self.log.turned(EARLIER, anew.generation * GENERATION, now))

    def is_in(self, file: LogFile) -> bool:
        return file.inode == self.inode and file.size >= self.offset and self.head in ("", file.head)

    def is_known_in(self, file: LogFile) -> bool:
        """Whether what stands before the offset is what was read. True where that is not known."""
        length, _, known = self.tail.partition(":")
        if not known or not length.isdecimal():
            return True
        with opened(file.path) as log:
            log.seek(max(0, self.offset - int(length)))
            return _fingerprint(log.read(int(length))) == known

    def past(self, read: bytes) -> FilePlace:
        """After some bytes more."""
        if not read:
            return self
        end = read[-_TAIL_BYTES:]
        return replace(self, offset=self.offset + len(read), tail=f"{len(end)}:{_fingerprint(end)}")

    def cursor(self) -> dict[str, str | int | float | None]:
        own = ((name, getattr(self, name)) for name in self.__slots__ if name != "log")
        return {name: value for name, value in own if value is not None} | self.log.cursor()

    def progress(self) -> float | None:
        if self.first is None or self.until is None or self.offset >= self.until:
            return None
        return (self.offset - self.first) / max(1, self.until - self.first)


def _fingerprint(text: bytes) -> str:
    return sha256(text).hexdigest()[:16]

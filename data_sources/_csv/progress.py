"""Which file is to be read next: new or changed ones, once each, never while they are still being written.

Files that cannot be read are set aside by name, and looked at again when something about them changes, when their
source is opened anew (settings may have been mended), and every `AGAIN_AFTER`.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from data_sources._csv.folder import CsvFile, digest, ends_with_a_line
from wallboard.languages import N_, Message, in_turn
from wallboard.model import MINUTE, SECOND, Micros
from wallboard.outside_text import plain
from wallboard.source import Cursor, SetAside

AGAIN_AFTER: Micros = 10 * MINUTE
_TOLD_AT_MOST = 3
_LONGEST_REASON = 200


class _Aside(NamedTuple):
    """A file that cannot be read, as it was then."""

    state: str
    tried: Micros
    reason: Message


class Progress:
    """What the cursor says: files done, files seen but perhaps not complete, files set aside, and the one in the
    middle of reading. `news` are the files set aside since the cursor."""

    def __init__(self, cursor: Cursor | None) -> None:
        cursor_parts = dict(cursor or {})
        self._done = {key[5:]: str(value) for key, value in cursor_parts.items() if key.startswith("done:")}
        self._seen = {key[5:]: str(value) for key, value in cursor_parts.items() if key.startswith("seen:")}
        self._aside = {key[6:]: _aside(str(value)) for key, value in cursor_parts.items() if key.startswith("aside:")}
        self.news: list[SetAside] = []
        self.file = str(cursor_parts.get("file") or "")
        self.mark = str(cursor_parts.get("mark") or "")
        self.offset, self.line = _number(cursor_parts.get("offset")), _number(cursor_parts.get("line"))
        if not self.offset or not self.line:
            self.file = ""

    def cursor(self) -> Cursor:
        kept: dict[str, str | int | float | None] = {f"done:{name}": value for name, value in self._done.items()}
        kept |= {f"seen:{name}": value for name, value in self._seen.items()}
        kept |= {f"aside:{name}": f"{a.state}|{a.tried}|{_written(a.reason)}" for name, a in self._aside.items()}
        if self.file:
            kept |= {"file": self.file, "mark": self.mark, "offset": self.offset, "line": self.line}
        return kept

    def forget_missing(self, files: list[CsvFile]) -> None:
        names = {file.name for file in files}
        self._done = {name: value for name, value in self._done.items() if name in names}
        self._seen = {name: value for name, value in self._seen.items() if name in names}
        self._aside = {name: value for name, value in self._aside.items() if name in names}
        if not any(self.continues(file) for file in files):
            self.leave()

    def ready(self, file: CsvFile, now: Micros, settle_s: float, alone: bool) -> bool:
        """New or changed, and not changing any more: old enough, or as it was at the poll before.
        A file named `alone` in settings is not waited for if it ends with a whole line. Raises UnfitFile."""
        done_mark, _, done_digest = self._done.get(file.name, "").rpartition("|")
        if done_mark == file.mark:
            self._aside.pop(file.name, None)
            return False
        settled = now - file.changed_at >= settle_s * SECOND or self._seen.get(file.name) == file.mark
        if not settled and not (alone and file.size and ends_with_a_line(file)):
            self._seen[file.name] = file.mark
            return False
        if done_digest and done_digest == digest(file):
            self.finish(file, done_digest)  # touched, not changed
            return False
        return True

    def share(self, files: list[CsvFile]) -> float | None:
        """How many of the files are done as they are now; None where all are, but for those that cannot be read."""
        open_files = [file for file in files if file.name not in self._aside]
        done = sum(self._done.get(file.name, "").rpartition("|")[0] == file.mark for file in open_files)
        return done / len(open_files) if done < len(open_files) else None

    def continues(self, file: CsvFile) -> bool:
        return (file.name, file.mark) == (self.file, self.mark)

    def at(self, file: CsvFile, offset: int, line: int) -> None:
        self.file, self.mark, self.offset, self.line = file.name, file.mark, offset, line

    def finish(self, file: CsvFile, file_digest: str) -> None:
        self._done[file.name] = f"{file.mark}|{file_digest}"
        self._seen.pop(file.name, None)
        self._aside.pop(file.name, None)
        self.leave()

    def leave(self) -> None:
        self.file = self.mark = ""

    # ------------------------------------------------------------ files set aside

    def put_aside(self, file: CsvFile, reason: Message, now: Micros) -> None:
        before = self._aside.get(file.name)
        self._aside[file.name] = _Aside(file.state, now, _bounded(reason))
        if self.file == file.name:
            self.leave()
        if before is None or (before.state, before.reason) != (file.state, self._aside[file.name].reason):
            self.news.append(SetAside(f"file {plain(file.name)}", str(self._aside[file.name].reason), ""))

    def is_aside(self, file: CsvFile, now: Micros) -> bool:
        """Set aside not long ago, and as it was then."""
        aside = self._aside.get(file.name)
        return aside is not None and aside.state == file.state and abs(now - aside.tried) < AGAIN_AFTER

    def notice(self) -> str:
        """'1 file set aside: b.csv is empty'; "" where there is none."""
        if not self._aside:
            return ""
        files = [
            Message("{file} {reason}", file=plain(name), reason=aside.reason)
            for name, aside in sorted(self._aside.items())[:_TOLD_AT_MOST]
        ]
        left = len(self._aside) - len(files)
        more = Message(N_("and {n} more"), n=f"{left:,}") if left else ""
        text = N_("{n} files set aside: {files}") if len(self._aside) > 1 else N_("{n} file set aside: {files}")
        return Message(text, n=f"{len(self._aside):,}", files=in_turn([*files, more]))


def _aside(written: str) -> _Aside:
    state, _, rest = written.partition("|")
    tried, _, reason = rest.partition("|")
    return _Aside(state, int(tried) if tried.isdecimal() else 0, _read(reason))


def _bounded(reason: Message) -> Message:
    """On one line, and no longer than anybody reads."""
    if not reason.values:
        return Message(plain(reason, _LONGEST_REASON))
    return Message(reason.source, **{name: plain(value, _LONGEST_REASON) for name, value in reason.values.items()})


def _written(reason: Message) -> str:
    """As the cursor keeps it, with what it is made of: it is said in several languages."""
    return json.dumps([reason.source, reason.values]) if reason.values else reason


def _read(written: str) -> Message:
    """What `_written` wrote, or an older version: the text alone."""
    try:
        source, values = json.loads(written)
        return Message(str(source), **{str(name): str(value) for name, value in values.items()})
    except (ValueError, TypeError, AttributeError, LookupError):
        return Message(written)


def _number(value: str | int | float | None) -> int:
    return value if isinstance(value, int) and value > 0 else 0

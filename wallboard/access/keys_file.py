"""The file that keys are kept in: a line each, the newest first, only for its owner, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wallboard.access.store import AccessError
from wallboard.clock import instant, iso
from wallboard.model import Micros

SHORTEST = 32  # characters
ADVICE = "such as the output of `openssl rand -base64 48`"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HEAD = "# Keys of this wallboard, the newest first. Keep them from everybody: see docs/sign-in.md.\n"

FileState = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Key:
    text: str
    made_at: Micros | None = None

    @property
    def id(self) -> str:
        """Tells keys apart without telling the key."""
        return hashlib.sha256(b"id of " + self.text.encode()).hexdigest()[:8]

    def __repr__(self) -> str:
        return f"Key({self.id})"


class KeysFile:
    """Reads and writes. Raises AccessError, which names the file and no key."""

    def __init__(self, path: Path, setting: str) -> None:
        """`setting` is the one that names it."""
        self.path = path
        self._setting = setting

    def state(self) -> FileState | None:
        """Changes when the file does; None when there is none."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._error(f"cannot be read: {error.strerror}") from error
        return status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode

    def read(self) -> Sequence[Key]:
        try:
            mode, text = self.path.stat().st_mode, self.path.read_text(encoding="ascii")
        except UnicodeDecodeError:
            raise self._error("holds more than plain characters; a key is one line of them") from None
        except OSError as error:
            raise self._error(f"cannot be read: {error.strerror}") from error
        if mode & _OTHERS:
            raise self._error(f"others may read it; run: chmod 600 {self.path}")
        lines = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("#"))
        keys = strong((self._key(words) for words in lines), f"{self._setting} {self.path}")
        if not keys:
            raise self._error("holds no key; delete it and a new one is made")
        return keys

    def make(self, key: Key) -> None:
        """Raises FileExistsError rather than overwrite what another process made meanwhile."""
        self._write([key], os.link)

    def replace(self, keys: Sequence[Key]) -> None:
        self._write(keys, os.replace)

    def _write(self, keys: Sequence[Key], place: Callable[[str, Path], None]) -> None:
        lines = "".join(f"{key.text} {iso(key.made_at)}\n" if key.made_at else f"{key.text}\n" for key in keys)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)  # mode 0600
            try:
                with os.fdopen(number, "w", encoding="ascii") as out:
                    out.write(_HEAD + lines)
                    out.flush()
                    os.fsync(out.fileno())
                place(name, self.path)
            finally:
                Path(name).unlink(missing_ok=True)
        except FileExistsError:
            raise
        except OSError as error:
            raise self._error(f"cannot be written: {error.strerror}") from error

    def _key(self, words: Sequence[str]) -> Key:
        try:
            return Key(words[0], instant(words[1]) if len(words) > 1 else None)
        except ValueError:
            raise self._error("a line is a key and the instant when it was made, and nothing else") from None

    def _error(self, words: str) -> AccessError:
        return AccessError(f"{self._setting} {self.path}: {words}")


def strong(keys: Iterable[Key], where: str) -> Sequence[Key]:
    """Raises AccessError for a key that could be guessed."""
    listed = tuple(keys)
    for number, key in enumerate(listed, 1):
        if len(key.text) < SHORTEST:
            raise AccessError(
                f"{where}: key {number} has {len(key.text)} characters; a key needs {SHORTEST} or more, {ADVICE}"
            )
    return listed

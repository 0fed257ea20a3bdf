"""The keys under which secrets are hashed: what the access database holds is worth nothing without them.

The newest key comes first and is the one used; older ones still recognise what was hashed under them, so that a
rotation signs nobody out. A file of keys is made at first use, only for its owner, and read again when it changes.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from wallboard.access.store import AccessError
from wallboard.clock import Clock, instant, iso, system_clock
from wallboard.model import Micros
from wallboard.settings_access import Access as AccessSettings

KEPT = 4  # keys that a rotation leaves in the file, the new one among them
SHORTEST = 32  # characters
_BYTES = 48
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HEAD = "# Keys of this wallboard, the newest first. Keep them from everybody: see docs/sign-in.md.\n"


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


class Keys:
    """Keys that were given, or those of a file. Raises AccessError for keys that would not keep a secret."""

    def __init__(self, given: str = "", file: Path | None = None, clock: Clock = system_clock) -> None:
        self._given = tuple(_strong((Key(text) for text in given.split()), "access.keys"))
        self._file = file
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Sequence[Key] = ()
        self._state: tuple[int, ...] | None = None  # of the file when it was read
        if not self._given and file is None:
            raise AccessError("access.keys: there are none, and no keys_file to keep some in")

    @classmethod
    def of(cls, settings: AccessSettings, clock: Clock = system_clock) -> Keys:
        return cls(settings.keys.get_secret_value(), Path(settings.keys_file), clock)

    def hash(self, secret: str) -> str:
        """How a secret is stored: under the newest key."""
        return _keyed(self.all()[0], "hash", secret)

    def hashes(self, secret: str) -> tuple[str, ...]:
        """How it may have been stored: under every key, the newest first."""
        return tuple(_keyed(key, "hash", secret) for key in self.all())

    def sign(self, purpose: str, text: str) -> str:
        """What only we can say of a text. It is not what `hash` gives, so it may leave the house."""
        return _keyed(self.all()[0], f"sign {purpose}", text)

    def signed(self, purpose: str, text: str, signature: str) -> bool:
        """Whether we said so, under any of the keys."""
        told = signature.encode("utf-8", "replace")
        known = [_keyed(key, f"sign {purpose}", text).encode() for key in self.all()]
        return any(hmac.compare_digest(each, told) for each in known)

    def all(self) -> Sequence[Key]:
        """The newest first."""
        if self._given or self._file is None:
            return self._given
        with self._lock:
            state = _state(self._file)
            if state is None and self._known:
                return self._known  # gone under a running server: nobody is signed out for that
            if state is None:
                self._known = self._write([self._new()])
                self._state = _state(self._file)
            elif state != self._state:
                self._read(state)
            return self._known

    def rotate(self) -> Key:
        """A new key in front; the oldest beyond KEPT go. Raises AccessError where keys were given: then whoever gives
        them puts a new one in front."""
        if self._given or self._file is None:
            raise AccessError(
                "access.keys is given (settings, environment or file): put a new key in front of the old one there, "
                "such as the output of `openssl rand -base64 48`"
            )
        older = self.all()
        with self._lock:
            new = self._new()
            self._known = self._write([new, *older][:KEPT])
            self._state = _state(self._file)
            return new

    def _new(self) -> Key:
        return Key(secrets.token_urlsafe(_BYTES), self._clock())

    def _read(self, state: tuple[int, ...]) -> None:
        """A file that went wrong under a running server is told, and the keys known before stay."""
        try:
            self._known, self._state = _read(_existing(self._file)), state
        except AccessError as error:
            if not self._known:
                raise
            structlog.get_logger(__name__).error("changed keys file refused, the old keys stay", problem=str(error))
            self._state = state

    def _write(self, keys: Sequence[Key]) -> Sequence[Key]:
        """The whole file or none of it, and never for an instant readable by others."""
        file = _existing(self._file)
        lines = "".join(f"{key.text} {iso(key.made_at)}\n" if key.made_at else f"{key.text}\n" for key in keys)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
            try:
                with os.fdopen(number, "w", encoding="ascii") as out:
                    out.write(_HEAD + lines)
                    out.flush()
                    os.fsync(out.fileno())
                if keys[1:]:
                    os.replace(name, file)
                else:
                    _place_first(name, file)
            finally:
                Path(name).unlink(missing_ok=True)
        except FileExistsError:
            return _read(file)  # another process was first
        except OSError as error:
            raise AccessError(f"access.keys_file {file}: cannot be written: {error.strerror}") from error
        return tuple(keys)


def _place_first(name: str, file: Path) -> None:
    """Raises FileExistsError rather than overwrite the keys of another process that started at the same time."""
    os.link(name, file)


def _existing(file: Path | None) -> Path:
    assert file is not None  # noqa: S101 - the constructor saw to it
    return file


def _keyed(key: Key, purpose: str, text: str) -> str:
    message = f"{purpose}\0{text}".encode("utf-8", "surrogatepass")
    return hmac.new(key.text.encode(), message, hashlib.sha256).hexdigest()


def _state(file: Path) -> tuple[int, ...] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AccessError(f"access.keys_file {file}: cannot be read: {error.strerror}") from error
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


def _read(file: Path) -> Sequence[Key]:
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="ascii")
    except UnicodeDecodeError:
        raise AccessError(
            f"access.keys_file {file}: holds more than plain characters; a key is one line of them"
        ) from None
    except OSError as error:
        raise AccessError(f"access.keys_file {file}: cannot be read: {error.strerror}") from error
    if mode & _OTHERS:
        raise AccessError(f"access.keys_file {file}: others may read it; run: chmod 600 {file}")
    lines = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    keys = tuple(_strong((_key(words, file) for words in lines), f"access.keys_file {file}"))
    if not keys:
        raise AccessError(f"access.keys_file {file}: holds no key; delete it and a new one is made")
    return keys


def _key(words: Sequence[str], file: Path) -> Key:
    try:
        return Key(words[0], instant(words[1]) if len(words) > 1 else None)
    except ValueError:
        raise AccessError(
            f"access.keys_file {file}: a line is a key and the instant when it was made, and nothing else"
        ) from None


def _strong(keys: Iterable[Key], where: str) -> Iterable[Key]:
    for number, key in enumerate(keys, 1):
        if len(key.text) < SHORTEST:
            raise AccessError(
                f"{where}: key {number} has {len(key.text)} characters; a key needs {SHORTEST} or more, "
                "such as the output of `openssl rand -base64 48`"
            )
        yield key

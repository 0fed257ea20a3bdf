"""The keys under which secrets are hashed: what the access database holds is worth nothing without them.

The newest key comes first and is the one used; older ones still recognise what was hashed under them, so that a
rotation signs nobody out. A file of keys is made at first use, only for its owner, and read again when it changes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from wallboard.access.keys_file import ADVICE, FileState, Key, KeysFile, strong
from wallboard.access.store import AccessError
from wallboard.clock import Clock, system_clock
from wallboard.settings.parts.access import AccessSettings

KEPT = 4  # keys that a rotation leaves in the file, the new one among them
_BYTES = 48


class Keys:
    """Keys that were given, or those of a file. Raises AccessError for keys that would not keep a secret, which names the
    `setting` that gives them; with `_file` behind it, that which names the file."""

    def __init__(
        self, given: str = "", file: Path | None = None, clock: Clock = system_clock, *, setting: str = "access.keys"
    ) -> None:
        self._given = strong((Key(text) for text in given.split()), setting)
        if not self._given and file is None:
            raise AccessError(f"{setting}: there are none, and no keys_file to keep some in")
        self._file = None if self._given or file is None else KeysFile(file, f"{setting}_file")
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Sequence[Key] = ()
        self._state: FileState | None = None  # of the file when it was read

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
        given = signature.encode("utf-8", "replace")
        known = [_keyed(key, f"sign {purpose}", text).encode() for key in self.all()]
        return any(hmac.compare_digest(each, given) for each in known)

    def all(self) -> Sequence[Key]:
        """The newest first."""
        if self._file is None:
            return self._given
        with self._lock:
            state = self._file.state()
            if state is None and not self._known:
                self._make(self._file)
            elif state is not None and state != self._state:  # one gone under a running server signs nobody out
                self._read(self._file, state)
            return self._known

    def rotate(self) -> Key:
        """A new key in front; the oldest beyond KEPT go. Raises AccessError where keys were given: then whoever gives
        them puts a new one in front."""
        if self._file is None:
            raise AccessError(
                f"access.keys is given (settings, environment or file): put a new key in front of the old one, {ADVICE}"
            )
        older = self.all()
        with self._lock:
            new = self._new()
            known = (new, *older)[:KEPT]
            self._file.replace(known)
            self._known, self._state = known, self._file.state()
            return new

    def _new(self) -> Key:
        return Key(secrets.token_urlsafe(_BYTES), self._clock())

    def _make(self, file: KeysFile) -> None:
        with suppress(FileExistsError):  # another process was first: its keys count
            file.make(self._new())
        state = file.state()
        self._known, self._state = file.read(), state

    def _read(self, file: KeysFile, state: FileState) -> None:
        """A file that went wrong under a running server is told once, and the keys known before stay."""
        try:
            self._known = file.read()
        except AccessError as error:
            if not self._known:
                raise
            structlog.get_logger(__name__).error("changed keys file refused, the old keys stay", problem=str(error))
        self._state = state


def _keyed(key: Key, purpose: str, text: str) -> str:
    message = f"{purpose}\0{text}".encode("utf-8", "surrogatepass")
    return hmac.new(key.text.encode(), message, hashlib.sha256).hexdigest()

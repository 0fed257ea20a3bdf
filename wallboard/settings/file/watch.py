"""Takes over a changed settings file, or a changed file of a secret, without a restart, when all is valid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from wallboard.settings import Settings
from wallboard.settings.problems.wording import SettingsError

_GONE = "gone"


class SettingsWatch:
    """Looks at a settings file whenever it is asked. `load` reads the file and may raise SettingsError.

    What the file holds when the watch is made counts as known: its first `poll` tells nothing. `secrets` are files
    that `load` reads besides: what they hold is a change too, that one of them is away for a moment is none.
    """

    def __init__(self, path: Path, load: Callable[[], Settings], secrets: Iterable[Path] = ()) -> None:
        self._path = path
        self._load = load
        self._secrets = {file: _digest(file) for file in secrets}
        self._known = _digest(path)
        self._was_gone = False

    def poll(self) -> Settings | SettingsError | None:
        """The new settings, the errors of a refused change (the old settings stay in force), or None.

        Each change is told once. A file that is away at one poll may be on its way back, as some editors
        write; it is told as gone when it is still away at the next.
        """
        digest, other_secrets = _digest(self._path), self._other_secrets()
        was_gone, self._was_gone = self._was_gone, digest == _GONE
        if (digest == self._known and not other_secrets) or (self._was_gone and not was_gone):
            return None
        self._known = digest
        self._secrets |= other_secrets
        try:
            return self._load()
        except SettingsError as error:
            return error

    def _other_secrets(self) -> dict[Path, str]:
        now = {file: _digest(file) for file in self._secrets}
        return {file: digest for file, digest in now.items() if digest not in (_GONE, self._secrets[file])}


def _digest(path: Path) -> str:
    """Of the content: a file may change within one tick of the clock that stamps it."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return _GONE

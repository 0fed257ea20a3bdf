"""Takes over a changed settings file without a restart, when it is valid."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from wallboard.settings import Settings
from wallboard.settings_errors import SettingsError

_GONE = "gone"


class SettingsWatch:
    """Looks at a settings file whenever it is asked. `load` reads the file and may raise SettingsError.

    What the file holds when the watch is made counts as known: its first `poll` tells nothing.
    """

    def __init__(self, path: Path, load: Callable[[], Settings]) -> None:
        self._path = path
        self._load = load
        self._known = self._digest()
        self._was_gone = False

    def poll(self) -> Settings | SettingsError | None:
        """The new settings, the errors of a refused change (the old settings stay in force), or None.

        Each change is told once. A file that is away at one poll may be on its way back, as some editors
        write; it is told as gone when it is still away at the next.
        """
        digest = self._digest()
        was_gone, self._was_gone = self._was_gone, digest == _GONE
        if digest == self._known or (self._was_gone and not was_gone):
            return None
        self._known = digest
        try:
            return self._load()
        except SettingsError as error:
            return error

    def _digest(self) -> str:
        """Of the content: a file may change within one tick of the clock that stamps it."""
        try:
            return sha256(self._path.read_bytes()).hexdigest()
        except OSError:
            return _GONE

"""Since when each phone system of a site counts."""

from __future__ import annotations

from collections.abc import Collection

from wallboard.calls.fold import Restart
from wallboard.model import NO_INSTANT, Micros


class Starts:
    """The last start of each source, in the phone system's own order; one from the future waits for its instant."""

    def __init__(self) -> None:
        self._last: dict[str, Restart] = {}
        self._coming: list[Restart] = []

    def expect(self, restart: Restart) -> None:
        """An older start than the one known changes nothing."""
        last = self._last.get(restart.source)
        if last is None or restart.seq > last.seq:
            self._coming.append(restart)

    def due(self, now: Micros) -> list[Restart]:
        """The starts that are new as of now: the last one of each source."""
        if not self._coming:
            return []
        new = {restart.source: restart for restart in sorted(self._coming) if restart.at <= now}
        self._coming = [restart for restart in self._coming if restart.at > now]
        new = {source: start for source, start in new.items() if start.seq > self._seq(source)}
        self._last.update(new)
        return list(new.values())

    def last(self, source: str) -> Restart | None:
        return self._last.get(source)

    def all(self) -> list[Restart]:
        return list(self._last.values())

    def known(self, sources: Collection[str], since: Micros = NO_INSTANT) -> bool:
        """Whether the start of all these sources is known, and was not before `since`; of every source that is known
        when none is named."""
        starts = [self._last.get(source) for source in sources or self._last]
        return bool(starts) and all(start is not None and start.at >= since for start in starts)

    def _seq(self, source: str) -> int:
        last = self._last.get(source)
        return -1 if last is None else last.seq

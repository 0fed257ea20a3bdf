"""The one live state that everybody looks at, under its lock, and how another takes its place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from wallboard.access.remit import Remit
from wallboard.engine.background import Background
from wallboard.engine.feed import Feed, heard
from wallboard.engine.live import Live
from wallboard.ledger import Ledger, Recorded
from wallboard.model import Micros
from wallboard.settings import Settings
from wallboard.source import Carries

FOLDS_BESIDE = 3


def folded(
    ledger: Ledger, settings: Settings, feeds: Collection[Feed], now: Micros, want: Collection[str] | None
) -> Live:
    """The live state as the ledger knows it, as of the last answer of each source. Raises LedgerError."""
    return Live(settings, ledger, heard(feeds, ledger, now), now, want)


class Standing:
    """Any thread may call. `lock` is held for as long as something reads or changes the state."""

    def __init__(self, live: Live) -> None:
        self.lock = threading.RLock()
        self.live = live
        self.in_doubt = False  # whether something was recorded that the state may not know of
        self._background = Background()
        self._changes = 0  # counts what the state was told

    def apply(self, site: str, carries: Carries, recorded: Recorded) -> None:
        with self.lock:
            self._changes += 1
            self.live.apply(site, carries, recorded)

    def doubt(self) -> None:
        """Something was recorded, or may have been, that the state does not know of."""
        with self.lock:
            self._changes += 1
            self.in_doubt = True

    def replace(self, live: Live) -> None:
        with self.lock:
            live.know(self._background)
            self.live, self.in_doubt = live, False

    def fold(self, make: Callable[[], Live]) -> None:
        """Replaced by one that `make` folds from the ledger. Whoever looks at the old one meanwhile is not held up;
        what is recorded meanwhile makes it fold again."""
        for _ in range(FOLDS_BESIDE):
            before, live = self._changes, make()
            with self.lock:
                if before == self._changes:
                    self.replace(live)
                    return
        with self.lock:  # polls that come thick and fast wait this once
            self.replace(make())

    def know(self, background: Background) -> None:
        """What is known of other times than now."""
        with self.lock:
            self._background = background
            self.live.know(background)

    @contextmanager
    def looking(self, remit: Remit, now: Micros) -> Iterator[Live]:
        """The live state under its lock. What a remit needs of the ledger is read before, without it."""
        while True:
            with self.lock:
                unread = self.live.unread(remit, now)
                if not unread:
                    yield self.live
                    return
            for each in unread:
                each.read(now)

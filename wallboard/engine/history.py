"""What pages may ask of the past: the ledger's reader and the recount, and how far the sources are, in three methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import pandas as pd

from wallboard.clock import Clock
from wallboard.engine.recount import snapshot_at
from wallboard.ledger import Ledger
from wallboard.model import MINUTE, Health, Micros, Snapshot
from wallboard.settings import Settings
from wallboard.source import Carries


class LedgerHistory:
    """Read-only. A past snapshot that several people ask for within a minute is recounted once."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        carried: Mapping[str, Carries],
        clock: Clock,
        health: Callable[[], tuple[Health, ...]],
    ) -> None:
        self._ledger = ledger
        self.settings = settings
        self._carried = carried
        self._clock = clock
        self.health = health  # of every source, now
        self._recount = lru_cache(maxsize=32)(self._recount_once)

    def visits(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        """Queue visits that entered in [since, until): queue, entered, left, outcome, reason, wait_s, talk_s, ended,
        completed, agent. Raises OutOfRetention."""
        return self._ledger.visits(site, since, until)

    def snapshot_at(self, at: Micros) -> Snapshot:
        """What was true at an instant by what is known now. Raises OutOfRetention."""
        return self._recount(at, self._clock() // MINUTE)

    def _recount_once(self, at: Micros, _minute: int) -> Snapshot:
        return snapshot_at(self._ledger, self.settings, self._carried, at, None, self._clock())

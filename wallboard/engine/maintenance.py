"""What is due once a day or so: the checkpoint at midnight, retention, and what is usual on this weekday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import structlog

from wallboard.clock import Clock, day_start, local_day
from wallboard.engine.recount import state_at
from wallboard.engine.usual import UsualDay, usual_day
from wallboard.ledger import Ledger, OutOfRetention
from wallboard.model import Micros
from wallboard.settings import Settings

log = structlog.get_logger(__name__)


class Maintenance:
    """Remembers what has been done today; `run` does what is due and is cheap when nothing is."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._checkpointed: dict[str, date] = {}
        self._purged: date | None = None
        self._usual: dict[str, tuple[date, int, UsualDay]] = {}

    def run(self, settings: Settings) -> dict[str, UsualDay]:
        """Returns what is usual today at each site. One failing part does not stop the others."""
        now = self._clock()
        for site in settings.sites:
            self._try(partial(self._checkpoint, settings, site, now))
            self._try(partial(self._look_up_usual, settings, site, now))
        self._try(partial(self._purge, settings, now))
        return {site: usual for site, (_, _, usual) in self._usual.items()}

    def _try(self, part: Callable[[], None]) -> None:
        try:
            part()
        except Exception:  # logged with its traceback; the next round tries again
            log.exception("maintenance failed")

    def _checkpoint(self, settings: Settings, site: str, now: Micros) -> None:
        """The state at the last local midnight, so that a past instant costs a day's rows and not a year's."""
        today = local_day(now, settings.zone(site))
        if self._checkpointed.get(site) == today:
            return
        midnight = day_start(today, settings.zone(site))
        try:
            state = state_at(self._ledger, settings, site, midnight, None, live=False)
        except OutOfRetention:
            return
        self._ledger.save_checkpoint(site, midnight, now, "calls", state.calls.to_checkpoint())
        self._checkpointed[site] = today

    def _look_up_usual(self, settings: Settings, site: str, now: Micros) -> None:
        """Once a day, and again while a first read still brings history."""
        today = local_day(now, settings.zone(site))
        rows = sum(self._ledger.counts(name).new for name, s in settings.sources.items() if settings.site_of(s) == site)
        day, seen, _ = self._usual.get(site, (None, -1, None))
        if day != today or rows > 1.2 * seen + 1000:
            self._usual[site] = (today, rows, usual_day(self._ledger, settings, site, today))

    def _purge(self, settings: Settings, now: Micros) -> None:
        today = local_day(now, settings.zone(next(iter(settings.sites))))
        if self._purged != today:
            self._ledger.purge(now, settings.retention)
            self._purged = today

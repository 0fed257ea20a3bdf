"""What is due now and then: who is silent, the checkpoint at midnight, retention, what is usual on this weekday."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from threading import Lock

import structlog

from wallboard.clock import local_day
from wallboard.engine.clock_watch import ClockWatch
from wallboard.engine.equipment import Equipment
from wallboard.engine.feed import Feed, Feeds
from wallboard.engine.halves import HALVES
from wallboard.engine.halves.background import Background
from wallboard.engine.silence import Silence
from wallboard.engine.standing import Standing
from wallboard.ledger import LedgerError
from wallboard.model import DAY, HOUR, Micros, Reading
from wallboard.questions.callers import CallersOf, callers_of
from wallboard.questions.since_closing import calls_since_closing
from wallboard.questions.usual import UsualDay, usual_day
from wallboard.settings import Settings

log = structlog.get_logger(__name__)

MAINTENANCE = "maintenance"
MAINTAIN_EVERY_S = 60.0
PURGE_AFTER: Micros = HOUR  # for which the clock must have been right


class Maintenance:
    """Remembers what has been done today; `run` does what is due and is cheap when nothing is."""

    def __init__(self, standing: Standing, feeds: Feeds, equipment: Equipment) -> None:
        self._standing, self._feeds, self._equipment = standing, feeds, equipment
        self._ledger, self._clock = equipment.ledger, equipment.clock
        self._running = Lock()
        self._silence = Silence(equipment.ledger)
        self._failed: LedgerError | None = None  # what the last run could not do for the ledger's sake
        self._purged: date | None = None
        self._callers_forgotten: tuple[date, int] | None = None  # when last, and how many days were kept
        self._tried: date | None = None
        self._since_closing: dict[str, Reading] = {}
        self._usual: dict[str, tuple[date, int, UsualDay]] = {}
        self._callers: dict[str, CallersOf] = {}

    def run(self) -> None:
        """What was looked up for each site is shown from the next poll on. Any thread may call."""
        with self._running:
            self._standing.know(self._done(self._standing.settings, self._feeds.all(), self._equipment.clock_watch))
            if self._failed is None:
                self._equipment.ledger_watch.worked(MAINTENANCE)
            else:
                self._equipment.ledger_watch.failed(MAINTENANCE, self._failed)

    def _done(self, settings: Settings, feeds: Collection[Feed], time: ClockWatch) -> Background:
        """One failing part does not stop the others; sites that are still reading history get their checkpoints later,
        and so do all while the clock is wrong. Nothing is purged before it has been right for an hour."""
        now, self._failed = self._clock(), None
        catching_up = {feed.source.site for feed in feeds if feed.catching_up}
        if not time.wrong:
            self._try(partial(self._silence.look, settings, feeds, now))
            self._try(partial(self._try_again, settings, feeds, now))
        for site in settings.sites:
            if site not in catching_up and not time.wrong:
                self._try(partial(self._keep_checkpoints, settings, site))
            self._try(partial(self._look_up_usual, settings, site, now))
            self._try(partial(self._look_up_closing, settings, site, now))
            self._try(partial(self._look_up_callers, settings, site, now))
        if time.well_for >= PURGE_AFTER:
            self._try(partial(self._purge, settings, now))
        if time.well_for >= PURGE_AFTER or not settings.callers.days:
            self._try(partial(self._forget_callers, settings, now))
        usual = {site: its for site, (_, _, its) in self._usual.items()}
        return Background(usual, dict(self._since_closing), dict(self._callers))

    def _try(self, part: Callable[[], None]) -> None:
        try:
            part()
        except Exception as error:  # the next round tries again
            if isinstance(error, LedgerError) and error.cause is not None:
                self._failed = error  # a state of the wall's: told by whoever asked
            else:
                log.exception("maintenance failed")

    def _keep_checkpoints(self, settings: Settings, site: str) -> None:
        """Of all halves; cheap when none is missing."""
        for half in HALVES.values():
            half.keep_checkpoints(self._ledger, settings, site, self._clock)

    def _look_up_usual(self, settings: Settings, site: str, now: Micros) -> None:
        """Once a day, and again while a first read still brings history."""
        today = local_day(now, settings.zone(site))
        rows = sum(self._ledger.counts(name).new for name, s in settings.sources.items() if settings.site_of(s) == site)
        day, seen, _ = self._usual.get(site, (None, -1, None))
        if day != today or rows > 1.2 * seen + 1000:
            self._usual[site] = (today, rows, usual_day(self._ledger.visits_in_spans, settings, site, today))

    def _look_up_closing(self, settings: Settings, site: str, now: Micros) -> None:
        reading = calls_since_closing(self._ledger.visits, settings, site, now)
        self._since_closing.pop(site, None)
        if reading is not None:
            self._since_closing[site] = reading

    def _look_up_callers(self, settings: Settings, site: str, now: Micros) -> None:
        self._callers.pop(site, None)
        self._callers[site] = callers_of(self._ledger, settings, site, now)

    def _try_again(self, settings: Settings, feeds: Collection[Feed], now: Micros) -> None:
        """Each day, rows that may have been of the future: their time may have come."""
        today = local_day(now, settings.zone(next(iter(settings.sites))))
        if self._tried is not None and self._tried != today:
            for feed in feeds:
                feed.rereading.due |= HALVES[feed.source.carries].tried_daily and feed.health.set_aside > 0
        self._tried = today

    def _purge(self, settings: Settings, now: Micros) -> None:
        today = local_day(now, settings.zone(next(iter(settings.sites))))
        if self._purged != today:
            self._ledger.purge(now, settings.retention)
            self._purged = today

    def _forget_callers(self, settings: Settings, now: Micros) -> None:
        today, days = local_day(now, settings.zone(next(iter(settings.sites)))), settings.callers.days
        if self._callers_forgotten != (today, days):
            self._ledger.forget_callers(now - days * DAY if days else None)
            self._callers_forgotten = today, days

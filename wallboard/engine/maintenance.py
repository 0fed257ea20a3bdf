"""What is due now and then: who is silent, the checkpoint at midnight, retention, what is usual on this weekday."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

import structlog

from wallboard.clock import Clock, day_start, local_day, midnight_before
from wallboard.engine.clock_watch import ClockWatch
from wallboard.engine.feed import Feed
from wallboard.engine.recount import gather_calls
from wallboard.engine.silence import Silence
from wallboard.ledger import Ledger, LedgerError
from wallboard.model import DAY, HOUR, Micros, Reading
from wallboard.questions.since_closing import calls_since_closing
from wallboard.questions.usual import UsualDay, usual_day, usual_readings
from wallboard.settings import Settings
from wallboard.state.calls import CallState

log = structlog.get_logger(__name__)

PURGE_AFTER: Micros = HOUR  # for which the clock must have been right
SWEEP = 60 * DAY  # as many days of visits are held in memory at once, at most


@dataclass(frozen=True, slots=True)
class Background:
    """By site: what is known of other times than now, looked up now and then and not at every poll."""

    usual: Mapping[str, UsualDay] = field(default_factory=dict)
    since_closing: Mapping[str, Reading] = field(default_factory=dict)

    def readings(self, site: str, now: Micros) -> Iterator[Reading]:
        yield from usual_readings(site, self.usual.get(site), now)
        if site in self.since_closing:
            yield self.since_closing[site]


class Maintenance:
    """Remembers what has been done today; `run` does what is due and is cheap when nothing is."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._silence = Silence(ledger)
        self.failed: LedgerError | None = None  # what the last run could not do for the ledger's sake
        self._purged: date | None = None
        self._tried: date | None = None
        self._since_closing: dict[str, Reading] = {}
        self._usual: dict[str, tuple[date, int, UsualDay]] = {}

    def run(self, settings: Settings, feeds: Collection[Feed], time: ClockWatch) -> Background:
        """What was looked up for each site. One failing part does not stop the others; sites that are still
        reading history get their checkpoints later, and so do all while the clock is wrong. Nothing is purged before
        it has been right for an hour."""
        now, self.failed = self._clock(), None
        catching_up = {feed.source.site for feed in feeds if feed.catching_up}
        if not time.wrong:
            self._try(partial(self._silence.look, settings, feeds, now))
            self._try(partial(self._try_again, settings, feeds, now))
        for site in settings.sites:
            if site not in catching_up and not time.wrong:
                self._try(partial(self.checkpoint, settings, site))
            self._try(partial(self._look_up_usual, settings, site, now))
            self._try(partial(self._look_up_closing, settings, site, now))
        if time.well_for >= PURGE_AFTER:
            self._try(partial(self._purge, settings, now))
        return Background({site: usual for site, (_, _, usual) in self._usual.items()}, dict(self._since_closing))

    def _try(self, part: Callable[[], None]) -> None:
        try:
            part()
        except Exception as error:  # the next round tries again
            if isinstance(error, LedgerError) and error.cause is not None:
                self.failed = error  # a state of the wall's: told by whoever asked
            else:
                log.exception("maintenance failed")

    def checkpoint(self, settings: Settings, site: str) -> None:
        """The counts at every local midnight that has none yet, so that a past instant costs a day's rows and not a
        year's. One sweep over the visits serves all of its midnights. Where the last one cannot be used any more, today's
        is made anew: the state of now is counted from it whenever it is folded."""
        zone = settings.zone(site)
        today = midnight_before(self._clock(), zone)
        last = self._ledger.checkpoint(site, today, "calls")
        since = last.at if last is not None else self._ledger.first_entered(site)
        if last is not None and not CallState(settings, site).usable(last.payload):
            since = today - 1
        while since is not None and since < today:
            until = min(today, midnight_before(since + SWEEP, zone))
            since = until if self._sweep(settings, site, since, until) else None

    def _sweep(self, settings: Settings, site: str, since: Micros, until: Micros) -> bool:
        """False when calls of before a midnight came in meanwhile: the next round begins from what is right."""
        batch, zone = self._ledger.newest_batch(), settings.zone(site)
        calls, _ = gather_calls(self._ledger, settings, site, until, None, until)
        day = local_day(since, zone)
        while (midnight := day_start(day := day + timedelta(days=1), zone)) <= until:
            calls.advance(midnight)
            if not self._ledger.save_checkpoint(site, midnight, self._clock(), "calls", calls.to_checkpoint(), batch):
                return False
        return True

    def _look_up_usual(self, settings: Settings, site: str, now: Micros) -> None:
        """Once a day, and again while a first read still brings history."""
        today = local_day(now, settings.zone(site))
        rows = sum(self._ledger.counts(name).new for name, s in settings.sources.items() if settings.site_of(s) == site)
        day, seen, _ = self._usual.get(site, (None, -1, None))
        if day != today or rows > 1.2 * seen + 1000:
            self._usual[site] = (today, rows, usual_day(self._ledger.visits, settings, site, today))

    def _look_up_closing(self, settings: Settings, site: str, now: Micros) -> None:
        found = calls_since_closing(self._ledger, settings, site, now)
        self._since_closing.pop(site, None)
        if found is not None:
            self._since_closing[site] = found

    def _try_again(self, settings: Settings, feeds: Collection[Feed], now: Micros) -> None:
        """Each day, calls that a phone system dated in the future: their time may have come."""
        today = local_day(now, settings.zone(next(iter(settings.sites))))
        if self._tried is not None and self._tried != today:
            for feed in feeds:
                feed.rereading.due |= feed.source.carries == "calls" and feed.health.set_aside > 0
        self._tried = today

    def _purge(self, settings: Settings, now: Micros) -> None:
        today = local_day(now, settings.zone(next(iter(settings.sites))))
        if self._purged != today:
            self._ledger.purge(now, settings.retention)
            self._purged = today

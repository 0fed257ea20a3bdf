"""The one live state that everybody looks at, under its lock: what polls brought, and how another takes its place."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog

from wallboard.engine.equipment import Equipment
from wallboard.engine.feed import Feed, Feeds, heard
from wallboard.engine.halves import HALVES
from wallboard.engine.halves.background import Background
from wallboard.engine.live import Live
from wallboard.engine.poll import Polled
from wallboard.ledger import LedgerError, Recorded
from wallboard.metrics import WINDOWS
from wallboard.model import Demand, Micros
from wallboard.model.remit import Remit
from wallboard.settings import Settings

log = structlog.get_logger(__name__)

FOLDS_BESIDE = 3


class Standing:
    """Any thread may call. `lock` is held for as long as something reads or changes the state."""

    def __init__(self, settings: Settings, feeds: Feeds, equipment: Equipment, only_asked: bool) -> None:
        """As the ledger knows it. With `only_asked` readings are taken of what snapshots are asked for; else of
        everything. Raises LedgerError."""
        self.lock = threading.RLock()
        self.settings = settings
        self.in_doubt = False  # whether something was recorded that the state may not know of
        self._feeds, self._equipment = feeds, equipment
        self._demand = Demand(WINDOWS) if only_asked else None
        self._background = Background()
        self._changes = 0  # counts what the state was told
        self.live = self._folded()

    # ------------------------------------------------------------ what polls bring

    def take(self, feed: Feed, polled: Polled) -> None:
        """What a poll recorded. A first read went to the ledger alone: what the windows need of it is folded once, when
        it is over. Raises LedgerError."""
        done, more = self._heard(feed, polled), polled.batch.more
        if polled.recorded.renamed:
            log.warning("all that a source told has other names", source=feed.source.name, renamed=polled.batch.renamed)
            self.doubt()  # it was made of the old ones
        over = feed.catching_up and not more
        if over and not self._equipment.clock_watch.wrong:
            self._keep_checkpoints(feed)
        if not over and not more and not self.in_doubt:
            self.apply(feed, polled.recorded)
        if over or self.in_doubt or self.live.wants_restoring(*feed.half):
            self.restore()
        with self.lock:
            if not more and not self._equipment.clock_watch.doubtful:
                self.live.refresh(*feed.half, done)
            feed.succeed(polled, done)

    def take_again(self, feed: Feed, recorded: Recorded) -> None:
        """Rows that were set aside before, and are taken now."""
        with self.lock:
            self.apply(feed, recorded)
            self.live.refresh(*feed.half, self._equipment.clock())

    def apply(self, feed: Feed, recorded: Recorded) -> None:
        """What is told at the next poll."""
        with self.lock:
            self._changes += 1
            self.live.apply(*feed.half, recorded)

    def know(self, background: Background) -> None:
        """What is known of other times than now."""
        with self.lock:
            self._background = background
            self.live.know(background)

    def look_at_clock(self) -> None:
        """Notice a clock that jumped, or is right again: then the state is made anew."""
        with self.lock:
            if self._equipment.clock_watch.look():
                self._time_is_another()
                self.try_to_restore()

    # ------------------------------------------------------------ another in its place

    def doubt(self) -> None:
        """Something was recorded, or may have been, that the state does not know of."""
        with self.lock:
            self._changes += 1
            self.in_doubt = True

    def restore(self) -> None:
        """From the ledger. Whoever looks at the old one meanwhile is not held up; what is recorded meanwhile makes it
        fold again. Raises LedgerError."""
        for _ in range(FOLDS_BESIDE):
            before, live = self._changes, self._folded()
            with self.lock:
                if before == self._changes:
                    self._replace(live)
                    return
        with self.lock:  # polls that come thick and fast wait this once
            self._replace(self._folded())

    def try_to_restore(self) -> None:
        """What was recorded may not have reached the state: the ledger is right, so start from it again. Where that
        cannot be read either, or not be folded, the next poll that can does it."""
        try:
            self.restore()
        except LedgerError as error:
            log.error("state not read from the ledger", reason=str(error))
        except Exception:  # a fault of ours: the state stays in doubt, and polls and the tick go on
            log.exception("state not made of the ledger")

    def take_over(self, settings: Settings, feeds: Mapping[str, Feed]) -> None:
        """Folded anew, so that figures follow their new meaning. Raises LedgerError, and then nothing is changed."""
        with self.lock:
            equipment = self._equipment
            now = equipment.clock()
            demand = Demand(WINDOWS) if self._demand else None  # other boards may ask for less
            live = Live(settings, equipment.ledger, heard(feeds.values(), equipment.ledger, now), now, demand)
            self.settings, self._demand = settings, demand
            self._feeds.replace(feeds)
            equipment.clock_watch.keep(feeds)
            self._replace(live)

    # ------------------------------------------------------------ looked at

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

    def _heard(self, feed: Feed, polled: Polled) -> Micros:
        """When it was heard of: perhaps what the poll tells of the time is that it is another."""
        with self.lock:
            if not self._equipment.clock_watch.heard(feed.source.name, polled, feed.catching_up):
                return polled.done
            self._time_is_another()
            feed.health.answered = now = self._equipment.clock()
            return now

    def _keep_checkpoints(self, feed: Feed) -> None:
        """So that folding after a first read is quick. Not while another source of the half still tells of before: it would
        spoil them at once."""
        site, carries = feed.half
        beside = (each for each in self._feeds.all() if each is not feed and each.half == feed.half)
        if any(each.catching_up for each in beside):
            return
        HALVES[carries].keep_checkpoints(self._equipment.ledger, self.settings, site, self._equipment.clock)

    def _time_is_another(self) -> None:
        """The state is to be made anew, as of a time that nobody thought it was."""
        self.doubt()
        now = self._equipment.clock()
        for feed in self._feeds.all():
            feed.time_is(now)

    def _folded(self) -> Live:
        """As of the last answer of each source."""
        ledger, now = self._equipment.ledger, self._equipment.clock()
        return Live(self.settings, ledger, heard(self._feeds.all(), ledger, now), now, self._demand)

    def _replace(self, live: Live) -> None:
        live.know(self._background)
        self.live, self.in_doubt = live, False

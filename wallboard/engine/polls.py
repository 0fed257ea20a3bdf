"""Polls: every source is asked on its own schedule, and what it tells goes to the ledger and to the live state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import structlog

from wallboard.engine.asking import GivenUp
from wallboard.engine.day_keeper import DAYS
from wallboard.engine.equipment import Equipment
from wallboard.engine.feed import LONGEST_BACK_OFF_S, MOST_LEFT_BEHIND, Feed, Feeds
from wallboard.engine.maintenance import MAINTENANCE
from wallboard.engine.poll import Polled, poll_once
from wallboard.engine.present import Present
from wallboard.engine.schedule import Schedule
from wallboard.engine.standing import Standing
from wallboard.ledger import LedgerError
from wallboard.settings import Settings
from wallboard.source import Source, SourceError

log = structlog.get_logger(__name__)

STOP_WITHIN_S = 2.0


class Opener(Protocol):
    """Opens sources: which kinds there are, the engine does not know."""

    def __call__(self, settings: Settings, name: str, /) -> Source: ...


class Polls:
    """Any thread may call. `opener` opens a source anew whose worker hangs; without one it is waited for."""

    def __init__(
        self,
        feeds: Feeds,
        standing: Standing,
        present: Present,
        schedule: Schedule,
        equipment: Equipment,
        opener: Opener | None,
    ) -> None:
        self._feeds, self._standing, self._present = feeds, standing, present
        self._schedule, self._equipment, self._opener = schedule, equipment, opener

    def start(self) -> None:
        for name in self._feeds.by_name():
            self._add(name)

    def end(self) -> bool:
        """False when a poll hangs so that its thread would keep the process alive."""
        feeds = list(self._feeds.all())
        ended = [feed.end(STOP_WITHIN_S) for feed in feeds]
        return all(ended) and not any(feed.hanging() for feed in feeds)

    def take_over(self, before: Mapping[str, Feed]) -> None:
        """Settings changed: polls go on by the feeds of now. Of those of before, whoever is no more is closed."""
        now = self._feeds.by_name()
        for name, feed in before.items():
            self._schedule.remove(name)
            if name not in now or now[name].source is not feed.source:
                feed.drop(STOP_WITHIN_S)
        for name in now:
            self._add(name, first_s=0)

    def poll(self, name: str) -> float | None:
        """Poll one source once and publish what came of it. Returns the seconds until the next poll; None: the usual."""
        feed = self._feeds.get(name)
        if feed is None or not feed.polling.acquire(blocking=False):
            return None
        try:
            return self._poll(name, feed)
        finally:
            feed.polling.release()
            if feed.asking.given_up:
                feed.source.close()

    def leave_behind(self) -> None:
        """A worker whose source does not answer is left behind, and the next poll goes by a source opened anew."""
        for name, feed in self._feeds.by_name().items():
            if self._opener is None or feed.hanging() >= MOST_LEFT_BEHIND:
                continue
            if feed.asking.given_up or feed.asking.give_up():
                self._open_anew(name, feed, self._opener)

    def look_at_ledger(self) -> None:
        """What stands in the way of every poll is told before the polls run into it, or while they hang in it."""
        in_the_way, now = self._equipment.ledger_watch.look(), self._equipment.clock()
        for feed in self._feeds.all():
            if in_the_way and feed.health.asked is not None:
                feed.health.hold(in_the_way, now)

    # ------------------------------------------------------------ one poll

    def _poll(self, name: str, feed: Feed) -> float | None:
        feed.health.begin(self._equipment.clock())
        try:
            polled = self._asked(name, feed)
            if self._feeds.get(name) is not feed:  # settings changed meanwhile, and the state was folded without it
                self._standing.doubt()
                return None
            self._took(feed, polled)
            if not polled.batch.more:
                self._after(feed)
        except GivenUp:
            log.info("an answer came too late and counts for nothing", source=name)
            return None
        except SourceError as error:
            return self._failed(feed, str(error), error.permanent)
        except Exception as error:  # a fault of ours must neither stop the polls nor pass for an answer
            return self._broke(feed, error)
        return 0.0 if polled.batch.more else None

    def _asked(self, name: str, feed: Feed) -> Polled:
        equipment = self._equipment
        with equipment.telemetry.poll_seconds.labels(name).time():
            polled = poll_once(feed.asked, equipment.ledger, equipment.clock, equipment.step)
        feed.health.answer()
        return polled

    def _took(self, feed: Feed, polled: Polled) -> None:
        source, recorded, more = feed.source.name, polled.recorded, polled.batch.more
        first, over = feed.health.away(), feed.catching_up and not more
        self._standing.take(feed, polled)
        self._equipment.ledger_watch.worked(source)
        if over or (recorded.new and self._equipment.ledger_watch.has_failed(MAINTENANCE)):
            self._schedule.soon(MAINTENANCE)  # what is usual, and what came in since closing, are known only now
        if over:
            self._schedule.soon(DAYS)  # they were left until history is read
        self._equipment.telemetry.rows.labels(source).inc(recorded.new)
        self._equipment.telemetry.set_aside.labels(source).inc(recorded.set_aside)
        if (recorded.new or first) and not more:
            self._equipment.step("before_publish")
            self._present.publish()
            self._equipment.step("after_publish")

    def _after(self, feed: Feed) -> None:
        """What is asked of a source when it has told all that is new. What comes of rows that were set aside by other
        settings is shown at once."""
        for recorded in feed.gone(self._equipment.clock()):
            self._standing.apply(feed, recorded)
        feed.rereading.settle()
        if feed.rereading.due:
            for recorded in feed.rereading.again(self._equipment.clock):
                self._standing.take_again(feed, recorded)
            feed.count(self._equipment.ledger)
            self._present.publish()

    # ------------------------------------------------------------ what went wrong

    def _failed(self, feed: Feed, message: str, permanent: bool) -> float:
        feed.health.fail(message, permanent, self._equipment.clock())
        self._equipment.telemetry.polls_failed.labels(feed.source.name).inc()
        self._present.publish()
        return feed.again_in_s()

    def _broke(self, feed: Feed, error: Exception) -> float:
        self._standing.doubt()
        if isinstance(error, LedgerError) and error.cause is not None:
            return self._not_taken(feed, error)
        name = feed.source.name
        if feed.health.failures == 0:
            log.error("poll failed", source=name, exc_info=error)
        self._standing.try_to_restore()
        return self._failed(feed, f"sources.{name}: internal error, see the log", permanent=False)

    def _not_taken(self, feed: Feed, error: LedgerError) -> float:
        """The ledger is in trouble. The source is asked again soon, from where the ledger stands."""
        why = self._equipment.ledger_watch.failed(feed.source.name, error)
        feed.health.hold(why, self._equipment.clock())
        self._equipment.telemetry.polls_failed.labels(feed.source.name).inc()
        self._present.publish()
        return min(feed.options.poll_every, LONGEST_BACK_OFF_S)

    def _open_anew(self, name: str, feed: Feed, opener: Opener) -> None:
        source = opener(self._present.settings, name)
        try:
            self._feeds.put(name, feed.anew(source, self._equipment.ledger, self._present.settings))
        except LedgerError:  # told where it is polled or looked at; the next tick tries again
            source.close()
            return
        log.warning("source does not answer, opened anew", source=name, hanging=feed.hanging() + 1)
        self._schedule.remove(name)
        self._add(name, first_s=0)
        feed.health.fail("no answer within the deadline", False, self._equipment.clock())

    def _add(self, name: str, first_s: float | None = None) -> None:
        every_s = self._feeds.by_name()[name].options.poll_every
        self._schedule.add(name, every_s, lambda: self.poll(name), first_s)

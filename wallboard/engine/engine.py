"""The engine: polls every source on its own schedule, keeps what is going on, and hands every new snapshot on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping

import structlog

from wallboard.access.remit import EVERYTHING, Remit
from wallboard.clock import Clock, system_clock
from wallboard.engine.asking import GivenUp
from wallboard.engine.clock_watch import ClockWatch
from wallboard.engine.feed import LONGEST_BACK_OFF_S, MOST_LEFT_BEHIND, Feed, feeds
from wallboard.engine.halves import HALVES
from wallboard.engine.health import told_to
from wallboard.engine.heart import Heart
from wallboard.engine.ledger_watch import LOOK_EVERY_S, PART, LedgerWatch
from wallboard.engine.live import Live
from wallboard.engine.maintenance import Maintenance
from wallboard.engine.poll import Polled, Step, no_step, poll_once
from wallboard.engine.reconcile import Reconciler
from wallboard.engine.schedule import Schedule
from wallboard.engine.standing import Standing, folded
from wallboard.engine.telemetry import Telemetry
from wallboard.engine.troubles import Troubles
from wallboard.ledger import Ledger, LedgerError
from wallboard.model import Health, Snapshot
from wallboard.settings import Settings
from wallboard.source import Source, SourceError

log = structlog.get_logger(__name__)

MAINTENANCE = "maintenance"
MAINTAIN_EVERY_S = 60.0
STOP_WITHIN_S = 2.0


class Engine:
    """Built and handed its parts by app.py. `start` and `stop` once each; everything else may come from any thread.

    `want` are the metrics that the boards show (None: all); the API's full snapshot has every one all the same."""

    def __init__(
        self,
        settings: Settings,
        sources: Mapping[str, Source],
        ledger: Ledger,
        on_snapshot: Callable[[Snapshot], None],
        *,
        clock: Clock = system_clock,
        telemetry: Telemetry | None = None,
        want: Collection[str] | None = None,
        step: Step = no_step,
        reopen: Callable[[Settings, str], Source] | None = None,
    ) -> None:
        self.settings, self.ledger, self.clock = settings, ledger, clock
        self.telemetry = telemetry or Telemetry()
        self.troubles = Troubles()
        self._on_snapshot = on_snapshot
        self._want = want
        self._step, self._reopen = step, reopen
        self._publish_lock = threading.Lock()
        self._maintaining = threading.Lock()
        # The schedule runs by the machine's own clock: ours may be set to another instant for a demonstration.
        self._schedule = Schedule(system_clock)
        self._heart = Heart(self.look_at_clock, self.publish, self.leave_behind, self._schedule.rearm)
        self._maintenance = Maintenance(ledger, clock)
        self._feeds = feeds(sources, ledger, settings, clock)
        self.clock_watch = ClockWatch.over(clock, ledger, settings, self.troubles)
        self._ledger_watch = LedgerWatch(ledger, self.troubles, clock)
        self._standing = Standing(self._folded())

    # ------------------------------------------------------------ life

    def start(self) -> None:
        self._schedule.start()
        for name in self._feeds:
            self._add(name)
        self._schedule.add(MAINTENANCE, MAINTAIN_EVERY_S, self.maintain, first_s=0.5)
        self._schedule.add(PART, LOOK_EVERY_S, self.look_at_ledger)
        self._heart.start()

    def stop(self) -> bool:
        """False when a poll hangs so that its thread would keep the process alive."""
        self._heart.stop()
        self._schedule.stop()
        feeds = list(self._feeds.values())
        ended = [feed.end(STOP_WITHIN_S) for feed in feeds]
        self.ledger.close()
        return all(ended) and not any(feed.hanging() for feed in feeds)

    def reconfigure(
        self,
        settings: Settings,
        sources: Mapping[str, Source],
        want: Collection[str] | None = None,
        taken: Callable[[], None] = lambda: None,
    ) -> None:
        """Take over new settings without a restart: the state is folded anew, so that figures follow their new meaning.
        All of it, with `taken` called in the same moment, or nothing: raises LedgerError while the ledger is away."""
        with self._publish_lock, self._standing.lock:
            old, new = self._feeds, feeds(sources, self.ledger, settings, self.clock, self._feeds)
            live = folded(self.ledger, settings, new.values(), self.clock(), want)
            self.settings, self._want, self._feeds = settings, want, new
            self.clock_watch.keep(sources)
            self._standing.replace(live)
            taken()
        for name, feed in old.items():
            self._schedule.remove(name)
            if sources.get(name) is not feed.source:
                feed.asking.end()
                if feed.polling.acquire(timeout=STOP_WITHIN_S):
                    feed.source.close()
        for name in new:
            self._add(name, first_s=0)
        self._ledger_watch.keep([*new, MAINTENANCE])
        self.maintain()
        self.publish()

    def also(self, name: str, every_s: float, run: Callable[[], None]) -> None:
        """Run something else on the schedule, on a worker of its own."""
        self._schedule.add(name, every_s, run)

    def readiness(self) -> tuple[bool, str]:
        """Whether screens may be sent here, and in words how every source is. A lost source is no reason to refuse:
        the wall shows it."""
        if not self._heart.is_beating():
            return False, "starting or stopping"
        troubles = [f"{trouble.part}: {trouble.message}" for trouble in self.troubles.lasting()]
        return True, "\n".join([*troubles, *(f"{h.source}: {h.state.value}" for h in self.health())]) or "no sources"

    # ------------------------------------------------------------ one poll

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

    def _poll(self, name: str, feed: Feed) -> float | None:
        feed.health.begin(self.clock())
        try:
            with self.telemetry.poll_seconds.labels(name).time():
                polled = poll_once(feed.asked, self.ledger, self.clock, self._step)
            if self._feeds.get(name) is not feed:  # settings changed meanwhile, and the state was folded without it
                self._standing.doubt()
                return None
            self._took(feed, polled)
            if feed.reconciler is not None and not polled.batch.more:
                self._reconcile(feed, feed.reconciler)
            if not polled.batch.more:
                self._read_again(feed)
        except GivenUp:
            log.info("an answer came too late and counts for nothing", source=name)
            return None
        except SourceError as error:
            return self._failed(feed, str(error), error.permanent)
        except Exception as error:  # a fault of ours must neither stop the polls nor pass for an answer
            self._standing.doubt()
            if isinstance(error, LedgerError) and error.cause is not None:
                return self._not_taken(feed, error)
            if feed.health.failures == 0:
                log.exception("poll failed", source=name)
            self._fold_anew()
            return self._failed(feed, f"sources.{name}: internal error, see the log", permanent=False)
        return 0.0 if polled.batch.more else None

    def _not_taken(self, feed: Feed, error: LedgerError) -> float:
        """The ledger is in trouble. The source is asked again soon, from where the ledger stands."""
        why = self._ledger_watch.failed(feed.source.name, error)
        feed.health.hold(why, self.clock())
        self.telemetry.polls_failed.labels(feed.source.name).inc()
        self.publish()
        return min(feed.options.poll_every, LONGEST_BACK_OFF_S)

    def _took(self, feed: Feed, polled: Polled) -> None:
        source, recorded, done = feed.source, polled.recorded, polled.done
        with self._standing.lock:
            if self.clock_watch.heard(source.name, polled, feed.catching_up):
                self._time_is_another()
                done = feed.health.answered = self.clock()
        if feed.catching_up and not polled.batch.more and not self.clock_watch.wrong:
            half = HALVES[source.carries]  # so that folding anew below is quick
            half.keep_checkpoints(self.ledger, self.settings, source.site, self.clock)
        first = feed.health.answered is None or feed.health.failures > 0 or bool(feed.health.held)
        # A first read goes to the ledger alone: what the windows need of it is folded once, when it is over.
        over = feed.catching_up and not polled.batch.more
        if not over and not polled.batch.more and not self._standing.in_doubt:
            self._standing.apply(source.site, source.carries, recorded)
        if over or self._standing.in_doubt or self._standing.live.wants_restoring(source.site, source.carries):
            self._standing.fold(self._folded)
        with self._standing.lock:
            if not polled.batch.more and not self.clock_watch.doubtful:
                self._standing.live.refresh(source.site, source.carries, done)
            feed.catching_up = polled.batch.more
            feed.health.succeed(polled.batch, recorded.new, recorded.set_aside, done, recorded.newest)
        self._ledger_watch.worked(source.name)
        if over or (recorded.new and self._ledger_watch.has_failed(MAINTENANCE)):
            self._schedule.soon(MAINTENANCE)  # what is usual, and what came in since closing, are known only now
        self.telemetry.rows.labels(source.name).inc(recorded.new)
        self.telemetry.set_aside.labels(source.name).inc(recorded.set_aside)
        if (recorded.new or first) and not polled.batch.more:
            self._step("before_publish")
            self.publish()
            self._step("after_publish")

    def _read_again(self, feed: Feed) -> None:
        """Rows that were set aside by other settings. What comes of them is shown at once."""
        feed.rereading.settle()
        if not feed.rereading.due:
            return
        for recorded in feed.rereading.again(self.clock):
            with self._standing.lock:
                self._standing.apply(feed.source.site, feed.source.carries, recorded)
                self._standing.live.refresh(feed.source.site, feed.source.carries, self.clock())
        counts = self.ledger.counts(feed.source.name)
        feed.health.count(counts.new - feed.health.rows, counts.set_aside - feed.health.set_aside)
        self.publish()

    def leave_behind(self) -> None:
        """A worker whose source does not answer is left behind, and the next poll goes by a source opened anew."""
        for name, feed in list(self._feeds.items()):
            if self._reopen is None or feed.hanging() >= MOST_LEFT_BEHIND:
                continue
            if not feed.asking.given_up and not feed.asking.give_up():
                continue
            source = self._reopen(self.settings, name)
            try:
                self._feeds[name] = feed.anew(source, self.ledger, self.settings)
            except LedgerError:  # told where it is polled or looked at; the next tick tries again
                source.close()
                continue
            log.warning("source does not answer, opened anew", source=name, hanging=feed.hanging() + 1)
            self._schedule.remove(name)
            self._add(name, first_s=0)
            feed.health.fail("no answer within the deadline", False, self.clock())

    def _reconcile(self, feed: Feed, reconciler: Reconciler) -> None:
        for recorded in reconciler.slice(self.clock()):
            self._standing.apply(feed.source.site, feed.source.carries, recorded)

    def _time_is_another(self) -> None:
        """The state is to be made anew, as of a time that nobody thought it was."""
        self._standing.doubt()
        now = self.clock()
        for feed in self._feeds.values():
            feed.health.time_is(now)
            feed.rereading.due = True  # rows that were set aside as from the future may not be

    def _fold_anew(self) -> None:
        """What was recorded may not have reached the state: the ledger is right, so start from it again. Where that
        cannot be read either, the next poll that can does it."""
        try:
            self._standing.fold(self._folded)
        except Exception as error:
            log.error("state not read from the ledger", reason=str(error))

    def _failed(self, feed: Feed, message: str, permanent: bool) -> float:
        feed.health.fail(message, permanent, self.clock())
        self.telemetry.polls_failed.labels(feed.source.name).inc()
        self.publish()
        return feed.again_in_s()

    # ------------------------------------------------------------ what others read

    def sources(self) -> dict[str, Source]:
        return {name: feed.source for name, feed in self._feeds.items()}

    def health(self, remit: Remit = EVERYTHING) -> tuple[Health, ...]:
        now = self.clock()
        told = (feed.health.health(now) for feed in self._feeds.values())
        return told_to(remit, map(self.clock_watch.shown, told))

    def snapshot(self, remit: Remit = EVERYTHING) -> Snapshot:
        """What the boards show now, of what is in the remit."""
        health, now = self.health(remit), self.clock()
        with self._standing.looking(remit, now) as live:
            return live.snapshot(health, now, remit, self.troubles.lasting())

    def full_snapshot(self, remit: Remit = EVERYTHING) -> Snapshot:
        """Every metric in every scope, as of the last polls."""
        health, now = self.health(remit), self.clock()
        with self._standing.looking(remit, now) as live:
            return live.full_snapshot(health, now, remit, self.troubles.lasting())

    def publish(self) -> None:
        """Hand the present snapshot on; never an older one after a newer."""
        with self._publish_lock, self.telemetry.tick_seconds.time():
            self._on_snapshot(self.snapshot())

    # ------------------------------------------------------------ the rest

    def maintain(self) -> None:
        """What is due now and then: checkpoints, retention, and the usual of this weekday."""
        with self._maintaining:
            self._standing.know(self._maintenance.run(self.settings, self._feeds.values(), self.clock_watch))
            if self._maintenance.failed is None:
                self._ledger_watch.worked(MAINTENANCE)
            else:
                self._ledger_watch.failed(MAINTENANCE, self._maintenance.failed)

    def look_at_clock(self) -> None:
        """Notice a clock that jumped, or is right again: then the state is made anew."""
        with self._standing.lock:
            if self.clock_watch.look():
                self._time_is_another()
                self._fold_anew()

    def look_at_ledger(self) -> None:
        """What stands in the way of every poll is told before the polls run into it, or while they hang in it."""
        in_the_way, now = self._ledger_watch.look(), self.clock()
        for feed in self._feeds.values():
            if in_the_way and feed.health.asked is not None:
                feed.health.hold(in_the_way, now)

    def _folded(self) -> Live:
        return folded(self.ledger, self.settings, self._feeds.values(), self.clock(), self._want)

    def _add(self, name: str, first_s: float | None = None) -> None:
        self._schedule.add(name, self._feeds[name].options.poll_every, lambda: self.poll(name), first_s)

"""The engine: polls that ask the sources, the present that is shown, and the heart that beats, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wallboard.clock import Clock, system_clock
from wallboard.engine.alarming import EVERY_S as ALARM_EVERY_S
from wallboard.engine.alarming import Alarming
from wallboard.engine.callbacks import Callbacks
from wallboard.engine.clock_watch import ClockWatch
from wallboard.engine.day_keeper import DAYS, DayKeeper
from wallboard.engine.day_keeper import LOOK_EVERY_S as COUNT_EVERY_S
from wallboard.engine.equipment import Equipment
from wallboard.engine.feed import Feeds, feeds
from wallboard.engine.heart import Heart
from wallboard.engine.ledger_watch import LOOK_EVERY_S, PART, LedgerWatch
from wallboard.engine.looking_back import FIRST_S, LOOKING_BACK, LookingBack
from wallboard.engine.looking_back import LOOK_EVERY_S as LOOK_BACK_EVERY_S
from wallboard.engine.maintenance import MAINTAIN_EVERY_S, MAINTENANCE, Maintenance
from wallboard.engine.poll import Step, no_step
from wallboard.engine.polls import Opener, Polls
from wallboard.engine.present import FollowsSettings, Present
from wallboard.engine.schedule import Schedule
from wallboard.engine.standing import Standing
from wallboard.engine.telemetry import Telemetry
from wallboard.engine.troubles import Troubles
from wallboard.engine.wall_messages import READ_EVERY_S, WallMessages
from wallboard.ledger import Ledger, RecordKind
from wallboard.model import Micros
from wallboard.settings import Settings
from wallboard.source import Source


class Engine:
    """Its parts, and their life. `start` and `stop` once each; everything else may come from any thread."""

    def __init__(
        self,
        settings: Settings,
        sources: Mapping[str, Source],
        ledger: Ledger,
        *,
        clock: Clock = system_clock,
        only_asked: bool = False,
        step: Step = no_step,
        opener: Opener | None = None,
    ) -> None:
        """With `only_asked` readings are taken of what snapshots were asked for, else of everything; the API's full snapshot
        has every one all the same. Raises LedgerError."""
        troubles, self.feeds = Troubles(), Feeds(feeds(sources, ledger, settings, clock))
        clock_watch = ClockWatch.over(clock, ledger, settings, troubles)
        ledger_watch = LedgerWatch(ledger, troubles, clock)
        self.equipment = Equipment(
            ledger, clock, clock_watch, ledger_watch, Telemetry(), troubles, WallMessages(ledger, clock), step
        )
        # The schedule runs by the machine's own clock: ours may be set to another instant for a demonstration.
        self.schedule = Schedule(system_clock)
        self.standing = Standing(settings, self.feeds, self.equipment, only_asked)
        self.present = Present(self.standing, self.feeds, self.equipment)
        self.polls = Polls(self.feeds, self.standing, self.present, self.schedule, self.equipment, opener)
        self.maintenance = Maintenance(self.standing, self.feeds, self.equipment)
        self.days = DayKeeper(ledger, lambda: self.standing.settings, self._cannot_count, clock)
        self.looking_back = LookingBack(ledger, lambda: self.standing.settings, clock)
        self.callbacks = Callbacks(ledger, clock, lambda: self.schedule.soon(MAINTENANCE))
        self.messages.read()
        self.alarming = Alarming(ledger, lambda: self.present.settings, self.present.agents, self.equipment.active)
        self.present.tell(self.alarming)
        self.heart = Heart(self.standing, self.present, self.polls, self.schedule)

    @property
    def telemetry(self) -> Telemetry:
        return self.equipment.telemetry

    @property
    def troubles(self) -> Troubles:
        return self.equipment.troubles

    @property
    def messages(self) -> WallMessages:
        return self.equipment.messages

    def _cannot_count(self, site: str, carries: RecordKind) -> bool:
        """Whether a half of a site still reads history, or nobody knows which day it is."""
        ours = (feed for feed in self.feeds.all() if (feed.source.site, feed.health.carries) == (site, carries))
        reads = any(feed.catching_up for feed in ours)
        return reads or bool(self.equipment.clock_watch.wrong)

    def time_well_for(self) -> Micros:
        """How long the time has been beyond doubt."""
        return self.equipment.clock_watch.well_for

    def start(self) -> None:
        self.schedule.start()
        self.polls.start()
        self.schedule.add(MAINTENANCE, MAINTAIN_EVERY_S, self.maintenance.run, first_s=0.5)
        self.schedule.add(PART, LOOK_EVERY_S, self.polls.look_at_ledger)
        self.schedule.add("wall_messages", READ_EVERY_S, self.messages.read)
        self.schedule.add("alerts", ALARM_EVERY_S, self.alarming.run)
        self.schedule.add(DAYS, COUNT_EVERY_S, self.days.run)
        self.schedule.add(LOOKING_BACK, LOOK_BACK_EVERY_S, self.looking_back.run, first_s=FIRST_S)
        self.heart.start()

    def stop(self) -> bool:
        """False when a poll hangs so that its thread would keep the process alive."""
        self.heart.stop()
        self.days.stop()
        self.schedule.stop()
        ended = self.polls.end()
        self.equipment.ledger.close()
        return ended

    def take_over(
        self,
        settings: Settings,
        sources: Mapping[str, Source],
        follower: FollowsSettings | None = None,
    ) -> None:
        """New settings without a restart: the state is folded anew, so that figures follow their new meaning.
        All of it, with what the `follower` takes over in the same moment, or nothing: raises LedgerError while the ledger
        is away."""
        self.polls.take_over(self.present.take_over(settings, sources, follower))
        self.equipment.ledger_watch.keep([*sources, MAINTENANCE])
        self.maintenance.run()
        self.present.publish()

    def also(self, name: str, every_s: float, run: Callable[[], None]) -> None:
        """Run something else on the schedule, on a worker of its own."""
        self.schedule.add(name, every_s, run)

    def readiness(self) -> tuple[bool, str]:
        """Whether screens may be sent here, and in words how every source is. A lost source is no reason to refuse:
        the wall shows it."""
        if not self.heart.is_beating():
            return False, "starting or stopping"
        troubles = [f"{trouble.part}: {trouble.message}" for trouble in self.equipment.troubles.lasting()]
        sources = (f"{health.source}: {health.state.value}" for health in self.present.health())
        return True, "\n".join([*troubles, *sources]) or "no sources"

"""Whether the time that the wall goes by is right, by four witnesses: the machine's uptime, the sources' own clocks,
the times of the rows that they tell, and the newest entry of the ledger.

See docs/decisions/0011-clock.md. Instants are handed in or asked of the clock that is watched.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wallboard.clock import Clock, SteadyClock, local
from wallboard.engine.troubles import Troubles
from wallboard.languages import N_, Message
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Health, Micros, State
from wallboard.settings import Settings

if TYPE_CHECKING:
    from wallboard.engine.poll import Polled
    from wallboard.ledger import Ledger

PART = "clock"
AGREE: Micros = MINUTE  # clocks that differ by no more are the same; a smaller jump is no reason to let figures wait
SKEW: Micros = 5 * MINUTE  # a source's clock further off than this says that one of the two is wrong
BELIEVE_AFTER: Micros = 10 * MINUTE  # a new time that kept its pace for so long, and that nobody disputes, is right
BELIEVE_SMALL_AFTER: Micros = MINUTE
RECENT: Micros = DAY


class ClockWatch:
    """Watches one clock. Its methods that say whether "time is another" mean: fold the state anew.

    Called by several threads, one of them at a time."""

    def __init__(self, clock: SteadyClock, troubles: Troubles, zone: ZoneInfo, newest: Micros | None) -> None:
        """`newest` is the instant of the ledger's newest entry."""
        self._clock, self._troubles, self._zone = clock, troubles, zone
        self._jump: Micros = 0  # how far the machine's clock is ahead of ours since it jumped
        self._jumped: Micros = 0  # uptime then
        self._at: Micros = 0  # our instant then
        self._vouched_by = ""  # the source by whose witness ours is the right one
        self._paces: dict[tuple[str, str], Micros] = {}  # how far each witness was ahead of the uptime before
        self._skews: dict[str, Micros] = {}
        self._agreed: Micros | None = None  # uptime when rows last were of the time that we go by
        now = clock()
        self._newest = newest if newest is not None and newest > now + AGREE else None
        self._well_since = clock.uptime()
        self._doubted: Micros = now  # since when figures wait
        self._tell(now)

    @classmethod
    def over(cls, clock: Clock, ledger: Ledger, settings: Settings, troubles: Troubles) -> ClockWatch:
        """Of an engine's clock. One that is not steady, such as a test's own, is taken for the uptime too."""
        steady = clock if isinstance(clock, SteadyClock) else SteadyClock(clock, clock)
        newest = max((at for name in settings.sources if (at := ledger.last_received(name))), default=None)
        return cls(steady, troubles, settings.zone(next(iter(settings.sites))), newest)

    @property
    def wrong(self) -> bool:
        """Whether anything is amiss: then nothing is done that goes by the date."""
        return bool(self._jump or self._newest is not None or self._is_skewed())

    @property
    def doubtful(self) -> bool:
        """Whether it is not known what time it is: then figures wait."""
        small = self._newest is None and 0 < abs(self._jump) <= AGREE
        return self.wrong and not self._vouched_by and not small

    @property
    def well_for(self) -> Micros:
        """For how long nothing has been amiss."""
        return 0 if self.wrong else self._clock.uptime() - self._well_since

    def look(self) -> bool:
        """Compare with the uptime, once a second or so. Gives back whether time is another."""
        now, apart = self._clock.look()
        anew = False
        if self._jump and not apart:
            anew = self._over()
        elif apart and abs(apart - self._jump) > self._clock.STEP:
            self._jump, self._jumped, self._at = apart, self._clock.uptime(), now
            self._vouched_by = ""
        elif self._jump and not self._vouched_by:
            after = BELIEVE_AFTER if abs(self._jump) > AGREE else BELIEVE_SMALL_AFTER
            anew = self._clock.uptime() - self._jumped >= after and self._believe()
        if self._newest is not None and now + apart >= self._newest - AGREE:
            anew = self._believe()  # the ledger is the witness: the clock was set right since the start
        self._tell(now)
        return anew

    def heard(self, source: str, polled: Polled, catching_up: bool) -> bool:
        """What a poll tells of the time: the source's own clock, where it has one, and the rows that were written
        since the poll before. Gives back whether time is another."""
        clock, history = polled.batch.source_now, catching_up or polled.batch.more
        rows = [] if history else polled.recorded.instants()
        whole = not polled.recorded.set_aside  # what is set aside may be what comes from the future
        anew = bool(self._jump > 0 and rows and self._has_passed(rows)) and self._believe()
        if clock is not None:
            self._skews[source] = clock - self._clock()
            anew |= self._witness((source, "clock"), clock)
        if rows and whole:
            if not self._jump and abs(max(rows) - self._clock()) <= AGREE:
                self._agreed = self._clock.uptime()
            anew |= self._witness((source, "rows"), max(rows))
        self._tell(self._clock())
        return anew

    def shown(self, health: Health) -> Health:
        """A source's health as it may be told: nothing is live while it is not known what time it is."""
        if health.state is not State.LIVE or not self.doubtful:
            return health
        as_of = health.as_of if health.as_of is None else min(health.as_of, self._doubted)
        return replace(health, state=State.LATE, as_of=as_of, since=self._doubted, message=self._says(self._clock()))

    def keep(self, sources: Collection[str]) -> None:
        """These are the sources now."""
        self._skews = {name: skew for name, skew in self._skews.items() if name in sources}

    # ------------------------------------------------------------ witnesses

    def _witness(self, who: tuple[str, str], says: Micros) -> bool:
        pace, now = says - self._clock.uptime(), self._clock()
        if self._jump:
            before, near = self._paces.get(who), min(AGREE, abs(self._jump) // 3)
            # One that jumped along may be the same clock, or go by the same wrong time server: it says nothing.
            if before is None or abs(pace - before) > near:
                return False
            if abs(says - now - self._jump) <= near:
                return self._believe()
            if abs(says - now) <= near:
                self._vouched_by = who[0]
            return False
        self._paces[who] = pace
        if self._newest is None:
            return False
        if abs(says - now) <= AGREE:
            self._newest = None  # it was right now, and ahead when the ledger was written
            return True
        if who[1] == "clock" and says >= self._newest - AGREE:  # two against one
            self._clock.go_by(says)
            apart = self._clock.look()[1]
            self._jump, self._jumped, self._at = apart, self._clock.uptime(), says
            self._newest, self._vouched_by = None, who[0] if apart else ""
            return True
        return False

    def _has_passed(self, rows: Collection[Micros]) -> bool:
        """Whether anything happened in the time that the machine's clock leapt over: then that time has passed, and it
        was the uptime that stood still, as it does while a virtual machine is paused."""
        now = self._clock()
        return any(now + 2 * AGREE < at < now + self._jump - 2 * AGREE for at in rows)

    def _is_skewed(self) -> bool:
        """Whether every clock of the sources says another time, and no row of late speaks for ours."""
        if self._jump or not self._skews or any(abs(skew) <= SKEW for skew in self._skews.values()):
            return False
        return self._agreed is None or self._clock.uptime() - self._agreed > RECENT

    # ------------------------------------------------------------ verdicts

    def _believe(self) -> bool:
        self._clock.follow()
        self._paces.clear()
        self._skews.clear()
        return self._over()

    def _over(self) -> bool:
        self._jump, self._vouched_by, self._newest = 0, "", None
        self._skews.clear()
        return True

    # ------------------------------------------------------------ words

    def _tell(self, now: Micros) -> None:
        said = self._says(now)
        if said:
            self._troubles.begin(PART, said, now)
            self._well_since = self._clock.uptime()
        else:
            self._troubles.end(PART, now)
        if not self.doubtful:
            self._doubted = now

    def _says(self, now: Micros) -> str:
        if self._jump:
            jump = span(self._jump)
            way = Message(N_("{span} ahead"), span=jump) if self._jump > 0 else Message(N_("{span} back"), span=jump)
            when = f"{local(self._at, self._zone):%H:%M}"
            if self._vouched_by:
                wrong = N_(
                    "This machine's clock is wrong since {time}, {way}: set it right. The wall goes by that of {source}"
                )
                return Message(wrong, time=when, way=way, source=self._vouched_by)
            if not self.doubtful:
                return ""
            jumped = N_(
                "This machine's clock jumped {way} at {time}: figures wait until it is known which time is right"
            )
            return Message(jumped, way=way, time=when)
        if self._newest is not None:
            behind = N_(
                "This machine's clock is {span} behind what was recorded before: figures wait until it is right"
            )
            return Message(behind, span=span(self._newest - now))
        if self._is_skewed():
            source, skew = min(self._skews.items(), key=lambda each: abs(each[1]))
            late = N_("This machine's clock is {span} behind that of {source}: figures wait until they agree")
            early = N_("This machine's clock is {span} ahead of that of {source}: figures wait until they agree")
            return Message(late if skew > 0 else early, span=span(skew), source=source)
        return ""


def span(length: Micros) -> Message:
    """A length of time in its one largest unit: "25 h", "3 years"."""
    length = abs(length)
    units = (
        (N_("{n} years"), 365 * DAY, 2),
        (N_("{n} days"), DAY, 3),
        (N_("{n} h"), HOUR, 2),
        (N_("{n} min"), MINUTE, 2),
        (N_("{n} s"), SECOND, 0),
    )
    text, unit = next((text, unit) for text, unit, least in units if 1.01 * length >= least * unit)
    return Message(text, n=str(round(length / unit)))

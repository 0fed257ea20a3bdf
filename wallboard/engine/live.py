"""What the wall shows now: the state of every site and the readings last taken from it.

Readings are taken when a poll brought something or time moved on, as of that poll. A source that is lost keeps its
last readings at their old instant, under another state; nothing here ever shows an old number as a live one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from wallboard.engine.halves import HALVES, HalfState, Unread, Wanted
from wallboard.engine.halves.background import Background
from wallboard.engine.halves.source_state import worst
from wallboard.engine.kept_figures import KeptFigures, SiteHalf
from wallboard.engine.recipe import Frame, HalfFigures, compose, take
from wallboard.ledger import Ledger, Recorded
from wallboard.model import Asks, Demand, Health, Micros, Snapshot, State, Trouble
from wallboard.model.floor import Floor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.source import Carries


@dataclass
class _Taken:
    """The figures of one half of a site as of its last poll, and as the state of its source lets them be shown."""

    as_of: Micros
    state: State = State.NO_DATA
    told: Micros | None = None  # while its source is silent: when it told something last
    asks: Asks | None = None
    figures: HalfFigures = field(default_factory=HalfFigures)
    shown: HalfFigures = field(default_factory=HalfFigures)

    def show(self) -> None:
        self.shown = self.figures.under(self.state, self.told)


class Live:
    """The live state of all sites. Not thread-safe: the engine holds its lock around every call."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        heard: Mapping[SiteHalf, Micros],
        now: Micros,
        demand: Demand | None = None,
    ) -> None:
        """As the ledger knows it. What a source told last is shown as of the instant when it was `heard`, until a
        poll brings something newer; a half that was never heard of has no readings. With a `demand`
        readings are taken of what is in it alone; the full snapshot has all of them all the same."""
        self.settings = settings
        self._demand, self._background = demand, Background()
        self._taken: dict[SiteHalf, _Taken] = {}
        self._full = KeptFigures()
        self.halves: dict[SiteHalf, HalfState] = {
            (site, half.carries): half.restore(ledger, settings, site, heard.get((site, half.carries), now), live=True)
            for site in settings.sites
            for half in HALVES.values()
        }
        for (site, carries), instant in heard.items():
            self.refresh(site, carries, instant)

    def know(self, background: Background) -> None:
        """What is known of other times than now; shown from the next poll on."""
        self._background = background
        self._full.forget_all()

    def apply(self, site: str, carries: Carries, recorded: Recorded) -> None:
        """Fold what a poll brought into the site's state."""
        self.halves[site, carries].apply(recorded)
        self._full.forget((site, carries))

    def wants_restoring(self, site: str, carries: Carries) -> bool:
        """Whether something became known so late that the state must be read from the ledger again."""
        return self.halves[site, carries].wants_restoring()

    def unread(self, remit: Remit, now: Micros) -> list[Unread]:
        """What of a remit must be read from the ledger before a snapshot can be taken of it."""
        ours = (half for (site, _), half in self.halves.items() if remit.has_site(site))
        return [unread for half in ours for unread in half.unread(remit, now)]

    def refresh(self, site: str, carries: Carries, now: Micros) -> None:
        """Take the readings of one half of a site as of `now`, the instant of its poll."""
        half, taken = self.halves[site, carries], self._taken.setdefault((site, carries), _Taken(now))
        half.advance(now)
        taken.as_of = now
        self._full.forget((site, carries))
        self._take(half, taken)

    def snapshot(
        self,
        health: tuple[Health, ...],
        now: Micros,
        remit: Remit = EVERYTHING,
        troubles: tuple[Trouble, ...] = (),
    ) -> Snapshot:
        """Everything the boards need of a remit, by what the sources' health allows to be shown as live. What is
        `unread` of the remit must have been read."""
        asks = self._asks()
        figures = [self._shown(half, taken, health, remit) for half, taken in self._ours(remit)]
        return compose(figures, Frame(now, now, health, self.settings.demo, troubles, self._demand, asks))

    def full_snapshot(
        self,
        health: tuple[Health, ...],
        now: Micros,
        remit: Remit = EVERYTHING,
        troubles: tuple[Trouble, ...] = (),
    ) -> Snapshot:
        """Every metric in every scope of a remit, for the API and for pages. As for `snapshot`."""
        figures = (self._whole(half, taken, health, remit) for half, taken in self._ours(remit))
        return compose(figures, Frame(now, now, health, self.settings.demo, troubles))

    def floor(self, health: tuple[Health, ...], remit: Remit = EVERYTHING) -> Floor:
        """Who is on duty and who waits at the sites of a remit. Nobody where nothing was read yet."""
        known = (
            self.halves[half].floor() for half, _ in self._ours(remit) if _state(health, *half) is not State.NO_DATA
        )
        floors = list(known)
        agents = tuple(agent for floor in floors for agent in floor.agents)
        return Floor(agents, tuple(caller for floor in floors for caller in floor.callers))

    def _shown(self, half: SiteHalf, taken: _Taken, health: tuple[Health, ...], remit: Remit) -> HalfFigures:
        """Worked out anew only where the state of its source changed since the poll, or more is asked for than was taken."""
        state = _state(health, *half)
        if (theirs := self.halves[half].within(remit)) is not None:
            return HalfFigures(theirs.shown(taken.as_of, state, self._asks()))
        if taken.asks is not self._asks():
            self._take(self.halves[half], taken)
        if state is not taken.state:
            taken.state, taken.told = state, _told(health, *half)
            taken.show()
        return taken.shown

    def _whole(self, half: SiteHalf, taken: _Taken, health: tuple[Health, ...], remit: Remit) -> HalfFigures:
        """Worked out anew only after a poll of its source."""
        theirs, wanted = self.halves[half].within(remit), Wanted(None, self._background)
        figures = (
            self._full.get(half, remit, lambda: HalfFigures(theirs.all_readings(taken.as_of)))
            if theirs is not None
            else self._full.get(half, None, lambda: take(self.halves[half], taken.as_of, wanted))
        )
        return figures.under(_state(health, *half), _told(health, *half))

    def _take(self, half: HalfState, taken: _Taken) -> None:
        taken.asks = self._asks()
        taken.figures = take(half, taken.as_of, Wanted(taken.asks, self._background))
        taken.show()

    def _asks(self) -> Asks | None:
        return None if self._demand is None else self._demand.asks

    def _ours(self, remit: Remit) -> Iterator[tuple[SiteHalf, _Taken]]:
        return ((half, taken) for half, taken in self._taken.items() if remit.has_site(half[0]))


def _state(health: Iterable[Health], site: str, carries: Carries) -> State:
    return worst(h.state for h in health if (h.site, h.carries) == (site, carries))


def _told(health: Iterable[Health], site: str, carries: Carries) -> Micros | None:
    """When the silent ones among its sources told something last."""
    ours = (h for h in health if (h.site, h.carries, h.state) == (site, carries, State.SILENT))
    return min((h.since for h in ours), default=None)

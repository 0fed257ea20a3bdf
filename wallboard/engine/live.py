"""What the wall shows now: the state of every site and the readings last taken from it.

Readings are taken when a poll brought something or time moved on, as of that poll. A source that is lost keeps its
last readings at their old instant, under another state; nothing here ever shows an old number as a live one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from wallboard.access.remit import EVERYTHING, Remit
from wallboard.engine.call_readings import call_readings
from wallboard.engine.maintenance import Background
from wallboard.engine.narrow import Narrow
from wallboard.engine.recount import SiteState, site_readings, state_at
from wallboard.engine.showing import under, worst
from wallboard.engine.ticket_readings import ticket_readings
from wallboard.ledger import Ledger, Recorded
from wallboard.model import Health, Micros, OnDuty, Reading, ReadingKey, Snapshot, State, Trouble, readings_by_key
from wallboard.settings import Settings
from wallboard.source import Carries

# What boards show: everything else is in the full snapshot alone, so that a poll takes no readings that nobody sees.
WALL_DIMENSIONS = ("department",)
WALL_WINDOWS = ("30m", "60m", "today")
Half = tuple[str, Carries]  # of a site


@dataclass
class _Part:
    """The readings of one half of a site (calls or tickets), all of one instant."""

    as_of: Micros
    state: State = State.NO_DATA
    told: Micros | None = None  # while its source is silent: when it told something last
    readings: dict[ReadingKey, Reading] = field(default_factory=dict)
    shown: dict[ReadingKey, Reading] = field(default_factory=dict)
    people: tuple[OnDuty, ...] = ()


class Live:
    """The live state of all sites. Not thread-safe: the engine holds its lock around every call."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        heard: Mapping[Half, Micros],
        now: Micros,
        want: Collection[str] | None = None,
    ) -> None:
        """As the ledger knows it. What a source told last is shown as of the instant when it was `heard`, until a
        poll brings something newer; a half that was never heard of has no readings. `want` are the metrics that
        the boards show: the only ones of which readings are taken at every poll."""
        self.settings = settings
        self._want = want
        self._windows = tuple(dict.fromkeys((*WALL_WINDOWS, settings.alarm.window)))
        self._named = {settings.site_of(board) for board in settings.boards.values() if board.agent_names}
        self.background = Background()
        self._parts: dict[Half, _Part] = {}
        self.sites: dict[str, SiteState] = {}
        for site in settings.sites:
            calls, tickets = heard.get((site, "calls"), now), heard.get((site, "tickets"), now)
            self.sites[site] = state_at(ledger, settings, site, calls, None, live=True, requests_at=tickets)
        self.narrow = Narrow(ledger, settings, self.sites)
        for (site, carries), instant in heard.items():
            self.refresh(site, carries, instant)

    def apply(self, site: str, carries: Carries, recorded: Recorded) -> None:
        """Fold what a poll brought into the site's state."""
        state = self.sites[site]
        if carries == "calls":
            state.calls.apply(recorded.visits, recorded.gone, recorded.former)
            for restart in recorded.restarts:
                state.calls.restart(restart)
            state.agents.apply(recorded.events)
            state.calls_told = state.calls_told or bool(recorded.events)
        elif recorded.versions is not None:
            state.tickets.apply(recorded.versions)
            self.narrow.apply(site, recorded.versions)

    def wants_fold(self, site: str) -> bool:
        """Whether a start of the phone system became known so late that the counts since it must be read again."""
        return self.sites[site].calls.reload_wanted

    def refresh(self, site: str, carries: Carries, now: Micros) -> None:
        """Take the readings of one half of a site as of `now`, the instant of its poll."""
        part = self._parts.setdefault((site, carries), _Part(now))
        part.as_of, part.readings = now, readings_by_key(self._read(site, carries, now))
        if carries == "calls" and site in self._named:
            part.people = self.sites[site].agents.people()
        self._show(part)

    def snapshot(
        self,
        health: tuple[Health, ...],
        now: Micros,
        remit: Remit = EVERYTHING,
        troubles: tuple[Trouble, ...] = (),
    ) -> Snapshot:
        """Everything the boards need of a remit, by what the sources' health allows to be shown as live. What is
        `narrow.unread` of the remit must have been read."""
        readings: dict[ReadingKey, Reading] = {}
        people: list[OnDuty] = []
        for (site, carries), part in self._ours(remit):
            state = _state(health, site, carries)
            if carries == "tickets" and not remit.whole_sites:
                narrowed = self.narrow.of(site, remit)
                readings.update(narrowed.shown(part.as_of, state, WALL_DIMENSIONS, self._want))
                continue
            if state is not part.state:
                part.state, part.told = state, _told(health, site, carries)
                self._show(part)
            readings.update(part.shown)
            if state is not State.NO_DATA:
                people.extend(part.people)
        series: dict[ReadingKey, tuple[float | None, ...]] = {}
        for site in filter(remit.has_site, self.sites):
            if self.sites[site].calls_told:  # else nobody knows that nobody waited
                series |= self.sites[site].calls.trends()
        return Snapshot(now, now, readings, health, self.settings.demo, series, tuple(people), troubles)

    def full_snapshot(
        self,
        health: tuple[Health, ...],
        now: Micros,
        remit: Remit = EVERYTHING,
        troubles: tuple[Trouble, ...] = (),
    ) -> Snapshot:
        """Every metric in every scope of a remit, for the API and for `snapshot`."""
        readings: dict[ReadingKey, Reading] = {}
        for (site, carries), part in self._ours(remit):
            if carries == "tickets" and not remit.whole_sites:
                taken = self.narrow.of(site, remit).all_readings(part.as_of)
            else:
                taken = site_readings(self.sites[site], self.settings, part.as_of, (carries,))
            readings.update(under(_state(health, site, carries), taken, _told(health, site, carries)))
        return Snapshot(now, now, readings, health, self.settings.demo, troubles=troubles)

    def _ours(self, remit: Remit) -> Iterator[tuple[Half, _Part]]:
        return ((half, part) for half, part in self._parts.items() if remit.has_site(half[0]))

    def _read(self, site: str, carries: Carries, now: Micros) -> Iterable[Reading]:
        state = self.sites[site]
        if carries == "calls":
            state.calls.advance(now)
            yield from call_readings(state.calls, state.agents, self.settings, now, self._want, self._windows)
            yield from self.background.readings(site, now)
        else:
            state.tickets.advance(now)
            yield from ticket_readings(state.tickets, self.settings, now, WALL_DIMENSIONS, self._want)

    def _show(self, part: _Part) -> None:
        part.shown = under(part.state, part.readings, part.told)


def _state(health: Iterable[Health], site: str, carries: Carries) -> State:
    return worst(h.state for h in health if (h.site, h.carries) == (site, carries))


def _told(health: Iterable[Health], site: str, carries: Carries) -> Micros | None:
    """When the silent ones among its sources told something last."""
    ours = (h for h in health if (h.site, h.carries, h.state) == (site, carries, State.SILENT))
    return min((h.since for h in ours), default=None)

"""One site at one instant: what is read of it, what is promised there, and whether its figures may be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from wallboard.calendar import Calendar, calendar
from wallboard.clock import local_day
from wallboard.judging.memory import ToneMemory
from wallboard.judging.together import together
from wallboard.judging.tone import CATCHING_UP, CLOSED, LATE, LOST, NO_DATA, NONE, OF_STATE, SILENT, Tone
from wallboard.model import NAMELESS, Health, Micros, Reading, Scope, Snapshot, State
from wallboard.model.demand import dimension_of
from wallboard.settings import CallTarget, Settings, in_force
from wallboard.settings.in_common import common_variant

CARRIES = {"calls": "calls", "agents": "calls", "tickets": "tickets"}  # a metric's room: what carries it
_RANK = {State.LOST: 4, State.SILENT: 3, State.LATE: 2, State.NO_DATA: 1}
Known = TypeVar("Known")


@dataclass(frozen=True)
class Instant:
    """One site as one snapshot knows it, or some of its queues and departments: everything that is judged of it is
    worked out once. Not the judgement itself: that is in the other modules of this package. Used by one thread."""

    settings: Settings
    site: str
    snapshot: Snapshot
    calendar: Calendar  # the site's opening hours
    memory: ToneMemory
    only_queues: tuple[str, ...] = ()  # empty: all of the site's
    only_departments: tuple[str, ...] = ()  # likewise

    @property
    def now(self) -> Micros:
        return self.snapshot.as_of

    @cached_property
    def judged(self) -> dict[tuple[str, ...], Any]:
        """What was found out at this instant, by figure and queue: once for all who ask."""
        return {}

    def daily(self, key: tuple[Any, ...], work: Callable[[], Known]) -> Known:
        """What follows from the settings and the local day alone, worked out once for both."""
        known: Known
        if key in self._of_day:
            known = self._of_day[key]
        else:
            known = self._of_day[key] = work()
        return known

    @cached_property
    def _of_day(self) -> dict[Any, Any]:
        held = self.memory.of_day
        if held is None or held[0] is not self.settings or held[1] != self.today:
            held = self.memory.of_day = self.settings, self.today, {}
        return held[2]

    @cached_property
    def zone(self) -> ZoneInfo:
        return self.settings.zone(self.site)

    @cached_property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    @cached_property
    def open(self) -> bool:
        return bool(self.calendar.is_open(self.now))

    @cached_property
    def is_over(self) -> bool:
        """Whether the day's opening hours are behind us."""
        if self.open:
            return False
        opens = self.calendar.next_open(self.now)
        return opens is None or local_day(opens, self.zone) != self.today

    @cached_property
    def _names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Queues and departments that have readings at this site, in one pass over the snapshot."""
        self.snapshot.ask("calls.waiting")
        self.snapshot.ask("tickets.open", dimension="department")
        queues: dict[str, None] = {}
        departments: dict[str, None] = {}
        for metric, scope, window, _ in self.snapshot.readings:
            if window != "now" or scope.site != self.site:
                continue
            if metric == "calls.waiting" and scope.queue:
                queues[scope.queue] = None
            elif metric == "tickets.open" and scope.department and not (scope.service_type or scope.ward or scope.band):
                departments[scope.department] = None
        return tuple(queues), tuple(departments)

    @cached_property
    def queues(self) -> tuple[str, ...]:
        """Those that were asked for, or the settings' and the phone system's."""
        declared = [name for name, queue in self.settings.queues.items() if self.settings.site_of(queue) == self.site]
        return self.only_queues or tuple(dict.fromkeys([*declared, *self._names[0]]))

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """Likewise. Requests that belong to none are no department: they are told as unassigned."""
        declared = [
            name for name, part in self.settings.departments.items() if self.settings.site_of(part) == self.site
        ]
        seen = (name for name in self._names[1] if name != NAMELESS["department"])
        return self.only_departments or tuple(dict.fromkeys([*declared, *seen]))

    @cached_property
    def _targets(self) -> dict[str, CallTarget | None]:
        return self.daily(
            ("targets", self.queues),
            lambda: {queue: in_force(self.settings.queue(queue).targets, self.today) for queue in self.queues},
        )

    def target(self, queue: str) -> CallTarget | None:
        """What is promised today for a queue; None where the settings promise nothing."""
        return self._targets.get(queue)

    @cached_property
    def variant(self) -> str:
        """The service-level variant that all queues share, the default where they differ."""
        return common_variant(map(self.settings.queue, self.queues))

    def get(self, metric: str, window: str = "now", variant: str = "", **scope: str) -> Reading | None:
        """A reading of what is shown of this site, or of a queue, department, band ... of it. Without a queue, a figure of
        calls is that of `only_queues` where there are such, made of theirs (together.py). None while its source still
        reads history: what was true when the reading stopped says nothing of now."""
        about = Scope(self.site, **scope) if scope else self._whole
        if self.only_queues and not about.queue and _carried_by(metric) == "calls":
            return self._of_queues(metric, about, window, variant)
        if self.reading_history and _carried_by(metric) in self.reading_history:
            return None
        # The tuple is as good a key as a ReadingKey and made in half the time: a view of a board asks a hundred times.
        found: Reading | None = self.snapshot.readings.get((metric, about, window, variant))  # type: ignore[call-overload]
        if found is None:
            self.snapshot.ask(metric, window, dimension_of(about))
        return found

    def whole(self, metric: str, window: str = "now", variant: str = "") -> Reading | None:
        """A reading of the whole site, whichever of its queues are shown: to be said to be of all queues."""
        reads = _carried_by(metric) in self.reading_history
        return None if reads else self.snapshot.get(metric, self._whole, window, variant)

    def on_duty(self, metric: str) -> Reading | None:
        """A count of people: of all queues where that is `of_all_queues`."""
        return self.whole(metric) if self.of_all_queues else self.get(metric)

    @cached_property
    def of_all_queues(self) -> bool:
        """Whether people are counted in all the site's queues though several of them are shown: who serves two is in the
        count of both, so that theirs do not add up."""
        return len(self.only_queues) > 1

    def _of_queues(self, metric: str, about: Scope, window: str, variant: str) -> Reading | None:
        """What the queues that are shown have together, worked out once."""
        key = metric, about, window, variant
        if key not in self._joined:
            facts = {name: value for name, value in about.as_dict().items() if name != "site"}
            parts = [
                self.get(metric, window, variant, **facts, queue=queue) for queue in dict.fromkeys(self.only_queues)
            ]
            self._joined[key] = together([part for part in parts if part is not None], about)
        return self._joined[key]

    @cached_property
    def _joined(self) -> dict[tuple[str, Scope, str, str], Reading | None]:
        return {}

    def of(self, metric: str, window: str = "now", variant: str = "", dimension: str = "") -> Iterator[Reading]:
        """All readings of one metric at this site, in any scope, those of the scopes of one `dimension` certainly. None
        while its source still reads history."""
        if _carried_by(metric) not in self.reading_history:
            found = self.snapshot.of(metric, window, variant, dimension)
            yield from (reading for reading in found if reading.scope.site == self.site)

    @cached_property
    def _whole(self) -> Scope:
        return Scope(self.site)

    def value(self, metric: str, window: str = "now", variant: str = "", **scope: str) -> float | None:
        reading = self.get(metric, window, variant, **scope)
        return None if reading is None else reading.value

    @cached_property
    def reading_history(self) -> frozenset[str]:
        """What is carried by a source of this site that still reads its history."""
        return frozenset(h.carries for h in self.snapshot.health if h.site == self.site and h.catching_up is not None)

    @cached_property
    def _worst_source(self) -> Mapping[str, Health]:
        """The worst source of this site, by what it carries."""
        worst: dict[str, Health] = {}
        for health in self.snapshot.health:
            held = worst.get(health.carries)
            if health.site == self.site and (held is None or _RANK.get(health.state, 0) > _RANK.get(held.state, 0)):
                worst[health.carries] = health
        return worst

    def source(self, carries: str) -> Health | None:
        return self._worst_source.get(carries)

    def obstacle(self, reading: Reading | None, carries: str) -> Tone:
        """What keeps a figure from being judged and must be said of it instead; NONE where nothing does."""
        health = self.source(carries)
        if health is not None and health.state is State.LOST:
            return LOST
        if health is not None and health.catching_up is not None:
            return CATCHING_UP
        if health is not None and health.state in (State.SILENT, State.LATE):
            return SILENT if health.state is State.SILENT else LATE
        if reading is None:
            return NO_DATA
        return OF_STATE.get(reading.state, NONE)

    def shown(self, obstacle: Tone, tone: Tone, closed_too: bool = True) -> Tone:
        """The tone to show: what is wrong with the source first, then closed (nothing is judged outside opening hours
        where that holds `closed_too`), then how the figure stands."""
        if obstacle in (LOST, SILENT, LATE, CATCHING_UP):
            return obstacle
        if closed_too and not self.open:
            return CLOSED
        return tone if obstacle == NONE else obstacle


def _carried_by(metric: str) -> str:
    return CARRIES.get(metric.partition(".")[0], "")


def instant(snapshot: Snapshot, settings: Settings, site: str, memory: ToneMemory | None = None) -> Instant:
    """All of a site as a snapshot knows it. Who judges again and again gives the same `memory` each time; without one,
    every figure is judged by itself."""
    hours = calendar(settings.sites[site].hours, settings.zone(site))
    return Instant(settings, site, snapshot, hours, memory or ToneMemory())

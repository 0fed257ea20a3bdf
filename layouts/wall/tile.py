"""What a tile is, where it stands, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from layouts.wall import ids
from layouts.wall.legibility import Legibility
from layouts.wall.markup import Component
from layouts.wall.names import NO_DEPARTMENT, department_label
from layouts.wall.room import number_growth, number_height, number_width
from layouts.wall.theme import CATCHING_UP, LATE, LOST, NO_DATA, NONE, OF_STATE, SILENT
from wallboard.calendar import Calendar
from wallboard.clock import local_day
from wallboard.model import Health, Micros, Reading, Scope, Snapshot, State
from wallboard.settings import Board, CallTarget, Settings, in_force

CLOSER = 1.08  # how much closer rows may stand on a screen that stands on end
CARRIES = {"calls": "calls", "agents": "calls", "tickets": "tickets"}  # a metric's room: what carries it

Props = dict[str, Any]  # what a view may say of one component: see layouts/wall/props.py
View = dict[str, Props]
Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Place:
    """One tile's place on one board: its key and its size in units of the screen (see legibility), `narrow` on one that
    stands on end. `legibility` is the board's, grown where the tile has room."""

    tile: str
    key: str
    board: Board
    settings: Settings
    site: str
    legibility: Legibility
    span: int = 1
    width: float = 46.0
    height: float = 34.0
    narrow_span: int = 1
    narrow: tuple[float, float] = (52.0, 31.0)
    stacked: tuple[bool, bool] = (False, False)  # whether windows of its row have lines of their own; and when narrow
    _known: dict[str, Any] = field(default_factory=dict, compare=False)

    def id(self, *parts: str | int) -> str:
        return ids.slot(self.key, *parts)

    def once(self, name: str, work: Callable[[], Known]) -> Known:
        """What a tile works out of its place, worked out once: a place stays as long as the settings do."""
        if name not in self._known:
            self._known[name] = work()
        found: Known = self._known[name]
        return found

    def slots(self, head: float, row: float, most: int) -> int:
        """How many rows of `row` units fit below `head` units, from 1 to `most`, whichever way the screen is turned."""
        return max(1, min(most, int((min(self.height, self.narrow[1] * CLOSER) - head) / row)))


class Held(NamedTuple):
    """What was shown of one figure: its state, since when it has been better than that, and when it was last seen."""

    state: str
    better_since: Micros | None
    seen: Micros


class Peaks(NamedTuple):
    """When a figure of now was last an alarm, when last at least watched, and when it was last seen."""

    alarmed: Micros | None
    watched: Micros | None
    seen: Micros


@dataclass(slots=True)
class Memory:
    """What a board remembers between two ticks: the order of its rows by tile and the states of its figures, so that
    nothing jumps or flutters, what its foot began to tell and when, and its plan."""

    orders: dict[str, tuple[tuple[str, ...], Micros, dict[str, int]]] = field(default_factory=dict)
    moods: dict[tuple[str, str], Held] = field(default_factory=dict)  # by figure and queue
    peaks: dict[tuple[str, str], Peaks] = field(default_factory=dict)  # likewise, of who waits now
    told: tuple[str, Micros] | None = None  # what the foot tells first, and since when
    drawn: tuple[Settings, str, Any, Calendar] | None = None
    of_day: tuple[Settings, date, dict[Any, Any]] | None = None  # what follows from the settings and the day alone


@dataclass(frozen=True)
class Context:
    """One instant of one board, shared by its tiles."""

    board: Board
    settings: Settings
    site: str
    snapshot: Snapshot
    calendar: Calendar
    memory: Memory
    scope: str = ""  # what of the site its requests are, in words; "" for all of it

    @property
    def now(self) -> Micros:
        return self.snapshot.as_of

    @cached_property
    def judged(self) -> dict[tuple[str, ...], Any]:
        """What standing.py found out at this instant, by figure and queue: once for all who show it."""
        return {}

    def daily(self, key: tuple[Any, ...], work: Callable[[], Known]) -> Known:
        """What follows from the settings and the local day alone, worked out once for both."""
        found: Known
        if key in self._of_day:
            found = self._of_day[key]
        else:
            found = self._of_day[key] = work()
        return found

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
    def _names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Queues and departments that have readings at this site, in one pass over the snapshot."""
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
        """The board's queues: its own list, or the settings' and the phone system's."""
        declared = [name for name, queue in self.settings.queues.items() if self.settings.site_of(queue) == self.site]
        return self.board.queues or tuple(dict.fromkeys([*declared, *self._names[0]]))

    @cached_property
    def departments(self) -> tuple[str, ...]:
        declared = [
            name for name, part in self.settings.departments.items() if self.settings.site_of(part) == self.site
        ]
        seen = (name for name in self._names[1] if name != NO_DEPARTMENT)  # told as unassigned, not as a department
        return self.board.departments or tuple(dict.fromkeys([*declared, *seen]))

    def queue_label(self, queue: str) -> str:
        return self.settings.queue(queue).label or queue

    def department_label(self, department: str) -> str:
        return department_label(self.settings, department)

    @cached_property
    def _targets(self) -> dict[str, CallTarget | None]:
        return self.daily(
            ("targets", self.queues),
            lambda: {queue: in_force(self.settings.queue(queue).targets, self.today) for queue in self.queues},
        )

    def target(self, queue: str) -> CallTarget | None:
        """What is promised today for a queue of the board; None where the settings promise nothing."""
        return self._targets.get(queue)

    @cached_property
    def variant(self) -> str:
        """The service-level variant of the board: that of its queues, the default where they differ."""
        variants = {self.settings.queue(queue).service_level for queue in self.queues}
        return variants.pop() if len(variants) == 1 else "offered"

    def get(self, metric: str, window: str = "now", variant: str = "", **scope: str) -> Reading | None:
        """A reading of this site, of a queue, department, band ... of it. None while its source still reads history:
        what was true when the reading stopped says nothing of now."""
        if self._reading_history and CARRIES.get(metric.partition(".")[0], "") in self._reading_history:
            return None
        return self.snapshot.get(metric, Scope(self.site, **scope), window, variant)

    def value(self, metric: str, window: str = "now", variant: str = "", **scope: str) -> float | None:
        reading = self.get(metric, window, variant, **scope)
        return None if reading is None else reading.value

    def series(self, metric: str, queue: str = "") -> tuple[float | None, ...]:
        """The last half hour, a point a minute; empty where nothing is kept."""
        if CARRIES.get(metric.partition(".")[0], "") in self._reading_history:
            return ()
        scope = Scope(self.site, queue=queue)
        for window in ("now", "5m", "30m"):
            for variant in ("", self.variant):
                points = self.snapshot.series.get((metric, scope, window, variant))  # type: ignore[call-overload]
                if points is not None:
                    return tuple(points)
        return ()

    @cached_property
    def _reading_history(self) -> frozenset[str]:
        return frozenset(h.carries for h in self.snapshot.health if h.site == self.site and h.catching_up is not None)

    @cached_property
    def _trouble(self) -> Mapping[str, Health]:
        """The worst source of this site, by what it carries."""
        rank = {State.LOST: 4, State.SILENT: 3, State.LATE: 2, State.NO_DATA: 1}
        worst: dict[str, Health] = {}
        for health in self.snapshot.health:
            held = worst.get(health.carries)
            if health.site == self.site and (held is None or rank.get(health.state, 0) > rank.get(held.state, 0)):
                worst[health.carries] = health
        return worst

    def source(self, carries: str) -> Health | None:
        return self._trouble.get(carries)

    def state(self, reading: Reading | None, carries: str) -> str:
        """What a tile must say of itself before it judges the number: none when the number may be judged."""
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


Layout = Callable[[Place], Component]
Write = Callable[[Place, Context], View]


@dataclass(frozen=True, slots=True)
class Need:
    """What a tile needs to be read, in units, for text of the given size: its least width, and its least height at a
    width; and how many times larger its text may be where it has more."""

    width: Callable[[Board, Settings, Legibility], float]
    height: Callable[[Board, Settings, Legibility, float], float]
    growth: Callable[[Board, Settings, Legibility, float, float], float]
    listed: bool = True  # rows rather than one big figure


def number_need(title: str, window: str) -> Need:
    """Of a tile with one big figure."""
    return Need(
        lambda _b, _s, letters: number_width(title, letters),
        lambda _b, _s, letters, width: number_height(title, window, letters, width),
        lambda _b, _s, letters, width, height: number_growth(letters, width, height),
        listed=False,
    )


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: declared in one file of layouts/wall/tiles, found there by itself.

    `carries` says whose silence makes it stale. `need` says below which size it cannot be read: a board leaves it out
    there, and says so; without one, the tile is a big figure with its title and `window` above.
    """

    name: str
    title: str
    reads: tuple[str, ...]
    carries: str
    layout: Layout
    view: Write
    need: Need | None = None
    window: str = "30 min"  # the widest that its head says

    @property
    def needs(self) -> Need:
        return self.need or number_need(self.title, self.window)

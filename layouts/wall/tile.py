"""What a tile is, where it stands, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from layouts.wall import ids
from layouts.wall.legibility import Legibility
from layouts.wall.markup import Component
from layouts.wall.names import department_label
from layouts.wall.room import number_growth, number_height, number_width
from wallboard.calendar import Calendar
from wallboard.judging.instant import CARRIES, Instant
from wallboard.judging.memory import ToneMemory
from wallboard.languages import N_, _
from wallboard.model import Micros, Scope
from wallboard.settings import Board, Settings

CLOSER = 1.08  # how much closer rows may stand on a screen that stands on end

COUNTED = frozenset({"calls.waiting"})  # whose lines add up

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
        known: Known = self._known[name]
        return known

    def slots(self, head: float, row: float, most: int) -> int:
        """How many rows of `row` units fit below `head` units, from 1 to `most`, whichever way the screen is turned."""
        return max(1, min(most, int((min(self.height, self.narrow[1] * CLOSER) - head) / row)))


@dataclass(slots=True)
class Memory(ToneMemory):
    """What a board remembers between two ticks: besides tones, the order of its rows by tile, so that nothing jumps, what
    its foot began to tell and when, and its plan."""

    orders: dict[str, tuple[tuple[str, ...], Micros, dict[str, int]]] = field(default_factory=dict)
    first_told: tuple[tuple[str, str], Micros] | None = None  # what the foot tells first is about, and since when
    drawn: tuple[Settings, str, Any, Calendar] | None = None
    rounds: dict[str, Memory] = field(default_factory=dict)  # of a rotation: each board's own
    seen: int | None = None  # and which of its boards was seen
    alarms: dict[tuple[str, str], Micros] = field(
        default_factory=dict
    )  # of a board that may sound: when each was last so
    rung: Micros | None = None  # when one of them was new last
    looked: bool = False  # at alarms, ever


@dataclass(frozen=True, kw_only=True)
class Context(Instant):
    """One instant as one board shows it, shared by its tiles."""

    memory: Memory
    board: Board
    scope: str = ""  # what of the site its requests are, in words; "" for all of it

    def queue_label(self, queue: str) -> str:
        return self.settings.queue(queue).label or queue

    def department_label(self, department: str) -> str:
        return department_label(self.settings, department)

    def series(self, metric: str, queue: str = "") -> tuple[float | None, ...]:
        """The last half hour, a point a minute, of a queue or of what the board shows; empty where nothing is kept, and
        for a rate of several queues: its points do not say how many calls they are of."""
        if CARRIES.get(metric.partition(".")[0], "") in self.reading_history:
            return ()
        if queue or not self.only_queues:
            return self._points(metric, queue)
        lines = [self._points(metric, name) for name in dict.fromkeys(self.only_queues)]
        lines = [points for points in lines if any(point is not None for point in points)]
        if len(lines) > 1 and metric not in COUNTED:
            return ()
        return tuple(map(_sum, *lines)) if len(lines) > 1 else lines[0] if lines else ()

    def _points(self, metric: str, queue: str) -> tuple[float | None, ...]:
        scope = Scope(self.site, queue=queue)
        for window in ("now", "5m", "30m"):
            for variant in ("", self.variant):
                points = self.snapshot.series.get((metric, scope, window, variant))  # type: ignore[call-overload]
                if points is not None:
                    return tuple(points)
        return ()


def _sum(*points: float | None) -> float | None:
    known = [point for point in points if point is not None]
    return sum(known) if known else None


HALF_HOUR = N_("30 min")
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
        lambda _b, _s, letters: number_width(_(title), letters),
        lambda _b, _s, letters, width: number_height(_(title), _(window), letters, width),
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
    carries: str
    layout: Layout
    view: Write
    need: Need | None = None
    window: str = HALF_HOUR  # the widest that its head says

    @property
    def needs(self) -> Need:
        return self.need or number_need(self.title, self.window)

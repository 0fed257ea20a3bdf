"""How the figures of calls stand: the last minutes against what was promised, found out once for all who show it.

Every tile, queue row and line of the foot takes its colour from here, so that the same figure has the same colour
everywhere on a board. The site's figure is that of the promised queues: each call by its own queue's promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from layouts.wall import judge
from layouts.wall.steady import forget, lasting, steady
from layouts.wall.theme import ALARM, NO_CALLS, NONE, SEVERITY, TOO_FEW, WATCH, worst
from layouts.wall.tile import Context
from wallboard.model import State
from wallboard.settings import Alarm, CallTarget

LEVEL, SPEED, ABANDONS, DEPTH, LONGEST = "level", "speed", "abandons", "depth", "longest"
Judge = Callable[[float | None, float | None, Alarm, float], str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and how it stands. `mood` is the state shown, which may outlast its reason for a while (steady.py);
    `fresh` is what the figure says by itself."""

    value: float | None
    n: int = 0  # calls that it is of
    target: float | None = None
    mood: str = NONE
    fresh: str = NONE
    queue: str = ""  # of a site: the queue that is most the reason, where it is not on target

    @property
    def troubled(self) -> bool:
        return self.mood in (WATCH, ALARM)


@dataclass(frozen=True, slots=True)
class Promised:
    """One of the figures that a promise is about: where it is read, and how it is judged."""

    name: str
    metric: str
    judge: Judge
    high: bool  # whether more is better
    target: Callable[[CallTarget], float | None]


LEVELS = Promised(LEVEL, "calls.service_level", judge.share, True, lambda target: target.share)
SPEEDS = Promised(SPEED, "calls.asa_s", judge.speed, False, lambda target: target.speed_of_answer_s)
RATES = Promised(ABANDONS, "calls.abandon_rate", judge.abandons, False, lambda target: target.abandon_rate)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one queue adds to the site's figure."""

    queue: str
    value: float
    n: int
    target: float

    @property
    def missed(self) -> float:
        """How far it is from its promise, weighted by its calls; the sign goes by the figure."""
        return (self.value - self.target) * self.n


def recent(ctx: Context, of: Promised, queue: str = "") -> Figure:
    """A promised figure of the last minutes (settings.alarm.window), of a queue or of the site."""
    key = of.name, queue
    if key not in ctx.judged:
        found = _of_queue(ctx, of, queue, _window(ctx)) if queue else of_site(ctx, of, _window(ctx))
        ctx.judged[key] = _stands(ctx, of, queue, found)
    figure: Figure = ctx.judged[key]
    return figure


def _window(ctx: Context) -> str:
    return ctx.settings.alarm.window


def window_words(ctx: Context) -> str:
    return f"{ctx.settings.alarm.window.removesuffix('m')} min"


def of_site(ctx: Context, of: Promised, window: str) -> Figure:
    """The site's figure in a window, not judged: what the promised queues made together, against what they promised
    together. Where nothing is promised, all queues."""
    promises = _promises(ctx, of)
    if promises.whole:
        reading = ctx.get(of.metric, window, _variant(ctx, of))
        value, n = (None, 0) if reading is None else (reading.value, reading.n or 0)
        return Figure(value, n, promises.target)
    parts = _parts(ctx, of, promises.queues, window)
    n = sum(part.n for part in parts)
    if not n:
        return Figure(None, 0, promises.target)
    value, target = (sum(getattr(part, name) * part.n for part in parts) / n for name in ("value", "target"))
    return Figure(value, n, target)


@dataclass(frozen=True, slots=True)
class _Promises:
    """Which queues of a board promise a figure, the one target of all of them, and whether the figure of the `whole`
    site is theirs."""

    queues: tuple[str, ...]
    target: float | None
    whole: bool


def _promises(ctx: Context, of: Promised) -> _Promises:
    return ctx.daily(("promises", of.name, ctx.queues), lambda: _promises_of(ctx, of))


def _promises_of(ctx: Context, of: Promised) -> _Promises:
    promised = tuple(queue for queue in ctx.queues if _target(ctx, of, queue) is not None)
    targets = {_target(ctx, of, queue) for queue in promised}
    variants = {_variant(ctx, of, queue) for queue in ctx.queues}
    alike = len(targets) == 1 and len(promised) == len(ctx.queues) and len(variants) <= 1 and not _some(ctx)
    return _Promises(promised, targets.pop() if len(targets) == 1 else None, not promised or alike)


def _some(ctx: Context) -> bool:
    """Whether the board shows some of the site's queues only."""
    return bool(ctx.board.queues)


def _of_queue(ctx: Context, of: Promised, queue: str, window: str) -> Figure:
    key = of.name, queue, window
    if key not in ctx.judged:
        reading = ctx.get(of.metric, window, _variant(ctx, of, queue), queue=queue)
        value, n = (None, 0) if reading is None else (reading.value, reading.n or 0)
        ctx.judged[key] = Figure(value, n, _target(ctx, of, queue))
    figure: Figure = ctx.judged[key]
    return figure


def _stands(ctx: Context, of: Promised, queue: str, found: Figure) -> Figure:
    """The figure with its mood; a centre that is closed is not judged."""
    alarm = ctx.settings.alarm
    if found.value is None or found.n == 0:
        return Figure(found.value, 0, found.target, NO_CALLS)
    if found.n < alarm.least_calls:
        return Figure(found.value, found.n, found.target, TOO_FEW)
    if found.target is None or not ctx.open:
        return found
    few = of is RATES and found.value * found.n < judge.MIN_GONE - 0.5
    judged = partial(of.judge, 0.0 if few else found.value, found.target, alarm)
    fresh, kept = judged(0.0), judged(alarm.leave_by)
    mood = steady(ctx.memory, (of.name, queue), ctx.now, fresh, kept, alarm)
    reason = _reason(ctx, of) if mood in (WATCH, ALARM) and not queue else ""
    return Figure(found.value, found.n, found.target, mood, fresh, reason)


def _parts(ctx: Context, of: Promised, queues: Iterable[str], window: str) -> list[_Part]:
    found = ((queue, _of_queue(ctx, of, queue, window)) for queue in queues)
    return [
        _Part(queue, figure.value, figure.n, figure.target)
        for queue, figure in found
        if figure.value is not None and figure.n and figure.target is not None
    ]


def _reason(ctx: Context, of: Promised) -> str:
    """The queue that misses most of what it promised; "" where there is but one, or none misses anything."""
    if len(ctx.queues) < 2:
        return ""
    sign = -1 if of.high else 1
    parts = _parts(ctx, of, _promises(ctx, of).queues, _window(ctx))
    first = max(parts, key=lambda part: sign * part.missed, default=None)
    return first.queue if first is not None and sign * first.missed > 0 else ""


def _target(ctx: Context, of: Promised, queue: str) -> float | None:
    target = ctx.target(queue)
    return None if target is None else of.target(target)


def _variant(ctx: Context, of: Promised, queue: str = "") -> str:
    if of.name != LEVEL:
        return ""
    return ctx.settings.queue(queue).service_level if queue else ctx.variant


# ---------------------------------------------------------------- who waits now


def longest(ctx: Context, queue: str = "") -> Figure:
    """The longest wait of now; of the site, the worst of its queues'."""
    key = LONGEST, queue
    if key not in ctx.judged:
        ctx.judged[key] = _longest(ctx, queue) if queue else _worst_longest(ctx)
    figure: Figure = ctx.judged[key]
    return figure


def _longest(ctx: Context, queue: str) -> Figure:
    value, target = ctx.value("calls.longest_wait_s", queue=queue), ctx.target(queue)
    if value is None or target is None:
        forget(ctx.memory, (LONGEST, queue))
        return Figure(value)
    fresh = judge.longest(value, target.within_s, ctx.settings.alarm)
    return Figure(value, 1, target.within_s, _of_now(ctx, (LONGEST, queue), fresh), fresh)


def _worst_longest(ctx: Context) -> Figure:
    """The wait that is worst by itself, in the worst colour of any."""
    figures = [(queue, longest(ctx, queue)) for queue in ctx.queues]
    known = [(SEVERITY[figure.fresh], figure.value, queue) for queue, figure in figures if figure.value is not None]
    if not known:
        return Figure(ctx.value("calls.longest_wait_s"))
    worst_of = longest(ctx, queue := max(known)[2])
    mood = worst([worst_of.mood, *(figure.mood for _, figure in figures)])
    return Figure(worst_of.value, 1, worst_of.target, mood, worst_of.fresh, queue)


def depth(ctx: Context, queue: str = "") -> Figure:
    """Callers waiting now, against the usual of this hour. What is usual excuses no promise that is being broken."""
    key = DEPTH, queue
    if key not in ctx.judged:
        ctx.judged[key] = _depth(ctx, queue)
    figure: Figure = ctx.judged[key]
    return figure


def _depth(ctx: Context, queue: str) -> Figure:
    value = ctx.value("calls.waiting", queue=queue)
    usual = ctx.value("calls.waiting", variant="usual", queue=queue)
    if value is None:
        return Figure(None)
    fresh = judge.depth(value, usual, ctx.settings.alarm)
    if value >= judge.MIN_BUSY:
        fresh = worst([fresh, broken(ctx, queue)])
    if not value:
        forget(ctx.memory, (DEPTH, queue))
        return Figure(value, 0, usual, fresh, fresh)
    return Figure(value, int(value), usual, _of_now(ctx, (DEPTH, queue), fresh), fresh)


def crowd(ctx: Context, waiting: Figure) -> str:
    """What a depth says against the usual alone, whatever was promised."""
    return judge.depth(waiting.value, waiting.target, ctx.settings.alarm)


def _of_now(ctx: Context, key: tuple[str, str], fresh: str) -> str:
    """The state shown of who waits now: a caller more or less does not change it, and where nobody waits there is none."""
    return lasting(ctx.memory, key, ctx.now, fresh, ctx.settings.alarm)


def broken(ctx: Context, queue: str = "") -> str:
    """Watch or alarm where callers of the last minutes were not answered as promised; neutral elsewhere."""
    return worst([figure.mood for of in (LEVELS, SPEEDS) if (figure := recent(ctx, of, queue)).troubled])


def seen(ctx: Context, queue: str) -> bool:
    """Whether the phone system ever told of a queue: one that only the settings name may be misspelt."""
    reading, source = ctx.get("calls.waiting", queue=queue), ctx.source("calls")
    return reading is None or reading.state is not State.NO_DATA or source is None or source.state is State.NO_DATA

"""How calls went: the figures of the last minutes against what was promised, found out once for all who show them.

Whoever shows or tells one of them takes its tone from here, so that the same figure has the same tone everywhere. The
site's figure is that of the promised queues: each call by its own queue's promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from wallboard.judging import thresholds
from wallboard.judging.figure import JudgedFigure
from wallboard.judging.instant import Instant
from wallboard.judging.steady import steady
from wallboard.judging.tone import ALARM, NO_CALLS, NO_DATA, NONE, TOO_FEW, WATCH, Tone
from wallboard.settings import Alarm, CallTarget

LEVEL, SPEED, ABANDONS = "level", "speed", "abandons"
Judge = Callable[[float | None, float | None, Alarm, float], Tone]


@dataclass(frozen=True, slots=True)
class Promised:
    """One of the figures that a promise is about: where it is read, and how it is judged."""

    name: str
    metric: str
    judge: Judge
    high: bool  # whether more is better
    target: Callable[[CallTarget], float | None]


LEVELS = Promised(LEVEL, "calls.service_level", thresholds.share, True, lambda target: target.share)
SPEEDS = Promised(SPEED, "calls.asa_s", thresholds.speed, False, lambda target: target.speed_of_answer_s)
RATES = Promised(ABANDONS, "calls.abandon_rate", thresholds.abandons, False, lambda target: target.abandon_rate)


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


def recent(at: Instant, of: Promised, queue: str = "") -> JudgedFigure:
    """A promised figure of the last minutes (settings.alarm.window), of a queue or of the site."""
    key = of.name, queue
    if key not in at.judged:
        plain = of_queue(at, of, queue, _window(at)) if queue else of_site(at, of, _window(at))
        at.judged[key] = _stands(at, of, queue, plain)
    figure: JudgedFigure = at.judged[key]
    return figure


def tone_of(at: Instant, of: Promised) -> Tone:
    """How a promised figure of the site's last minutes is shown: as it stands, or what keeps it from being judged."""
    reading, figure = at.get(of.metric, _window(at), _variant(at, of)), recent(at, of)
    obstacle = at.obstacle(reading, "calls")
    of_queues = obstacle == NO_DATA and figure.value is not None  # the site has none, its queues have
    if of_queues or obstacle in (NONE, NO_CALLS):
        obstacle = figure.tone
    return at.shown(obstacle, NONE)


def _window(at: Instant) -> str:
    return at.settings.alarm.window


def of_site(at: Instant, of: Promised, window: str) -> JudgedFigure:
    """The site's figure in a window, not judged: what the promised queues made together, against what they promised
    together. Where nothing is promised, all that are shown."""
    promises = _promises(at, of)
    if promises.whole:
        reading = at.get(of.metric, window, _variant(at, of))
        value, n = (None, 0) if reading is None else (reading.value, reading.n or 0)
        return JudgedFigure(value, n, promises.target)
    parts = _parts(at, of, promises.queues, window)
    n = sum(part.n for part in parts)
    if not n:
        return JudgedFigure(None, 0, promises.target)
    value, target = (sum(getattr(part, name) * part.n for part in parts) / n for name in ("value", "target"))
    return JudgedFigure(value, n, target)


@dataclass(frozen=True, slots=True)
class _Promises:
    """Which queues promise a figure, the one target of all of them, and whether the figure of the `whole`
    site (of all queues that are shown) is theirs."""

    queues: tuple[str, ...]
    target: float | None
    whole: bool


def _promises(at: Instant, of: Promised) -> _Promises:
    return at.daily(("promises", of.name, at.queues), lambda: _promises_of(at, of))


def _promises_of(at: Instant, of: Promised) -> _Promises:
    promised = tuple(queue for queue in at.queues if _target(at, of, queue) is not None)
    targets = {_target(at, of, queue) for queue in promised}
    variants = {_variant(at, of, queue) for queue in at.queues}
    alike = len(targets) == 1 and len(promised) == len(at.queues) and len(variants) <= 1
    return _Promises(promised, targets.pop() if len(targets) == 1 else None, not promised or alike)


def of_queue(at: Instant, of: Promised, queue: str, window: str) -> JudgedFigure:
    """A queue's figure in a window against what it promised, not judged."""
    key = of.name, queue, window
    if key not in at.judged:
        reading = at.get(of.metric, window, _variant(at, of, queue), queue=queue)
        value, n = (None, 0) if reading is None else (reading.value, reading.n or 0)
        at.judged[key] = JudgedFigure(value, n, _target(at, of, queue))
    figure: JudgedFigure = at.judged[key]
    return figure


def _stands(at: Instant, of: Promised, queue: str, figure: JudgedFigure) -> JudgedFigure:
    """The figure with its tone; a centre that is closed is not judged."""
    alarm = at.settings.alarm
    if figure.value is None or figure.n == 0:
        return JudgedFigure(figure.value, 0, figure.target, NO_CALLS)
    if figure.n < alarm.least_calls:
        return JudgedFigure(figure.value, figure.n, figure.target, TOO_FEW)
    if figure.target is None or not at.open:
        return figure
    few = of is RATES and figure.value * figure.n < thresholds.MIN_GONE - 0.5
    judged = partial(of.judge, 0.0 if few else figure.value, figure.target, alarm)
    fresh, kept = judged(0.0), judged(alarm.leave_by)
    tone = steady(at.memory, (of.name, queue), at.now, fresh, kept, alarm)
    reason = _reason(at, of) if tone in (WATCH, ALARM) and not queue else ""
    return JudgedFigure(figure.value, figure.n, figure.target, tone, fresh, reason)


def _parts(at: Instant, of: Promised, queues: Iterable[str], window: str) -> list[_Part]:
    figures = ((queue, of_queue(at, of, queue, window)) for queue in queues)
    return [
        _Part(queue, figure.value, figure.n, figure.target)
        for queue, figure in figures
        if figure.value is not None and figure.n and figure.target is not None
    ]


def _reason(at: Instant, of: Promised) -> str:
    """The queue that misses most of what it promised; "" where there is but one, or none misses anything."""
    if len(at.queues) < 2:
        return ""
    sign = -1 if of.high else 1
    parts = _parts(at, of, _promises(at, of).queues, _window(at))
    first = max(parts, key=lambda part: sign * part.missed, default=None)
    return first.queue if first is not None and sign * first.missed > 0 else ""


def _target(at: Instant, of: Promised, queue: str) -> float | None:
    target = at.target(queue)
    return None if target is None else of.target(target)


def _variant(at: Instant, of: Promised, queue: str = "") -> str:
    if of.name != LEVEL:
        return ""
    return at.settings.queue(queue).service_level if queue else at.variant

"""From the declarations to readings: the metrics that somebody wants, computed from one state of one scope in one window.

A poll takes hundreds of readings, so what depends on neither state nor scope is worked out once: it is the `MetricPlan`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple

from wallboard.metrics.registry import Figure, Metric, S
from wallboard.model import Basis, Micros, Reading, Scope, State

Figures = Callable[[Any], Figure | Sequence[Figure]]


class Computed(NamedTuple):
    """A metric's figures from one state; `nothing` is what a value of None means."""

    name: str
    unit: str
    nothing: State
    figures: Sequence[Figure]


class MetricPlan(Generic[S]):
    """Which metrics of one table are computed in one window, and how. Equal to itself only, so that what was computed by
    it may be kept under it."""

    def __init__(self, metrics: Sequence[Metric[S]], window: str) -> None:
        ours = [metric for metric in metrics if window in metric.windows]
        self._steps = [(each.name, each.unit, each.nothing, _in_window(each, window)) for each in ours]

    def __bool__(self) -> bool:
        """Whether anything of it is wanted."""
        return bool(self._steps)

    def compute(self, state: S) -> list[Computed]:
        computed = []
        for name, unit, nothing, figures in self._steps:
            made = figures(state)
            several: Sequence[Figure] = (made,) if isinstance(made, Figure) else made
            computed.append(Computed(name, unit, nothing, several))
        return computed


def plan(metrics: tuple[Metric[S], ...], window: str, want: Collection[str] | None) -> MetricPlan[S]:
    """Of those that are in `want`, of all with None. Made once for each set of wants."""
    made: MetricPlan[S] = _plan(metrics, window, None if want is None else frozenset(want))
    return made


def readings(
    computed: Sequence[Computed], scope: Scope, window: str, now: Micros, basis: Basis = Basis.OBSERVED
) -> list[Reading]:
    """What was computed, told of a scope; where it is nothing, why."""
    made: list[Reading] = []
    new = tuple.__new__  # `Reading(...)` takes more than twice as long
    live, unknown = State.LIVE, State.UNKNOWN  # a look at an enum's member costs as much as the rest of the loop
    for name, unit, nothing, figures in computed:
        for value, n, variant, part, since in figures:
            about = scope if part is None else _within(scope, part)
            if value is not None:
                made.append(new(Reading, (name, about, window, value, unit, now, variant, n, live, basis, since)))
            elif nothing is unknown:
                made.append(_unknown(name, unit, variant, about, window, now))
            else:
                made.append(new(Reading, (name, about, window, None, unit, now, variant, n, nothing, basis, since)))
    return made


def unknown_readings(computed: Sequence[Computed], scope: Scope, window: str, now: Micros) -> list[Reading]:
    """The same of a window of which nobody knows what it holds."""
    return [
        _unknown(name, unit, each.variant, scope if each.part is None else _within(scope, each.part), window, now)
        for name, unit, _, figures in computed
        for each in figures
    ]


def _unknown(name: str, unit: str, variant: str, scope: Scope, window: str, now: Micros) -> Reading:
    return Reading(name, scope, window, None, unit, now, variant, None, State.UNKNOWN, Basis.UNKNOWN)


@lru_cache(maxsize=512)
def _plan(metrics: tuple[Metric[Any], ...], window: str, want: frozenset[str] | None) -> MetricPlan[Any]:
    return MetricPlan([metric for metric in metrics if want is None or metric.name in want], window)


def _in_window(metric: Metric[Any], window: str) -> Figures:
    """Its figures without the variants that this window has not."""
    compute, elsewhere = metric.figures, {each for each, only in metric.only_in.items() if window not in only}
    return compute if not elsewhere else lambda state: _without(compute(state), elsewhere)


def _without(figures: Figure | Sequence[Figure], variants: Collection[str]) -> Sequence[Figure]:
    several = (figures,) if isinstance(figures, Figure) else figures
    return [figure for figure in several if figure.variant not in variants]


@lru_cache(maxsize=8192)
def _within(scope: Scope, part: tuple[str, str]) -> Scope:
    name, value = part
    return scope._replace(**{name: value})

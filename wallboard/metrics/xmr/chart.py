"""A figure week by week with the lines it is judged by and what stands out of them.

Limits are drawn from the first twelve points and then frozen: a figure that changes must not carry its limits along. Only
a decision makes them anew (`breaks`); lines end there and begin again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from wallboard.metrics.xmr.limits import ANY_VALUE, Bounds, Maturity, frozen_limits
from wallboard.metrics.xmr.signals import Point, RuleSet, Signal, signals


class ChartLine(NamedTuple):
    """What is drawn at one point, in the figure's unit. `reach` is how far a limit lies from the centre where no bound
    is in the way: of days between, on their scale."""

    centre: float
    lower: float
    upper: float
    reach: float


class Phase(NamedTuple):
    """From position `first` up to `end`, which is not of it. No `maturity`: too few points for limits. `by_count`: each
    point has limits of its own, made from how many it is a share of."""

    first: int
    end: int
    maturity: Maturity | None
    by_count: bool = False


class PhaseChart(NamedTuple):
    """One phase, with the line of each of its weeks and its signals, which tell positions of weeks of the whole chart."""

    phase: Phase
    lines: list[ChartLine | None]
    signals: list[Signal]


class Chart(NamedTuple):
    """One entry of `values` and `lines` for each week. None among values: the week does not count (not whole, or too few);
    none among lines: no limits yet. Signals tell positions of weeks."""

    values: tuple[float | None, ...]
    lines: tuple[ChartLine | None, ...]
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]

    @property
    def maturity(self) -> Maturity | None:
        """Of the limits in force now."""
        return self.phases[-1].maturity if self.phases else None

    def now(self) -> tuple[Signal, ...]:
        """The signals that the last point belongs to."""
        return tuple(signal for signal in self.signals if signal.last == len(self.values) - 1)


def xmr_chart(
    values: Sequence[float | None],
    *,
    bounds: Bounds = ANY_VALUE,
    breaks: Sequence[int] = (),
    screen: bool = True,
    rules: RuleSet = RuleSet.STANDARD,
) -> Chart:
    """The chart of single values. `breaks`: positions of weeks from which it was decided to make limits anew."""
    return in_phases(values, breaks, partial(one_line, values, bounds=bounds, screen=screen, rules=rules))


def one_line(
    values: Sequence[float | None], first: int, end: int, *, bounds: Bounds, screen: bool, rules: RuleSet
) -> PhaseChart:
    """A phase whose limits are the same for all its weeks."""
    at, counted = counting(values, first, end)
    frozen = frozen_limits(counted, bounds, screen=screen)
    if frozen is None:
        return without_limits(first, end)
    line = ChartLine(frozen.centre, frozen.lower, frozen.upper, frozen.reach)
    points = [point_of(value, line) for value in counted]
    return PhaseChart(Phase(first, end, frozen.maturity), [line] * (end - first), at_weeks(signals(points, rules), at))


def without_limits(first: int, end: int) -> PhaseChart:
    return PhaseChart(Phase(first, end, None), [None] * (end - first), [])


def in_phases(
    values: Sequence[float | None],
    breaks: Sequence[int],
    draw: Callable[[int, int], PhaseChart],
) -> Chart:
    """A chart put together of phases, each as `draw` makes it from its first position to its end. Raises ValueError for
    a break at which no week stands."""
    phases: list[Phase] = []
    lines: list[ChartLine | None] = []
    every_signal: list[Signal] = []
    for first, end in _spans(len(values), breaks):
        phase_chart = draw(first, end)
        phases.append(phase_chart.phase)
        lines += phase_chart.lines
        every_signal += phase_chart.signals
    return Chart(tuple(values), tuple(lines), tuple(phases), tuple(every_signal))


def counting(values: Sequence[float | None], first: int, end: int) -> tuple[list[int], list[float]]:
    """The positions of the weeks that count, and their values."""
    pairs = [(at, value) for at, value in enumerate(values[first:end], first) if value is not None]
    return [at for at, _ in pairs], [value for _, value in pairs]


def point_of(value: float, line: ChartLine) -> Point:
    beyond = (value > line.upper) - (value < line.lower)
    return Point(value, line.centre, value - line.centre, line.reach, beyond)


def at_weeks(of_points: Sequence[Signal], at: Sequence[int]) -> list[Signal]:
    """Signals of points that count, at the weeks where these stand."""
    return [
        signal._replace(first=at[signal.first], noticed=at[signal.noticed], last=at[signal.last])
        for signal in of_points
    ]


def _spans(weeks: int, breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    wrong = [each for each in breaks if not 0 < each < weeks]
    if wrong:
        raise ValueError(f"limits can be made anew at weeks 1 to {weeks - 1}, not at {wrong[0]}")
    return pairwise([0, *sorted(set(breaks)), weeks]) if weeks else iter(())

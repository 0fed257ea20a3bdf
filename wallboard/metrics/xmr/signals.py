"""What on a chart is more than noise: which points, by which rule, to which side, and by how much.

Rules look at points one after the other that count; whether a week between them is missing they do not see. Each rule
tells whole signals, not points: a run of eleven is one signal that began with its first point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from itertools import groupby, pairwise
from typing import NamedTuple


class SignalRule(Enum):
    BEYOND_LIMIT = "beyond_limit"
    THREE_OF_FOUR = "three_of_four"
    EIGHT_IN_A_ROW = "eight_in_a_row"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SEVEN_IN_A_ROW = "seven_in_a_row"


class Strength(Enum):
    STRONG = 3
    MODERATE = 2
    WEAK = 1


STRENGTHS = {
    SignalRule.BEYOND_LIMIT: Strength.STRONG,
    SignalRule.THREE_OF_FOUR: Strength.MODERATE,
    SignalRule.TWO_OF_THREE: Strength.MODERATE,
    SignalRule.EIGHT_IN_A_ROW: Strength.WEAK,
    SignalRule.SEVEN_IN_A_ROW: Strength.WEAK,
    SignalRule.TREND: Strength.WEAK,
}


class RuleSet(Enum):
    STANDARD = "standard"
    HEALTH_SERVICE = "health_service"


class Point(NamedTuple):
    """A value as rules see it: how far it lies `away` from the centre, and how far a limit would without bounds
    (`reach`), both on the scale on which limits were made. `beyond` says on which side of the limits that are drawn it
    lies, 0 between them."""

    value: float
    centre: float
    away: float
    reach: float
    beyond: int

    @property
    def side(self) -> int:
        return (self.away > 0) - (self.away < 0)


class Signal(NamedTuple):
    """Points `first` to `last` (both count), noticed with the point `noticed`: positions among the points given.
    `direction` is 1 upwards and -1 downwards, `size` how far their mean lies from the centre, in the figure's unit;
    of a trend, how far the last lies from the first."""

    rule: SignalRule
    first: int
    noticed: int
    last: int
    direction: int
    size: float

    @property
    def strength(self) -> Strength:
        return STRENGTHS[self.rule]


class _Span(NamedTuple):
    first: int
    noticed: int
    last: int


Finder = Callable[[Sequence[Point], int], Iterable[_Span]]


def signals(points: Sequence[Point], rules: RuleSet = RuleSet.STANDARD) -> list[Signal]:
    """Every signal, by the point with which it was noticed, the strongest first where several are."""
    every_signal = [
        Signal(rule, *span, side, _size(rule, points[span.first : span.last + 1]))
        for rule, spans in _RULES[rules].items()
        for side in (1, -1)
        for span in spans(points, side)
    ]
    return sorted(every_signal, key=lambda signal: (signal.noticed, -signal.strength.value, signal.first))


def _size(rule: SignalRule, points: Sequence[Point]) -> float:
    if rule is SignalRule.TREND:
        return points[-1].value - points[0].value
    return sum(point.value - point.centre for point in points) / len(points)


def _beyond(points: Sequence[Point], side: int) -> Iterator[_Span]:
    """Each stretch of points beyond a limit."""
    for first, last in _stretches(point.beyond == side for point in points):
        yield _Span(first, first, last)


def _in_a_row(length: int, points: Sequence[Point], side: int) -> Iterator[_Span]:
    """A point on the centre is on neither side and ends a run."""
    for first, last in _stretches(point.side == side for point in points):
        if last - first + 1 >= length:
            yield _Span(first, first + length - 1, last)


def _some_of(needed: int, window: int, over: float, points: Sequence[Point], side: int) -> Iterator[_Span]:
    """At least `needed` of `window` points in a row that lie further out than `over` reaches, all on one side.
    Windows that share points of theirs are one signal."""
    out = [side * point.away > over * point.reach for point in points]
    if sum(out) < needed:
        return
    span: _Span | None = None
    for end in range(needed - 1, len(points)):
        within = [at for at in range(max(0, end - window + 1), end + 1) if out[at]]
        if len(within) < needed or not out[end]:
            continue
        if span and within[0] <= span.last:
            span = span._replace(last=end)
            continue
        if span:
            yield span
        span = _Span(within[0], end, end)
    if span:
        yield span


def _trend(steps: int, points: Sequence[Point], side: int) -> Iterator[_Span]:
    """Each point further to one side than the one before; a step that leads nowhere ends it."""
    for first, last in _stretches(side * (later.value - earlier.value) > 0 for earlier, later in pairwise(points)):
        if last - first + 1 >= steps:  # steps lie between points: the last of them ends at the point after it
            yield _Span(first, first + steps, last + 1)


def _stretches(marks: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """First and last position of each stretch that is marked."""
    at = 0
    for marked, group in groupby(marks):
        length = sum(1 for _ in group)
        if marked:
            yield at, at + length - 1
        at += length


_RULES: dict[RuleSet, dict[SignalRule, Finder]] = {
    RuleSet.STANDARD: {
        SignalRule.BEYOND_LIMIT: _beyond,
        SignalRule.THREE_OF_FOUR: partial(_some_of, 3, 4, 1 / 2),
        SignalRule.EIGHT_IN_A_ROW: partial(_in_a_row, 8),
    },
    RuleSet.HEALTH_SERVICE: {
        SignalRule.BEYOND_LIMIT: _beyond,
        SignalRule.TREND: partial(_trend, 6),
        SignalRule.TWO_OF_THREE: partial(_some_of, 2, 3, 2 / 3),
        SignalRule.SEVEN_IN_A_ROW: partial(_in_a_row, 7),
    },
}

"""How one figure of a period is made from its days: by what kind of figure it is, and never as a mean of means.

A period of which a day is missing is told with what there is, says what is missing, and is compared with nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import accumulate
from typing import Any, NamedTuple

from wallboard.periods import Period


class Gap(Enum):
    """Why a day is not whole."""

    SOURCE_LOST = "source_lost"
    BEFORE_FIRST = "before_first"  # the first rows are of a later day, or of later that day
    FORGOTTEN = "forgotten"  # retention has taken rows of it
    NOT_OVER = "not_over"
    BEING_COUNTED = "being_counted"  # it will be there soon
    UNKNOWN = "unknown"  # there are no figures of it, and nothing says why


class AmountOf(NamedTuple):
    """An amount of so many: those in time of all that were offered (ratio), or seconds waited of all that were
    answered (mean)."""

    amount: float
    of: float


class FigureValue(NamedTuple):
    """A value, None where there is nothing to tell of, and how many it was made of, None where that says nothing."""

    value: float | None
    n: float | None = None


class FlowKind:
    """What came, or was done: the sum of the days. Nothing on no day is 0."""

    def combine(self, days: Sequence[float]) -> FigureValue:
        return FigureValue(sum(days), sum(days))


class RatioKind:
    """Ratio of the sums, or total by count. A mean of the days' ratios would count a Sunday as much as a Monday."""

    def combine(self, days: Sequence[AmountOf]) -> FigureValue:
        amount, of = sum(day.amount for day in days), sum(day.of for day in days)
        return FigureValue(amount / of if of else None, of)


class MeanKind(RatioKind):
    """Total by count: the same sum, in the scale of what is totalled."""


@dataclass(frozen=True, slots=True)
class PercentileKind:
    """FigureValue anew from all the values of the period, counted by whole value ({seconds: calls}); interpolated linearly, as
    everywhere here. `share` is 0 to 1."""

    share: float

    def combine(self, days: Sequence[Mapping[int, int]]) -> FigureValue:
        counts: Counter[int] = Counter()
        for day in days:
            counts.update(day)
        values = sorted(value for value, count in counts.items() if count > 0)
        up_to = list(accumulate(counts[value] for value in values))
        if not values:
            return FigureValue(None, 0)
        at = self.share * (up_to[-1] - 1)
        low, high = (values[bisect_right(up_to, rank)] for rank in (int(at), min(int(at) + 1, up_to[-1] - 1)))
        return FigureValue(low + (high - low) * (at - int(at)), up_to[-1])


class StockKind:
    """What there was at the end of the last day; the days before do not matter."""

    def combine(self, days: Sequence[float]) -> FigureValue:
        return FigureValue(days[-1] if days else None)


@dataclass(frozen=True, slots=True)
class ExtremeKind:
    """The largest of the days, or the smallest. A day of which there is none to tell says None."""

    largest: bool = True

    def combine(self, days: Sequence[float | None]) -> FigureValue:
        known = [day for day in days if day is not None]
        return FigureValue((max if self.largest else min)(known) if known else None)


FigureKind = FlowKind | RatioKind | MeanKind | PercentileKind | StockKind | ExtremeKind


@dataclass(frozen=True, slots=True)
class PeriodFigure:
    """The figure of a period. `gaps`: how many of its days are not whole, by why; none of them where it is whole."""

    period: Period
    value: float | None
    n: float | None = None
    gaps: Mapping[Gap, int] = field(default_factory=dict, hash=False)

    @property
    def whole(self) -> bool:
        return not self.gaps


def combine(
    kind: FigureKind, period: Period, days: Mapping[date, Any], gaps: Mapping[date, Gap] | None = None
) -> PeriodFigure:
    """`days`: what there is of each day, as the kind wants it (a number; `AmountOf`; counts by value). A day on which
    nothing came is there, with nothing; one that is not there is a gap. `gaps`: days that are known not to be whole,
    whose figures count as far as they go."""
    of_period = [day for day in _days_of(kind, period) if day in days]
    made = kind.combine([days[day] for day in of_period])
    known = gaps or {}
    missing = Counter(known.get(day, Gap.UNKNOWN) for day in _days_of(kind, period) if day in known or day not in days)
    return PeriodFigure(period, made.value, made.n, dict(missing))


def _days_of(kind: FigureKind, period: Period) -> Iterable[date]:
    return (period.last,) if isinstance(kind, StockKind) else period.days()


class Scale(Enum):
    AMOUNT = "amount"  # counts and times: changes in per cent
    SHARE = "share"  # 0 to 1: changes in points, never per cent of per cent


class ChangeBy(Enum):
    PERCENT = "percent"
    POINTS = "points"
    NEW = "new"  # from zero: no per cent of it


class PeriodChange(NamedTuple):
    """`size` in per cent or points, +5.0 for five more; None where it is new."""

    by: ChangeBy
    size: float | None


def change(scale: Scale, now: PeriodFigure, before: PeriodFigure) -> PeriodChange | None:
    """From `before` to `now`; None where one of them is not whole, or has nothing to tell."""
    if not (now.whole and before.whole) or now.value is None or before.value is None:
        return None
    difference = now.value - before.value
    if scale is Scale.SHARE:
        return PeriodChange(ChangeBy.POINTS, 100 * difference)
    if before.value:
        return PeriodChange(ChangeBy.PERCENT, 100 * difference / abs(before.value))
    return PeriodChange(ChangeBy.NEW, None) if now.value else PeriodChange(ChangeBy.PERCENT, 0.0)

"""What differs between two reviews of the same period: late rows, changed targets and calendars, limits made anew."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from wallboard.metrics.combining import PeriodFigure
from wallboard.periods import Period
from wallboard.review.records import Review, ReviewedFigure


class Aspect(Enum):
    """In which way a figure differs."""

    VALUE = "value"  # of a period
    TARGET = "target"
    SIGNALS = "signals"  # its limits, or what stands out of them
    ADDED = "added"
    GONE = "gone"


class Difference(NamedTuple):
    """`figure` as it is now, or as it was where it is gone. `period` is that of a value, None of all else. `before` and
    `after` are values or targets in the figure's unit."""

    figure: ReviewedFigure
    aspect: Aspect
    period: Period | None = None
    before: float | None = None
    after: float | None = None


def differences(before: Review, after: Review) -> tuple[Difference, ...]:
    """All of them, in the order of the figures; those of the period under review first."""
    then = {each.key: each for each in before.figures}
    now = {each.key: each for each in after.figures}
    found = [each for key, figure in now.items() for each in _of_figure(then.get(key), figure)]
    found += [Difference(figure, Aspect.GONE) for key, figure in then.items() if key not in now]
    return tuple(found)


def _of_figure(then: ReviewedFigure | None, now: ReviewedFigure) -> Iterator[Difference]:
    if then is None:
        yield Difference(now, Aspect.ADDED, None, None, now.value)
        return
    if then.target != now.target:
        yield Difference(now, Aspect.TARGET, None, then.target, now.target)
    told = {each.period: each for each in _periods(then)}
    seen: set[Period] = set()
    for each in _periods(now):
        old = told.get(each.period)
        if each.period not in seen and (old is None or _differs(old, each)):
            yield Difference(now, Aspect.VALUE, each.period, None if old is None else old.value, each.value)
        seen.add(each.period)
    if (then.chart, then.signals, then.assurance) != (now.chart, now.signals, now.assurance):
        yield Difference(now, Aspect.SIGNALS)


def _periods(figure: ReviewedFigure) -> Iterator[PeriodFigure]:
    box = figure.box
    yield box.last
    yield box.before
    for each in (*figure.weeks[::-1], *figure.months[::-1], box.month_to_date, box.quarter_to_date, box.year_to_date):
        yield each.now
        yield each.year_before


def _differs(then: PeriodFigure, now: PeriodFigure) -> bool:
    return (then.value, then.n, then.gaps) != (now.value, now.n, now.gaps)

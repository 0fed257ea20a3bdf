"""The charts of one figure on its slide: six weeks beside twelve months, and beneath them signal or noise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from layouts.pack.document import FigurePart, Told, Trend, TrendPoint, Xmr, XmrNames, XmrPoint
from layouts.pack.palette import ALARM, BEFORE, CALM, FAINT, NOW, SOFT, WATCH
from layouts.pack.scale import scale_of
from layouts.pack.slide_charts import Line, add_line_chart

_INCH = 914_400
_TOP, _BELOW = round(2.25 * _INCH), round(4.75 * _INCH)
_HIGH, _LOW = round(2.5 * _INCH), round(2.35 * _INCH)
_LEFT, _WEEKS, _MONTHS = round(0.45 * _INCH), round(4.6 * _INCH), round(7.8 * _INCH)


def add_charts(shapes: Any, part: FigurePart, at: datetime) -> None:
    _add_trend(shapes, part.trend, at)
    if part.xmr is not None:
        _add_xmr(shapes, part.xmr, at)


def _add_trend(shapes: Any, trend: Trend, at: datetime) -> None:
    """Two charts, for there is no gap within one; on the same axis where a month is no sum of its weeks."""
    target = trend.target.number if trend.target else None
    of_weeks, of_months = (
        [number for point in points for number in (point.now.number, point.before.number)]
        for points in (trend.weeks, trend.months)
    )
    together = scale_of([*of_weeks, *of_months, target], trend.form)
    weeks = scale_of([*of_weeks, target], trend.form) if trend.apart else together
    months = scale_of(of_months, trend.form) if trend.apart else together
    place = _LEFT, _TOP, _WEEKS, _HIGH
    beside = _LEFT + _WEEKS, _TOP, _MONTHS, _HIGH
    lines = _trend_lines(trend, trend.weeks, with_target=True)
    labels = [point.label for point in trend.weeks]
    add_line_chart(shapes, place, trend.names.weeks, labels, lines, trend.form, weeks, at)
    lines = _trend_lines(trend, trend.months, with_target=not trend.apart)
    labels = [point.label for point in trend.months]
    add_line_chart(shapes, beside, trend.names.months, labels, lines, trend.form, months, at)


def _trend_lines(trend: Trend, points: Sequence[TrendPoint], *, with_target: bool) -> list[Line]:
    names = trend.names
    lines = [Line(names.before, [point.before for point in points], BEFORE, 1.75, marks=4)]
    if trend.target and with_target:
        lines.append(Line(names.target, [trend.target] * len(points), SOFT, 1, dash=True, outlined=True, marks=5))
    return [*lines, Line(names.now, [point.now for point in points], NOW, 2.25, marks=6, labels=True)]


def _add_xmr(shapes: Any, xmr: Xmr, at: datetime) -> None:
    names, points = xmr.names, xmr.points
    lines = list(_limit_lines(xmr))
    if xmr.target:
        lines.append(Line(names.target, [xmr.target] * len(points), WATCH, 1.25, dash=True))
    signals = {
        nth: SOFT if point.good is None else CALM if point.good else ALARM
        for nth, point in enumerate(points)
        if point.signal and point.value.number is not None
    }
    value = Line(names.value, [point.value for point in points], NOW, 1.5, outlined=True, marks=5, points=signals)
    told = [told.number for line in [*lines, value] for told in line.figures if told]
    scale = scale_of(told, xmr.form, from_zero=False)
    place = _LEFT, _BELOW, _WEEKS + _MONTHS, _LOW
    labels = [point.label for point in points]
    add_line_chart(shapes, place, names.chart, labels, [*lines, value], xmr.form, scale, at)


_LIMITS: Sequence[tuple[Callable[[XmrPoint], Told], Callable[[XmrNames], str], bool]] = (
    (lambda point: point.upper, lambda names: names.upper, True),
    (lambda point: point.centre, lambda names: names.centre, False),
    (lambda point: point.lower, lambda names: names.lower, True),
)


def _limit_lines(xmr: Xmr) -> Iterator[Line]:
    """Three for each time that limits were made, so that they end where others begin."""
    begin = [nth for nth, point in enumerate(xmr.points) if nth == 0 or point.new_limits]
    for first, end in pairwise([*begin, len(xmr.points)]):
        for pick, name, dash in _LIMITS:
            figures = [pick(point) if first <= nth < end else None for nth, point in enumerate(xmr.points)]
            yield Line(name(xmr.names), figures, FAINT, 1, dash=dash, named=first == 0)

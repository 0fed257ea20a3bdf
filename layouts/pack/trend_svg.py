"""Six weeks beside twelve months as SVG, with their figures in rows beneath: this year, the year before lighter, the target
outlined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from layouts.pack.axis_words import axis_words
from layouts.pack.document import Told, Trend, TrendPoint
from layouts.pack.palette import BEFORE, FAINT, INK, LINE, NOW, PANEL, SOFT
from layouts.pack.scale import Scale, scale_of
from layouts.pack.svg import Place, dot, drawing, line, path, text, text_width

WIDTH, HEIGHT = 540.0, 158.0
_LEFT, _RIGHT, _TOP, _PLOT = 66.0, 6.0, 16.0, 104.0
_GAP = 34.0  # between weeks and months: room for the ticks of the months' own axis
_ROW, _SMALL = 10.5, 6.6
_OUTLINE = SOFT


class _Half(NamedTuple):
    """The weeks, or the months: where they stand, and the axis that their figures are drawn by."""

    points: Sequence[TrendPoint]
    left: float
    slot: float
    scale: Scale
    name: str

    def x(self, nth: int) -> float:
        return self.left + self.slot * (nth + 0.5)

    @property
    def right(self) -> float:
        return self.left + self.slot * len(self.points)

    def place(self, nth: int, value: float | None) -> Place | None:
        return None if value is None else (self.x(nth), _TOP + _PLOT * (1 - self.scale.share(value)))


def trend_svg(trend: Trend) -> str:
    weeks, months = _halves(trend)
    shapes = [*_legend(trend)]
    for half in (weeks, months):
        shapes += _grid(half, trend, numbered=half is weeks or trend.apart)
        shapes += _lines(half, trend)
        shapes += _rows(half, trend)
    shapes += _row_names(trend)
    return drawing(WIDTH, HEIGHT, trend.title, shapes)


def _halves(trend: Trend) -> tuple[_Half, _Half]:
    slots = len(trend.weeks) + len(trend.months)
    slot = (WIDTH - _LEFT - _RIGHT - _GAP) / max(1, slots)
    target = trend.target.number if trend.target else None
    of_weeks, of_months = (
        [value for point in points for value in _numbers(point)] for points in (trend.weeks, trend.months)
    )
    if trend.apart:
        scales = scale_of([*of_weeks, target], trend.form), scale_of(of_months, trend.form)
    else:
        scales = (scale_of([*of_weeks, *of_months, target], trend.form),) * 2
    weeks = _Half(trend.weeks, _LEFT, slot, scales[0], trend.names.weeks)
    return weeks, _Half(trend.months, weeks.right + _GAP, slot, scales[1], trend.names.months)


def _numbers(point: TrendPoint) -> tuple[float | None, float | None]:
    return point.now.number, point.before.number


def _grid(half: _Half, trend: Trend, *, numbered: bool) -> Iterator[str]:
    for tick in half.scale.ticks:
        y = _TOP + _PLOT * (1 - half.scale.share(tick))
        yield line((half.left, y), (half.right, y), LINE, 0.6)
        if numbered:
            yield text((half.left - 4, y + 2.4), axis_words(tick, trend.form, half.scale.step), _SMALL, FAINT, "end")


def _lines(half: _Half, trend: Trend) -> Iterator[str]:
    yield from _line_of(half, [point.before for point in half.points], BEFORE, 1.8, 1.7)
    if trend.target and not (trend.apart and half.points is trend.months):
        target = [half.place(nth, trend.target.number) for nth in range(len(half.points))]
        yield path(target, _OUTLINE, 0.9, "3 2")
        yield from (dot(place, 1.9, PANEL, _OUTLINE, 0.9) for place in target if place)
    yield from _line_of(half, [point.now for point in half.points], NOW, 2.2, 2.4)


def _line_of(half: _Half, figures: Sequence[Told], colour: str, width: float, radius: float) -> Iterator[str]:
    """Of whole periods; the others are hollow, and joined to nothing."""
    places = [half.place(nth, told.number) for nth, told in enumerate(figures)]
    yield path([place if told.whole else None for place, told in zip(places, figures, strict=True)], colour, width)
    for place, told in zip(places, figures, strict=True):
        if place:
            yield dot(place, radius, colour) if told.whole else dot(place, radius, PANEL, colour, 1.2)


def _rows(half: _Half, trend: Trend) -> Iterator[str]:
    under, size = _TOP + _PLOT + 12, _figure_size(half)
    rows = (
        ([point.label for point in half.points], under, _SMALL, SOFT, 400),
        ([point.now.text for point in half.points], under + _ROW, size, INK, 600),
        ([point.before.text for point in half.points], under + 2 * _ROW, size, SOFT, 400),
    )
    for texts, y, height, colour, weight in rows:
        for nth, words in enumerate(texts):
            yield text((half.x(nth), y), words, height, colour, "middle", weight)
    for nth in range(3):
        y = under - 8 + (nth + 1) * _ROW
        yield line((half.left, y), (half.right, y), LINE, 0.4)


def _figure_size(half: _Half) -> float:
    """As large as the longest figure has room for in its column."""
    widest = max((text_width(told.text, 1) for point in half.points for told in (point.now, point.before)), default=0)
    return min(_SMALL, 0.86 * half.slot / widest) if widest else _SMALL


def _row_names(trend: Trend) -> Iterator[str]:
    under = _TOP + _PLOT + 12
    yield text((0, under + _ROW), trend.names.now, _SMALL, NOW, weight=600)
    yield text((0, under + 2 * _ROW), trend.names.before, _SMALL, SOFT)


def _legend(trend: Trend) -> Iterator[str]:
    """What the lines are, in a row above them."""
    x = _LEFT
    for words, colour in ((trend.names.now, NOW), (trend.names.before, BEFORE)):
        yield line((x, 5), (x + 14, 5), colour, 2.2)
        yield dot((x + 7, 5), 2.2, colour)
        yield text((x + 18, 7.4), words, _SMALL, SOFT)
        x += 30 + 3.7 * len(words)
    if trend.target:
        yield line((x, 5), (x + 14, 5), _OUTLINE, 0.9, "3 2")
        yield dot((x + 7, 5), 1.9, PANEL, _OUTLINE, 0.9)
        yield text((x + 18, 7.4), f"{trend.names.target} {trend.target.text}", _SMALL, SOFT)

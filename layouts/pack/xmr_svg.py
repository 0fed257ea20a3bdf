"""Signal or noise as SVG: each week's figure with its limits, and what stands out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from layouts.pack.axis_words import axis_words
from layouts.pack.document import Told, Xmr, XmrPoint
from layouts.pack.palette import ALARM, CALM, FAINT, LINE, NOW, PANEL, SOFT, WATCH
from layouts.pack.scale import Scale, scale_of
from layouts.pack.svg import Place, dot, drawing, line, path, text

WIDTH, HEIGHT = 540.0, 124.0
_LEFT, _RIGHT, _TOP, _PLOT = 66.0, 46.0, 16.0, 92.0
_SMALL = 6.6
_MOST_LABELS = 12
_LEAST_APART = 7.5  # between two texts beside the lines


def xmr_svg(xmr: Xmr) -> str:
    scale = scale_of(
        [value for point in xmr.points for value in _numbers(point, xmr.target)], xmr.form, from_zero=False
    )
    slot = (WIDTH - _LEFT - _RIGHT) / max(1, len(xmr.points))

    def places(pick: Callable[[XmrPoint], Told]) -> list[Place | None]:
        at = ((_LEFT + slot * (nth + 0.5), pick(point).number) for nth, point in enumerate(xmr.points))
        return [None if value is None else (x, _y(scale, value)) for x, value in at]

    value = places(lambda point: point.value)
    shapes = [
        *_legend(xmr),
        *_grid(xmr, scale),
        *_labels(xmr, slot),
        *(_broken(places(pick), xmr.points, FAINT, dash) for pick, dash in _LINES),
        *_target(xmr, scale),
        path(value, NOW, 1.3),
        *_points(value, xmr.points),
        *_ends(xmr, scale),
    ]
    return drawing(WIDTH, HEIGHT, xmr.title, shapes)


_LINES: Sequence[tuple[Callable[[XmrPoint], Told], str]] = (
    (lambda point: point.upper, "4 2"),
    (lambda point: point.centre, ""),
    (lambda point: point.lower, "4 2"),
)


def _numbers(point: XmrPoint, target: Told | None) -> list[float | None]:
    return [told.number for told in (point.value, point.centre, point.lower, point.upper, target) if told]


def _y(scale: Scale, value: float) -> float:
    return _TOP + _PLOT * (1 - scale.share(value))


def _grid(xmr: Xmr, scale: Scale) -> Iterator[str]:
    for tick in scale.ticks:
        yield line((_LEFT, _y(scale, tick)), (WIDTH - _RIGHT, _y(scale, tick)), LINE, 0.5)
        yield text((_LEFT - 4, _y(scale, tick) + 2.4), axis_words(tick, xmr.form, scale.step), _SMALL, FAINT, "end")


def _labels(xmr: Xmr, slot: float) -> Iterator[str]:
    """As many weeks are named as there is room for, the last one among them."""
    every = max(1, -(-len(xmr.points) // _MOST_LABELS))
    for nth, point in enumerate(xmr.points):
        if (len(xmr.points) - 1 - nth) % every == 0:
            yield text((_LEFT + slot * (nth + 0.5), _TOP + _PLOT + 11), point.label, _SMALL, SOFT, "middle")


def _broken(places: list[Place | None], points: Sequence[XmrPoint], colour: str, dash: str) -> str:
    """A line that ends where limits are made anew, and begins again there."""
    drawn: list[Place | None] = []
    for place, point in zip(places, points, strict=True):
        drawn += [None, place] if point.new_limits else [place]
    return path(drawn, colour, 0.9, dash)


def _target(xmr: Xmr, scale: Scale) -> Iterator[str]:
    if xmr.target and xmr.target.number is not None:
        y = _y(scale, xmr.target.number)
        yield line((_LEFT, y), (WIDTH - _RIGHT, y), WATCH, 1, "1.5 2")


def _points(places: list[Place | None], points: Sequence[XmrPoint]) -> Iterator[str]:
    for place, point in zip(places, points, strict=True):
        if place and point.signal:
            yield dot(place, 2.8, _colour(point.good))
        elif place:
            yield dot(place, 1.9, PANEL, NOW, 1)


def _ends(xmr: Xmr, scale: Scale) -> Iterator[str]:
    """The lines' figures at their right end, as they are in force now; moved apart where they would touch."""
    if not xmr.points:
        return
    last = xmr.points[-1]
    told = [(each, FAINT) for each in (last.upper, last.centre, last.lower) if each.number is not None]
    if xmr.target and xmr.target.number is not None:
        told.append((xmr.target, WATCH))
    placed = sorted((_y(scale, each.number or 0.0), each.text, colour) for each, colour in told)
    ys = [y for y, _text, _colour in placed]
    for above, below in pairwise(range(len(ys))):
        ys[below] = max(ys[below], ys[above] + _LEAST_APART)
    too_low = max(0.0, (ys[-1] if ys else 0) - (_TOP + _PLOT))
    for y, (_at, words, colour) in zip(ys, placed, strict=True):
        yield text(
            (WIDTH - _RIGHT + 4, y - too_low + 2.4), words, _SMALL, colour, weight=600 if colour == WATCH else 400
        )


def _legend(xmr: Xmr) -> Iterator[str]:
    names, x = xmr.names, _LEFT
    for words, colour, dash in (
        (names.value, NOW, ""),
        (names.centre, FAINT, ""),
        (f"{names.lower}, {names.upper}", FAINT, "4 2"),
        (names.target if xmr.target else "", WATCH, "1.5 2"),
    ):
        if words:
            yield line((x, 5), (x + 14, 5), colour, 1.2, dash)
            yield text((x + 18, 7.4), words, _SMALL, SOFT)
            x += 30 + 3.7 * len(words)
    meant = {point.good for point in xmr.points if point.signal}
    for good, words in ((False, names.worse), (True, names.better), (None, names.signal)):
        if good in meant:
            yield dot((x + 4, 5), 2.6, _colour(good))
            yield text((x + 10, 7.4), words, _SMALL, SOFT)
            x += 22 + 3.7 * len(words)


def _colour(good: bool | None) -> str:
    return SOFT if good is None else CALM if good else ALARM

"""A score as a bullet graph: a bar up to the cap, a mark where the target is, and in words the same."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from layouts.review.chart_look import ACTUAL, BAND, LIMIT
from wallboard.review.score import CAP

WIDTH, HEIGHT = 180, 18
_BAR = 8
_TARGET = 1.0


def bullet_svg(value: float | None, text: str) -> str:
    """A picture on its own, `text` read aloud in its place. Without a value the bar is missing, and the mark stays.

    No colour says good or bad: what is left of the mark missed its target, what reaches it did not."""
    size = {"width": f"{WIDTH}", "height": f"{HEIGHT}", "viewBox": f"0 0 {WIDTH} {HEIGHT}"}
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-label": text} | size)
    SubElement(svg, "title").text = text
    _box(svg, 0, 0, WIDTH, HEIGHT, BAND)
    if value is not None:
        _box(svg, 0, (HEIGHT - _BAR) / 2, _place(value), _BAR, ACTUAL)
    _box(svg, _place(_TARGET) - 1, 1, 2, HEIGHT - 2, LIMIT)
    return tostring(svg, "unicode")


def _place(value: float) -> float:
    return round(min(max(value, 0.0), CAP) / CAP * WIDTH, 1)


def _box(svg: Element, x: float, y: float, width: float, height: float, colour: str) -> None:
    place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"}
    SubElement(svg, "rect", place | {"fill": colour})

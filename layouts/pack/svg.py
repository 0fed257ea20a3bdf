"""Pictures as SVG text, by little more than their own shapes: read by browsers and by what sets the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from layouts.pack.palette import INK

FONT = "Inter Wall"
Place = tuple[float, float]
_NARROW = frozenset(".,:\u202f '’*")


def drawing(width: float, height: float, title: str, shapes: Iterable[str]) -> str:
    """A whole picture, `width` by `height` in points. `title` is what it is of, for whoever cannot see it."""
    inside = f"<title>{escape(title)}</title>{''.join(shapes)}"
    size = {"viewBox": f"0 0 {width:g} {height:g}", "width": width, "height": height}
    about = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "font-family": f"{FONT}, {FONT} Ext"}
    return _element("svg", {**about, **size}, inside)


def text(at: Place, words: str, size: float, colour: str = INK, anchor: str = "start", weight: int = 400) -> str:
    if not words:
        return ""
    look = {"font-size": size, "fill": colour, "text-anchor": anchor, "font-weight": weight}
    return _element("text", {"x": _short(at[0]), "y": _short(at[1]), **look}, escape(words))


def text_width(words: str, size: float) -> float:
    """About how much room a text takes: figures are as wide as each other, signs between them are narrow."""
    return size * sum(0.3 if sign in _NARROW else 0.63 for sign in words)


def line(start: Place, end: Place, colour: str, width: float = 1, dash: str = "") -> str:
    return path([start, end], colour, width, dash)


def path(places: Sequence[Place | None], colour: str, width: float = 1.5, dash: str = "") -> str:
    """Through the places one after the other; broken where there is none. `dash`: lengths of dashes and gaps."""
    steps, broken = [], True
    for place in places:
        if place is not None:
            steps.append(f"{'M' if broken else 'L'}{_short(place[0])} {_short(place[1])}")
        broken = place is None
    if not steps:
        return ""
    look = {"d": "".join(steps), "fill": "none", "stroke": colour, "stroke-width": width}
    return _element("path", look | ({"stroke-dasharray": dash} if dash else {}))


def dot(at: Place, radius: float, fill: str, edge: str = "", edge_width: float = 1) -> str:
    look = {"cx": _short(at[0]), "cy": _short(at[1]), "r": radius, "fill": fill}
    return _element("circle", look | ({"stroke": edge, "stroke-width": edge_width} if edge else {}))


def _element(name: str, attributes: dict[str, object], inside: str = "") -> str:
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def _short(number: float) -> str:
    """To the tenth of a point."""
    return f"{number:.1f}".removesuffix(".0")

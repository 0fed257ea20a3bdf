"""Pictures as SVG text, by little more than their own shapes: read by browsers and by what sets the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from layouts.pack.palette import INK

FONT = "Inter Wall"
Place = tuple[float, float]


def drawing(width: float, height: float, title: str, shapes: Iterable[str]) -> str:
    """A whole picture, `width` by `height` in points. `title` is what it is of, for whoever cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" font-family="{FONT}" '
        f'width="{width:g}" height="{height:g}"><title>{escape(title)}</title>{"".join(shapes)}</svg>'
    )


def text(at: Place, words: str, size: float, colour: str = INK, anchor: str = "start", weight: int = 400) -> str:
    if not words:
        return ""
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def line(start: Place, end: Place, colour: str, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def path(places: Sequence[Place | None], colour: str, width: float = 1.5, dash: str = "") -> str:
    """Through the places one after the other; broken where there is none."""
    steps, broken = [], True
    for place in places:
        if place is not None:
            steps.append(f"{'M' if broken else 'L'}{place[0]:.1f} {place[1]:.1f}")
        broken = place is None
    if not steps:
        return ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{"".join(steps)}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def dot(at: Place, radius: float, fill: str, edge: str = "", edge_width: float = 1) -> str:
    edged = f' stroke="{edge}" stroke-width="{edge_width:g}"' if edge else ""
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:g}" fill="{fill}"{edged}/>'

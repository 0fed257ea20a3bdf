"""The figures of a part of the page, each leading to the list of what it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dash import html
from dash.development.base_component import Component

from layouts.wall.format import NOTHING, count

Figure = tuple[
    str, int | None, str
]  # what it is called, how many, and the address of the list; None where nobody knows


def counted(figures: Iterable[Figure]) -> Component:
    items = [html.Li([html.Span(name), " ", opens(n, there)]) for name, n, there in figures]
    return html.Ul(items, className="counted")


def opens(n: int | None, there: str, written: Callable[[int], str] = count) -> Component:
    """By itself where there is nothing behind it."""
    if n is None:
        return html.Span(NOTHING)
    return html.A(written(n), href=there, className="opens") if n else html.Span(written(n), className="none")

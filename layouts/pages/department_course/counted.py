"""The figures of a part of the page, each leading to the list of what it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from dash import html
from dash.development.base_component import Component

from layouts.wall.format import NOTHING, count
from layouts.wall.written import Element


class Figure(NamedTuple):
    """`n`: None where nobody knows. `there`: the address of its list, of `listed` rows (None: as many as it says)."""

    name: str
    n: int | None
    there: str
    written: Callable[[int], str] = count
    listed: int | None = None


def counted(figures: Iterable[Figure]) -> Component:
    items = [
        html.Li([html.Span(each.name), " ", opens(each.n, each.there, each.written, each.listed)]) for each in figures
    ]
    return html.Ul(items, className="counted")


def opens(n: int | None, there: str, written: Callable[[int], str] = count, listed: int | None = None) -> Component:
    """By itself where there is nothing behind it."""
    if n is None:
        return html.Span(NOTHING)
    rows = n if listed is None else listed
    return html.A(written(n), href=there, className="opens") if rows else html.Span(written(n), className="none")


def opens_written(
    n: int | None, there: str, written: Callable[[int], str] = count, listed: int | None = None
) -> Element:
    """The same as an element of a written table: there are hundreds of them."""
    if n is None:
        return ["span", {}, NOTHING]
    rows = n if listed is None else listed
    return ["a", {"href": there, "class": "opens"}, written(n)] if rows else ["span", {"class": "none"}, written(n)]

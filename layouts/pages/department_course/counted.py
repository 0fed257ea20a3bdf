"""The figures of a part of the page, each leading to the list of what it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from dash.development.base_component import Component

from layouts.wall.format import NOTHING, count
from layouts.wall.written import Element, holding


class Figure(NamedTuple):
    """`n`: None where nobody knows. `there`: the address of its list, of `listed` rows (None: as many as it says)."""

    name: str
    n: int | None
    there: str
    written: Callable[[int], str] = count
    listed: int | None = None


def counted(figures: Iterable[Figure]) -> Component:
    items = [
        ["li", {}, ["span", {}, each.name], " ", opens(each.n, each.there, each.written, each.listed)]
        for each in figures
    ]
    return holding(["ul", {"class": "counted"}, *items])


def opens(n: int | None, there: str, written: Callable[[int], str] = count, listed: int | None = None) -> Element:
    """An element of a written part, for a page has hundreds of them. By itself where there is nothing behind it."""
    if n is None:
        return ["span", {}, NOTHING]
    rows = n if listed is None else listed
    return ["a", {"href": there, "class": "opens"}, written(n)] if rows else ["span", {"class": "none"}, written(n)]

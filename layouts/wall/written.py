"""A drawn part as a text, from which assets/drawn.js makes the same nodes as Dash does: where there are so many parts that
Dash takes long over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from layouts.wall.markup import Component, html

Element = list[Any]  # its name, its attributes, and what is in it: texts and elements
Cell = str | Component | Element
_NAMES = {"className": "class", "tabIndex": "tabindex"}


def written(component: Component, before: str = "", classes: str = "") -> Component:
    """An element that holds it. `before` is put before each of its ids: the same part may be on a page twice."""
    return holding(_element(component, before), classes)


def written_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Component:
    """A table whose first column names the row: written at once, for Dash takes its time over each cell."""
    head = ["tr", {}, *(["th", {"scope": "col"}, name] for name in heads)]
    body = (
        ["tr", {}, ["th", {"scope": "row"}, _part(row[0])], *(["td", {}, _part(cell)] for cell in row[1:])]
        for row in rows
    )
    return holding(["table", {}, ["caption", {}, caption], ["thead", {}, head], ["tbody", {}, *body]])


def _part(cell: Cell) -> str | Element:
    return cell if isinstance(cell, str | list) else _element(cell, "")


def holding(element: Element, classes: str = "") -> Component:
    """What holds an element."""
    drawn: dict[str, Any] = {"data-drawn": orjson.dumps(element).decode()}
    return html.Div(className=classes, **drawn)


def _element(component: Component, before: str) -> Element:
    drawn: dict[str, Any] = component.to_plotly_json()  # type: ignore[no-untyped-call]
    attributes = {_NAMES.get(name, name): value for name, value in drawn["props"].items() if name != "children"}
    if "id" in attributes:
        attributes["id"] = f"{before}{attributes['id']}"
    within = drawn["props"].get("children")
    parts = within if isinstance(within, list | tuple) else [] if within is None else [within]
    return [drawn["type"].lower(), attributes, *(p if isinstance(p, str) else _element(p, before) for p in parts)]

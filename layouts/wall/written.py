"""A drawn part as a text, from which assets/drawn.js makes the same nodes as Dash does: where there are so many parts that
Dash takes long over them."""

from __future__ import annotations

import json
from typing import Any

from layouts.wall.markup import Component, html

_NAMES = {"className": "class", "tabIndex": "tabindex"}


def written(component: Component, before: str = "", classes: str = "") -> Component:
    """An element that holds it. `before` is put before each of its ids: the same part may be on a page twice."""
    text = json.dumps(_element(component, before), ensure_ascii=False, separators=(",", ":"))
    drawn: dict[str, Any] = {"data-drawn": text}
    return html.Div(className=classes, **drawn)


def _element(component: Component, before: str) -> list[Any]:
    """Its name, its attributes, and what is in it: texts and elements."""
    drawn: dict[str, Any] = component.to_plotly_json()  # type: ignore[no-untyped-call]
    attributes = {_NAMES.get(name, name): value for name, value in drawn["props"].items() if name != "children"}
    if "id" in attributes:
        attributes["id"] = f"{before}{attributes['id']}"
    within = drawn["props"].get("children")
    parts = within if isinstance(within, list | tuple) else [] if within is None else [within]
    return [drawn["type"].lower(), attributes, *(p if isinstance(p, str) else _element(p, before) for p in parts)]

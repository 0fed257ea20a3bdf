"""A drawn part as a text, from which assets/gallery.js makes the same nodes as Dash does."""

from __future__ import annotations

import json
from typing import Any

from layouts.wall.markup import Component

_NAMES = {"className": "class", "tabIndex": "tabindex"}


def written(component: Component) -> str:
    """JSON: of each element its name, its attributes, and what is in it: texts and elements."""
    return json.dumps(_element(component), ensure_ascii=False, separators=(",", ":"))


def _element(component: Component) -> list[Any]:
    drawn: dict[str, Any] = component.to_plotly_json()  # type: ignore[no-untyped-call]
    attributes = {_NAMES.get(name, name): value for name, value in drawn["props"].items() if name != "children"}
    within = drawn["props"].get("children")
    parts = within if isinstance(within, list | tuple) else [] if within is None else [within]
    return [drawn["type"].lower(), attributes, *(p if isinstance(p, str) else _element(p) for p in parts)]

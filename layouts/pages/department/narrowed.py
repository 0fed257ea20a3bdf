"""What a department's pages are narrowed to, each part with the way out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.pages.department.words import SIDE, side_word
from wallboard.languages import _


def narrowed_to(sides: Mapping[str, str], without: Callable[[str], str]) -> list[Component]:
    """`sides`: the type, ward and channel that are chosen; `without`: the address of the same page without one of them."""
    parts = [_part(side, sides[side], without(side)) for side in SIDE if side in sides]
    named: dict[str, Any] = {"aria-label": _("Only these requests")}
    return [html.Ul(parts, className="narrowed", **named)] if parts else []


def _part(side: str, name: str, without: str) -> Component:
    said = html.Span(f"{_(SIDE[side])}: {side_word(name)}", dir="auto")
    named: dict[str, Any] = {"aria-label": _("{side}: all", side=_(SIDE[side]))}
    return html.Li([said, " ", html.A(_("All"), href=without, **named)])

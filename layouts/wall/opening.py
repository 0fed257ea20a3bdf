"""Links on a board for people at a desk: each tile leads to the figures that it shows. They stand in the layout alone: what
streams is the same, and screens that hang on walls have none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from layouts.wall.markup import Component, html
from wallboard.languages import _

CLASS = "behind"


def with_links(board: Component, address: Callable[[str], str]) -> Component:
    """The same board, just drawn, with a link in each tile to the `address` of its key."""
    for part in _parts(board):
        if getattr(part, "className", "").startswith("tile ") and isinstance(part.children, list):
            label: dict[str, Any] = {"aria-label": _("What is behind {tile}", tile=_title(part))}
            part.children.append(html.A("", href=address(part.id), className=CLASS, **label))
    return board


def _title(tile: Component) -> str:
    return str(next(part for part in _parts(tile) if getattr(part, "className", "") == "name").children)


def _parts(whole: Component) -> Iterator[Any]:
    """Everything that is drawn in a component."""
    parts: Iterator[Any] = whole._traverse()  # type: ignore[no-untyped-call]
    return parts

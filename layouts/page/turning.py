"""From one page of a long list to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page.list_look import ListLook
from wallboard.languages import _


def turning(look: ListLook, pages: int, address: Callable[[ListLook], str]) -> list[Component]:
    """Which of so many pages it is, with links by the `address` of a look; nothing where there is one."""
    if pages < 2:
        return []
    here = html.Span(_("Page {n} of {last}", n=look.page, last=pages))
    before = html.A(_("← Page before"), href=address(look.turned_to(look.page - 1)), rel="prev")
    after = html.A(_("Page after →"), href=address(look.turned_to(look.page + 1)), rel="next")
    links = [*([before] if look.page > 1 else []), here, *([after] if look.page < pages else [])]
    named: dict[str, Any] = {"aria-label": _("Pages of the list")}
    return [html.Nav(links, className="turn", **named)]

"""From one page of a long list to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html
from dash.development.base_component import Component

from wallboard.languages import _


def turning(page: int, pages: int, address: Callable[[int], str]) -> list[Component]:
    """Which of so many pages it is, with links by the `address` of a page; nothing where there is one."""
    if pages < 2:
        return []
    here = html.Span(_("Page {n} of {last}", n=page, last=pages))
    before = html.A(_("← Page before"), href=address(page - 1), rel="prev")
    after = html.A(_("Page after →"), href=address(page + 1), rel="next")
    links = [*([before] if page > 1 else []), here, *([after] if page < pages else [])]
    named: dict[str, Any] = {"aria-label": _("Pages of the list")}
    return [html.Nav(links, className="turn", **named)]

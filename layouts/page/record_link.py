"""The way to a request in its own system. The wall itself never goes there."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from wallboard.languages import _


def record_link(address: str, ticket: str) -> Component:
    """It tells that system nothing of the page that it came from. Read aloud it says of which request it is: there may be many."""
    named: dict[str, Any] = {"aria-label": _("Open the record of {ticket}", ticket=ticket)}
    return html.A(_("Open the record"), href=address, target="_blank", rel="noopener noreferrer", **named)

"""The way to a request in its own system. The wall itself never goes there."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from wallboard.languages import _


def record_link(address: str, words: str = "") -> Component:
    """It tells that system nothing of the page that it came from. `words`: what stands there."""
    return html.A(words or _("Open the record"), href=address, target="_blank", rel="noopener noreferrer")

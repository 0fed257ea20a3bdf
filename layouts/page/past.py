"""What a page has that is shown at past instants too: the way there, and what says that it is the past."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page import StreamContext
from layouts.page.words import zone_for
from layouts.wall.format import past_words
from layouts.wall.props import View
from wallboard.languages import _

NOTE = "past-note"
AT, AGO = "at", "-15m"  # the query for another instant than now, and that of whoever has none in mind


def replay_link(address: str) -> Component:
    """The way there, with the view that somebody made of the page."""
    kept: dict[str, Any] = {"data-keeps": "view"}
    return html.A(_("Replay the past"), href=f"{address}?{AT}={AGO}", className="now-only", **kept)


def now_only(text: str) -> Component:
    """What is not true of the past, and not seen there."""
    return html.Span(text, className="now-only")


def then_only(text: str) -> Component:
    return html.Span(text, className="then-only")


def past_note() -> Component:
    """Where the page says which instant it shows, when that is not now."""
    return html.P("", id=NOTE, className="past-note", hidden=True)


def past_view(context: StreamContext) -> View:
    if not context.past:
        return {NOTE: {"text": "", "hide": True}}
    zone = zone_for(context.remit, context.settings)
    return {NOTE: {"text": past_words(context.now(), zone), "hide": False}}

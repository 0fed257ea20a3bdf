"""Views of the live page: what somebody filtered, sorted and left out, with a name of theirs, and as an address for others."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.pages.live.sections import field
from wallboard.languages import _


def views_bar(person: str) -> Component:
    """The page's script fills the list: views are kept in the reader's own browser, for this person."""
    labelled: dict[str, Any] = {"aria-label": _("Saved views"), "data-none": _("Saved views")}
    tools = [
        html.Select([html.Option(_("Saved views"), value="")], id="views", **labelled),
        field("view-name", _("Name of this view"), _("Name of this view")),
        _button("save", _("Save")),
        _button("forget", _("Delete")),
        _button("copy", _("Copy its address")),
        _button("clear", _("Show everything")),
        html.Span(id="views-said", role="status"),
    ]
    keys = _("Keys: F6 goes to the next table, / to its field, arrows through its cells, Space selects.")
    return html.Div(
        [*tools, html.Span(keys, className="keys")],
        id="live-views",
        className="live-views",
        role="group",
        **_named(person),
    )


def _button(does: str, label: str) -> Component:
    act: dict[str, Any] = {"data-live": does, "type": "button"}
    return html.Button(label, **act)


def _named(person: str) -> dict[str, Any]:
    return {"aria-label": _("Views"), "data-person": person}

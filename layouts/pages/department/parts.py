"""A department's open requests by type, ward and channel, and by how long nothing was told of them."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.page.story import Cell, table
from layouts.pages.department.asked import Asked
from layouts.pages.department.head import linked
from layouts.pages.department.words import SIDE, side_word, untouched_words
from layouts.wall.format import count
from wallboard.languages import _
from wallboard.questions.departments.chosen_items import UNTOUCHED, Side, by_side
from wallboard.questions.departments.open_items import OpenItems

MOST = 12  # of a side, the worst of them: the others are folded away


def _untouched(page: OpenItems, ask: Asked) -> Component:
    rows: list[list[Cell]] = [[untouched_words(name), linked(page, ask, untouched=name)] for name in UNTOUCHED]
    words = _("Not touched for")
    return html.Section([html.H2(words), table(words, [_("Days"), _("Open")], rows, (1,))])


def sides(page: OpenItems, ask: Asked) -> Component:
    """By how long nothing was told, and by the sides by which the page is not narrowed already. A name narrows the page to it."""
    parts = [_untouched(page, ask), *(_side(page, ask, side) for side in SIDE if not getattr(ask.chosen, side))]
    return html.Div(parts, className="beside sides")


def _side(page: OpenItems, ask: Asked, side: str) -> Component:
    every = by_side(page, side)
    rows = [_row(page, ask, side, each) for each in every[:MOST]]
    title = {"service_type": _("By type"), "ward": _("By ward"), "channel": _("By channel")}[side]
    heads = (_(SIDE[side]), _("Open"), _("Past due"))
    others = [_row(page, ask, side, each) for each in every[MOST:]]
    summary = html.Summary(_("and {n} more", n=count(len(others))))
    rest = [html.Details([summary, table(title, heads, others, (1, 2))])] if others else []
    return html.Section([html.H2(title), table(title, heads, rows, (1, 2)), *rest])


def _row(page: OpenItems, ask: Asked, side: str, each: Side) -> list[Cell]:
    name = html.A(side_word(each.name), href=ask.about(**{side: each.name}), dir="auto")
    return [name, linked(page, ask, **{side: each.name}), linked(page, ask, **{side: each.name}, which="late")]

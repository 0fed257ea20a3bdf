"""Where people wait too long: departments by what is past due, with their oldest requests."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.pages.review.rows import ON_BEFORE
from layouts.pages.review.shown import Shown
from layouts.review.amounts import change_words
from layouts.review.sore_departments import DUE_SOON, OLDEST, OPEN, Sore, sore_departments
from layouts.review.values import value_words
from layouts.wall.format import NOTHING, count
from layouts.wall.names import department_label
from wallboard.languages import _
from wallboard.review import ReviewedFigure


def where_it_hurts(shown: Shown, most: int | None = None) -> list[Component]:
    """Departments with something past due, most of it first, `most` of them. Nothing where none is told."""
    sore = sore_departments(shown.review)
    if sore is None:
        return []
    if not sore:
        return [html.P(_("No department has a request past due."), className="none")]
    heads = (_("Department"), _("Past due"), _(ON_BEFORE[shown.kind]), _("Due soon"), _("Open"), _("Oldest"))
    head = html.Thead(html.Tr([html.Th(each, scope="col") for each in heads]))
    body = html.Tbody([_row(shown, each, heads) for each in sore[:most]])
    table = html.Table(
        [html.Caption(_("Departments with requests past due")), head, body],
        className="reviewed cards" if most is None else "reviewed",
    )
    return [html.Div(table, className="rows")]


def _row(shown: Shown, sore: Sore, heads: tuple[str, ...]) -> Component:
    breached = sore.breached
    cells: list[Component | str] = [
        html.B(html.A(count(breached.value), href=shown.figure_address(breached))),
        change_words(breached.box.on_before),
        *(_told(shown, sore.figures.get(metric)) for metric in (DUE_SOON, OPEN, OLDEST)),
    ]
    name = html.Th(department_label(shown.settings, sore.department), scope="row", dir="auto")
    return html.Tr([name, *map(_cell, heads[1:], cells)])


def _cell(head: str, told: Component | str) -> Component:
    label: dict[str, Any] = {"data-label": head}
    return html.Td(told, **label)


def _told(shown: Shown, figure: ReviewedFigure | None) -> Component | str:
    """What opens its list."""
    return NOTHING if figure is None else html.A(value_words(figure), href=shown.figure_address(figure))

"""Where people wait too long: departments by what is past due, with their oldest requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dash import html
from dash.development.base_component import Component

from layouts.pages.review.rows import ON_BEFORE
from layouts.pages.review.shown import REQUESTS, Shown
from layouts.review.amounts import change_words
from layouts.review.values import value_words
from layouts.wall.format import NOTHING, count
from layouts.wall.names import department_label
from wallboard.languages import _
from wallboard.review import ReviewedFigure

OPEN, BREACHED, OLDEST = "tickets.open", "tickets.breached", "tickets.age_max_days"
DUE_SOON = "tickets.due_soon"


class _Sore(NamedTuple):
    department: str
    figures: Mapping[str, ReviewedFigure]

    def value(self, metric: str) -> float:
        figure = self.figures.get(metric)
        return 0.0 if figure is None or figure.value is None else figure.value


def where_it_hurts(shown: Shown, most: int | None = None) -> list[Component]:
    """Departments with something past due, most of it first, `most` of them. Nothing where none is told."""
    told: dict[str, dict[str, ReviewedFigure]] = {}
    for figure in shown.of(REQUESTS, "department"):
        told.setdefault(figure.key.scope.department, {})[figure.key.metric] = figure
    if not told:
        return []
    sore = [_Sore(name, figures) for name, figures in told.items()]
    sore = sorted(
        (each for each in sore if each.value(BREACHED)), key=lambda each: (-each.value(BREACHED), -each.value(OLDEST))
    )
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


def _row(shown: Shown, sore: _Sore, heads: tuple[str, ...]) -> Component:
    breached = sore.figures[BREACHED]
    cells: list[Component | str] = [
        html.B(html.A(count(breached.value), href=shown.figure_address(breached))),
        change_words(breached.box.on_before),
        _told(shown, sore.figures.get(DUE_SOON)),
        _told(shown, sore.figures.get(OPEN)),
        _told(shown, sore.figures.get(OLDEST)),
    ]
    name = html.Th(department_label(shown.settings, sore.department), scope="row", dir="auto")
    return html.Tr([name, *map(_cell, heads[1:], cells)])


def _cell(head: str, told: Component | str) -> Component:
    label: dict[str, Any] = {"data-label": head}
    return html.Td(told, **label)


def _told(shown: Shown, figure: ReviewedFigure | None) -> Component | str:
    """What opens its list."""
    return NOTHING if figure is None else html.A(value_words(figure), href=shown.figure_address(figure))

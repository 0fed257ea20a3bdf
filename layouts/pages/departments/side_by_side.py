"""Departments side by side, and why one of them cannot be ranked."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.page.story import Cell, table
from layouts.pages.departments.asked import Asked
from layouts.pages.departments.rows import Column, columns, department_link, kept_words, opens
from layouts.wall.format import count
from layouts.wall.names import department_label
from wallboard.judging.instant import Instant
from wallboard.languages import _, ngettext
from wallboard.metrics.tickets import TOO_FEW
from wallboard.questions.departments.rows import WEEK, DepartmentRow, Ranked, Unranked, ranked


def side_by_side(at: Instant, ask: Asked, rows: Sequence[DepartmentRow]) -> Component:
    """What is chosen, a column each; with fewer than two, how to choose."""
    if len(rows) < 2:
        words = _("Choose two or more departments in the last column of the table, to see them side by side.")
        return html.P(words, className="note", id="side-by-side")
    compared = columns(at, ask, beside=False)
    heads = [_("Figure"), *(department_label(at.settings, row.department) for row in rows)]
    lines: list[list[Cell]] = [[column.head, *(_cell(column, row) for row in rows)] for column in compared[1:]]
    figures = table(_("Figures of now, and of the last seven days"), heads, lines, range(1, len(heads)))
    return html.Section(
        [html.H2(_("Side by side")), figures, html.H3(_("Who keeps promises best")), _ranking(at, rows)],
        id="side-by-side",
        className="part",
    )


def _cell(column: Column, row: DepartmentRow) -> Component:
    told = column.cell(row)
    return told if isinstance(told, Component) else html.Span(told)


def _ranking(at: Instant, rows: Sequence[DepartmentRow]) -> Component:
    lines: list[list[Cell]] = []
    for each in ranked(rows):
        place = _("not ranked") if each.place is None else count(each.place)
        link = department_link(at, each.row.department)
        kept = opens(at, "on_time", each.row.department, kept_words(each.row.kept), WEEK)
        lines.append([link, place, kept, why(each, at)])
    heads = (_("Department"), _("Place"), _("Promises kept in 7 days"), _("Why"))
    return table(_("By the share of promises kept; in brackets, what chance leaves open (95 %)"), heads, lines)


def why(each: Ranked, at: Instant) -> str:
    """Why it has its place, or none."""
    n = each.row.kept.n
    if each.why is None:
        return _("What it differs by from each of the others is more than chance.")
    if each.why is Unranked.CHANCE:
        others = ", ".join(department_label(at.settings, name) for name in each.alike)
        return _("Cannot be told apart from {others}: chance alone may make them differ so much.", others=others)
    if each.why is Unranked.TOO_FEW:
        return ngettext(
            "Too few: {n} request was decided in the last seven days, and a share is told from {few} on.",
            "Too few: {n} requests were decided in the last seven days, and a share is told from {few} on.",
            n, n=n, few=TOO_FEW,
        )  # fmt: skip
    return _("No request with a promise was decided in the last seven days.")

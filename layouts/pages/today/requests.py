"""The open requests as they stood at the end of a day."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.pages.today import charts, tables
from layouts.pages.today.sections import chart, nothing
from layouts.wall.format import clock_time
from wallboard.languages import _
from wallboard.questions.day import Day
from wallboard.settings import Settings


def requests_section(day: Day, settings: Settings, when: str) -> Component:
    title = _("Open requests by age, {day}", day=when)
    if not day.stock.open:
        return nothing(
            _("No open requests are known at the end of this day."),
            html.Span(_("Set up a ticket source, or import a file.")),
        )
    words = _(
        "As of {time}, ages in days, the department with most past its promise first.",
        time=clock_time(day.as_of, day.zone),
    )
    table = tables.stock_table(day, settings, title)
    return chart(title, words, charts.ages(day.stock, settings), table, wide=True)

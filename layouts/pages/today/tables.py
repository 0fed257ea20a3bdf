"""The figures behind every chart, as tables that can be read without seeing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import numpy as np
from dash import html
from dash.development.base_component import Component

from layouts.page.figures import figure_address
from layouts.pages.today.day import shown_slots
from layouts.pages.today.stock import band_titles, cells, figures
from layouts.wall.format import NOTHING, count, duration, percent
from wallboard.languages import _
from wallboard.metrics.usual import UsualBand
from wallboard.questions.day import Day
from wallboard.questions.stock import StockRow
from wallboard.settings import Settings
from wallboard.state.values import Floats

HOUR = 4  # slots
Cell = str | Component


def table(summary: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Component:
    """Folded away until asked for; the first column names the row."""
    body = [html.Tr([html.Th(row[0], scope="row", dir="auto"), *(html.Td(cell) for cell in row[1:])]) for row in rows]
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in heads]))
    inner = html.Div(html.Table([html.Caption(summary), head, html.Tbody(body)]), className="scroll", tabIndex="0")
    return html.Details([html.Summary(_("Figures as a table")), inner])


def calls_table(day: Day, summary: str) -> Component:
    """By hour: calls, how many gave up, and the usual."""
    rows = [
        (
            _hour(slots),
            _sum(day, day.course.offered, slots),
            _sum(day, day.course.abandoned, slots),
            NOTHING if day.usual is None else count(day.usual.offered_in(slots)),
        )
        for slots in _hours(day)
    ]
    return table(summary, (_("Hour from"), _("Calls"), _("Gave up"), _("Usual calls")), rows)


def speed_table(day: Day, summary: str) -> Component:
    usual = day.usual.asa_s if day.usual else None
    return _by_quarter(day, summary, _("Speed of answer"), day.course.asa_s, usual, duration)


def level_table(day: Day, summary: str) -> Component:
    usual = day.usual.service_level if day.usual else None
    return _by_quarter(day, summary, _("In time"), day.course.service_level, usual, percent)


def _by_quarter(
    day: Day, summary: str, head: str, values: Floats, usual: UsualBand | None, write: Callable[[float | None], str]
) -> Component:
    """A figure of each quarter beside its usual."""
    rows = [
        (_slot(slot), write(_at(day, values, slot)), write(None if usual is None else _number(usual.middle[slot])))
        for slot in shown_slots(day)
    ]
    return table(summary, (_("Quarter from"), head, _("Usual")), rows)


def stock_table(day: Day, settings: Settings, summary: str) -> Component:
    stock = day.stock
    heads = (_("Department"), *band_titles(stock.edges), _("Open"), _("Past due"), _("Oldest"), _("Kept, 7 d"))
    return table(
        summary, heads, (_wide(_opening(row, day, settings), len(row.counts), len(heads)) for row in stock.rows)
    )


def _opening(row: StockRow, day: Day, settings: Settings) -> tuple[Cell, ...]:
    """Its cells, of which each figure leads to the requests that make it."""
    told = zip(cells(row, settings), figures(row, day.question.site), strict=True)
    return tuple(
        text if key is None or text == NOTHING else html.A(text, href=figure_address(key, day.as_of))
        for text, key in told
    )


def _wide(row: tuple[Cell, ...], bands: int, width: int) -> tuple[Cell, ...]:
    """Empty cells where a department has fewer bands than the site."""
    return (*row[: 1 + bands], *[""] * (width - len(row)), *row[1 + bands :])


def _hours(day: Day) -> list[list[int]]:
    return [list(slots) for _, slots in groupby(shown_slots(day), key=lambda slot: slot // HOUR)]


def _slot(slot: int) -> str:
    return f"{slot // HOUR:02}:{slot % HOUR * 15:02}"


def _hour(slots: Sequence[int]) -> str:
    return _slot(slots[0])


def _sum(day: Day, values: Floats, slots: Sequence[int]) -> str:
    """A dash for hours that have not begun."""
    begun = [slot for slot in slots if slot < day.begun]
    return count(float(np.nansum(values[begun]))) if begun else NOTHING


def _at(day: Day, values: Floats, slot: int) -> float | None:
    return _number(values[slot]) if slot < day.begun else None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

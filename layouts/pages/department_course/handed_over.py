"""With whom a department hands requests over, which come back, and for how long it has had what it has."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from layouts.page.story import Cell, table, when
from layouts.wall.format import count, days
from layouts.wall.names import department_label
from wallboard.languages import _
from wallboard.questions.handoffs import HandOffs
from wallboard.settings import Settings

MOST = 12


def handed_over(told: HandOffs, settings: Settings, zone: ZoneInfo) -> Component:
    there, known = told.there, _("Known since {time}.", time=when(told.known_since, zone))
    returned = _("Came back to a department that had had them already: {n}.", n=count(told.returned))
    summed = _("Hand-offs: {n}; requests handed over: {requests}.", n=count(told.handed), requests=count(told.requests))
    stay = _(
        "What is open has been here for {median} (median), {most} (85 of 100) and at most {longest}.",
        median=days(there.median), most=days(there.most), longest=days(there.longest),
    )  # fmt: skip
    rows: list[list[Cell]] = [
        [_name(each.giver, settings), _name(each.taker, settings), count(each.handed), count(each.returned)]
        for each in told.between[:MOST]
    ]
    heads = (_("From"), _("To"), _("Handed over"), _("Came back"))
    words = [html.P(each) for each in (summed, returned, *([stay] if there.n else []), known)]
    return html.Section([html.H2(_("Hand-offs")), *words, *([table(_("Hand-offs"), heads, rows, (2, 3))] if rows else [])], className="part")  # fmt: skip


def _name(name: str | None, settings: Settings) -> str:
    if name is None:
        return _("another department")
    return department_label(settings, name) if name else _("Unassigned")

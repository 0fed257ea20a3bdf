"""With whom a department hands requests over, which come back, and for how long it has had what it has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from layouts.page.story import written_table
from layouts.pages.department_course.asked import Asked
from layouts.pages.department_course.counted import Figure, counted, opens
from layouts.wall.format import clock_time, count, days
from layouts.wall.names import department_label
from layouts.wall.written import Element
from wallboard.clock import local
from wallboard.languages import _, speaking
from wallboard.model import Micros
from wallboard.questions.departments.past_figures import side_name
from wallboard.questions.handoffs import Between, HandOffs
from wallboard.settings import Settings

MOST = 12


def handed_over(told: HandOffs, settings: Settings, zone: ZoneInfo, ask: Asked) -> Component:
    there, known = told.there, _("Known since {time}.", time=_since(told.known_since, zone))
    stay = _(
        "What is open has been here for {median} (median), {most} (85 of 100) and at most {longest}.",
        median=days(there.median), most=days(there.most), longest=days(there.longest),
    )  # fmt: skip
    rows = [_row(each, settings, ask) for each in told.between[:MOST]]
    heads = (_("From"), _("To"), _("Handed over"), _("Came back"))
    words = [html.P(each) for each in ([stay, known] if there.n else [known])]
    parts = [
        html.H2(_("Hand-offs")),
        counted(_figures(told, ask)),
        *words,
        *([written_table(_("Hand-offs"), heads, rows, (2, 3))] if rows else []),
        *_rest(told, ask),
    ]
    return html.Section(parts, className="part course")


def _since(instant: Micros, zone: ZoneInfo) -> str:
    """With its year: it may be over a year ago. Of a midnight the day says all."""
    at = local(instant, zone)
    day = speaking().dated(at)
    return day if at.time() == time() else f"{day}, {clock_time(instant, zone)}"


def _figures(told: HandOffs, ask: Asked) -> Iterator[Figure]:
    yield Figure(_("Hand-offs"), told.handed, ask.opens("handed"))
    yield Figure(_("Requests handed over"), told.requests, ask.opens("handed_requests"))
    yield Figure(_("Came back to a department that had had them already"), told.returned, ask.opens("returned"))
    yield Figure(_("Assigned, unassigned before"), told.assigned, ask.opens("assigned"))
    yield Figure(_("Open, by how long they have been here"), told.there.n, f"{ask.opens('open')}&sort=-there")


def _row(each: Between, settings: Settings, ask: Asked) -> list[str | Element]:
    giver, taker = side_name(each.giver), side_name(each.taker)
    handed, returned = (ask.opens(what, giver=giver, taker=taker) for what in ("moved", "returned"))
    return [
        _name(each.giver, settings),
        _name(each.taker, settings),
        opens(each.handed, handed),
        opens(each.returned, returned),
    ]


def _rest(told: HandOffs, ask: Asked) -> Iterator[Component]:
    more = len(told.between) - MOST
    if more > 0:
        yield html.P(html.A(_("and {n} more", n=count(more)), href=ask.opens("moved")), className="note")


def _name(name: str | None, settings: Settings) -> str:
    if name is None:
        return _("another department")
    return department_label(settings, name) if name else _("Unassigned")

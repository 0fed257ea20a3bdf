"""What a department's page calls the ways in which requests stand."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from layouts.page.figures import request_address
from layouts.wall.format import NOTHING, clock_time, count, date_by, days, edge
from wallboard.calendar import NEVER
from wallboard.languages import N_, _
from wallboard.metrics.tickets import band_edges
from wallboard.model import DAY, HOUR, MINUTE, Micros
from wallboard.questions.departments.chosen_items import NONE_NAMED, STANDINGS, UNTOUCHED, Chosen
from wallboard.questions.departments.open_items import OpenItem

STANDING: Mapping[str, str] = {
    "late": N_("past due"),
    "late3x": N_("past due three times over"),
    "soon": N_("due soon"),
    "soon75": N_("75 to 90 % of the promise used"),
    "soon90": N_("90 to 100 % of the promise used"),
    "running": N_("promise still runs"),
    "unpromised": N_("without a promise"),
    "emergency": N_("emergencies"),
    "unassigned": N_("unassigned"),
}
SIDE: Mapping[str, str] = {"service_type": N_("Type"), "ward": N_("Ward"), "channel": N_("Channel")}
SYMBOL = {"alarm": "◆", "watch": "▲", "none": "●"}


def side_word(name: str) -> str:
    return _("not told") if name == NONE_NAMED else name


def untouched_words(name: str) -> str:
    each = UNTOUCHED[name]
    if each.most is None:
        return _("over {n} days", n=each.least - 1)
    return _("{low}–{high} days", low=each.least, high=each.most)


def band_words(band: str) -> str:
    """(3,7] as 3–7 d, >90 as over 90 d."""
    low, high = band_edges(band)
    return _("over {n} d", n=edge(low)) if high is None else _("{low}–{high} d", low=edge(low), high=edge(high))


def chosen_words(chosen: Chosen) -> list[str]:
    """What is true of those that are chosen."""
    sides = [f"{_(SIDE[side])}: {side_word(value)}" for side in SIDE if (value := getattr(chosen, side))]
    return [
        *sides,
        *([_(STANDING[chosen.which])] if chosen.which else []),
        *([_("age: {band}", band=band_words(chosen.band))] if chosen.band else []),
        *([_("not touched for {days}", days=untouched_words(chosen.untouched))] if chosen.untouched else []),
    ]


def tone(item: OpenItem, at: Micros) -> str:
    """alarm | watch | none, by its own promise."""
    return "alarm" if STANDINGS["late"](item, at) else "watch" if STANDINGS["soon"](item, at) else "none"


def tone_words(stands: str) -> str:
    """What a mark says, to whoever does not see it."""
    standing = {"alarm": "late", "watch": "soon"}.get(stands)
    return _(STANDING[standing]) if standing else ""


def due_words(item: OpenItem, at: Micros, zone: ZoneInfo) -> str:
    """By when, as said at that instant."""
    if item.due == NEVER:
        return _("clock stands") if item.promised else NOTHING
    return _("{day}, {time}", day=date_by(item.due, zone, at), time=clock_time(item.due, zone))


def until_words(item: OpenItem, at: Micros, zone: ZoneInfo) -> str:
    """When it is due, and how long that is from then on, by the clock on the wall."""
    left = item.due - at
    told = _("{n} min", n=count(left // MINUTE)) if left < HOUR else days(left / DAY)
    return _("{due} (in {time})", due=due_words(item, at, zone), time=told)


def request_link(item: OpenItem) -> Component:
    return html.A(item.ticket, href=request_address(item.source, item.ticket), dir="auto")

"""What stands above the tables of the live page: which queue needs help first and why, and how each site is."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.pages.live.queues import Judged
from layouts.pages.live.sites import SiteFloor
from layouts.wall.attention import sentence
from layouts.wall.format import percent
from layouts.wall.names import in_a_sentence
from layouts.wall.parts import opening, word
from layouts.wall.props import Props, View
from wallboard.judging.matters import Matter, MatterKind, matters
from wallboard.judging.tone import NONE
from wallboard.languages import _, ngettext
from wallboard.settings import Settings

FIRST, MORE, LOST_TODAY = "live-first", "live-more", "live-lost"
OF_THE_SITE = (MatterKind.SITE_IN_TIME, MatterKind.SITE_GAVE_UP)
OF_SOURCES = (MatterKind.SOURCE_LOST, MatterKind.SOURCE_SILENT)
MOST_NAMED = 5


def head(settings: Settings) -> Component:
    sites = [html.P(id=_site_id(site), className="live-site", hidden=True) for site in settings.sites]
    first = html.P(id=FIRST, className="live-first", role="status")
    return html.Div(
        [
            first,
            html.P(id=MORE, className="note", hidden=True),
            html.P(id=LOST_TODAY, className="note", hidden=True),
            *sites,
        ],
        className="live-head",
    )


def head_view(floors: Sequence[SiteFloor], judged: Sequence[Judged]) -> View:
    troubled = [each for each in judged if each.queue.matter is not None]
    lost = [each for each in judged if each.queue.lost_today]
    return {
        FIRST: _first(floors, troubled),
        MORE: _hideable(_more(troubled)),
        LOST_TODAY: _hideable(_lost(lost)),
        **{_site_id(floor.at.site): _site(floor, len(floors) > 1) for floor in floors},
    }


def _first(floors: Sequence[SiteFloor], troubled: Sequence[Judged]) -> Props:
    now = [each for each in troubled if each.site.stopped is None]
    if now and (matter := now[0].queue.matter) is not None:
        return {"text": sentence(now[0].site.at, matter), "state": matter.tone}
    for floor in floors:
        for matter in matters(floor.at):
            if matter.kind in OF_THE_SITE or _is_of_phones(floor, matter):
                return {"text": sentence(floor.at, matter), "state": matter.tone}
    if any(floor.tone != NONE for floor in floors):
        return {"text": _("Whether a queue needs help is not known everywhere."), "state": NONE}
    return {"text": _("No queue needs help."), "state": NONE}


def _is_of_phones(floor: SiteFloor, matter: Matter) -> bool:
    """Whether it says that the phone system tells nothing: then nobody knows of any queue."""
    health = floor.at.source("calls")
    return matter.kind in OF_SOURCES and health is not None and matter.subject == health.source


def _more(troubled: Sequence[Judged]) -> str:
    if len(troubled) < 2:
        return ""
    return _("Then: {queues}", queues=_named([in_a_sentence(each.label) for each in troubled[1:]]))


def _lost(lost: Sequence[Judged]) -> str:
    """Told apart from trouble now: nobody can steer it any more."""
    told = [
        f"{in_a_sentence(each.label)} {percent(each.queue.day.figure.value, each.queue.day.figure.target)}"
        for each in lost
    ]
    return _("Lost today already, nothing to steer now: {queues}", queues=_named(told)) if told else ""


def _named(names: Sequence[str]) -> str:
    listed, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return ngettext("{names} and {n} more", "{names} and {n} more", more, names=listed, n=more) if more > 0 else listed


def _site(floor: SiteFloor, named: bool) -> Props:
    """The state of its phone system, and its opening hours; nothing of a single site that is live and never closes."""
    at = floor.at
    told = word(at, floor.tone, "calls") if floor.tone != NONE else opening(at)
    name = at.settings.sites[at.site].name
    said = f"{name}: {told}" if named and told else told
    return {"text": said, "hide": not said, "state": floor.tone}


def _hideable(text: str) -> Props:
    return {"text": text, "hide": not text}


def _site_id(site: str) -> str:
    return f"live-site-{site}"

"""How every source is doing: when it last answered, how far behind it is, rows that made no sense."""

from __future__ import annotations

from layouts.wall.format import ago, count, near_time
from layouts.wall.markup import Component, html
from layouts.wall.parts import frame, framed, more_words, reading_history, text
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles import _plain
from wallboard.judging.sources import source_tone
from wallboard.judging.tone import CATCHING_UP, LATE, LOST, NONE, SILENT
from wallboard.languages import N_, _, ngettext, said
from wallboard.model import SECOND, Health, State

TITLE, WINDOW = N_("Sources"), N_("last answer")
MOST_ROWS = 10


def rows(place: Place) -> int:
    return _plain.rows(place, MOST_ROWS)


def layout(place: Place) -> Component:
    lines = [
        _plain.line(
            place,
            nth,
            html.Span("", id=place.id(nth, "name")),
            html.Span("", id=place.id(nth, "says"), className="end"),
        )
        for nth in range(rows(place))
    ]
    return frame(place, _(TITLE), _(WINDOW), _plain.listed(place, _(TITLE), lines), kind="list")


def freshness(ctx: Context, health: Health) -> str:
    """Live sources say how fresh they are; the others say since when they are not."""
    tone = source_tone(health)
    if tone == CATCHING_UP and health.catching_up is not None:
        return reading_history(health.catching_up)
    if tone == LOST:
        return _("lost since {time}", time=near_time(health.since, ctx.now, ctx.zone))
    if tone == SILENT:
        return _("silent since {time}", time=near_time(health.since, ctx.now, ctx.zone))
    if health.as_of is None:
        return _("no data yet")
    fresh = ago((ctx.now - health.as_of) / SECOND)
    if tone == LATE:
        return _("late, {ago}", ago=fresh)
    return fresh if health.state is State.LIVE else _("nothing there yet")


def _aside(rows: int) -> str:
    return ngettext("{n} row set aside", "{n} rows set aside", rows, n=count(rows))


def view(place: Place, ctx: Context) -> View:
    known = [health for health in ctx.snapshot.health if health.site == ctx.site]
    known.sort(key=lambda health: health.state is State.LIVE)
    slots = rows(place)
    view = framed(place, _(TITLE), _(WINDOW), NONE, f"{_(TITLE)}: {len(known)}")
    for nth in range(slots):
        health = known[nth] if nth < len(known) else None
        aside = "" if health is None or not health.set_aside else ", " + _aside(health.set_aside)
        noted = "" if health is None or not health.notice else f", {said(health.notice)}"
        view[place.id(nth)] = {"hide": health is None, "state": NONE if health is None else source_tone(health)}
        view[place.id(nth, "name")] = text("" if health is None else health.source)
        view[place.id(nth, "says")] = text("" if health is None else freshness(ctx, health) + aside + noted)
    more = more_words(len(known) - slots) if len(known) > slots else "" if known else _("no source is set up")
    view[place.id("more")] = {"text": more, "hide": not more, "state": NONE}
    return view


TILE = Tile("sources", TITLE, "", layout, view, need=_plain.NEED)

"""Calls that came in today, against the usual for this weekday up to this time."""

from __future__ import annotations

from layouts.wall.format import PERCENT, count
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Tile, View
from wallboard.judging.tone import CLOSED, NONE
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Calls today"), N_("today")
STATS = ("usual", "answered", "hour")


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), "", STATS, trend=False)


def compared(value: float | None, usual: float | None) -> str:
    """12 % more than usual; "" where there is nothing to compare with."""
    if value is None or not usual:
        return ""
    change = value / usual - 1
    if abs(change) < 0.05:
        return _("as usual")
    share = f"{abs(change):.0%}".replace("%", PERCENT)
    return _("{share} more than usual", share=share) if change > 0 else _("{share} fewer than usual", share=share)


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("calls.offered", "today")
    value = None if reading is None else reading.value
    usual, answered = ctx.value("calls.offered", "today", "usual"), ctx.value("calls.answered", "today")
    hour = ctx.value("calls.offered", "60m")
    tone = ctx.shown(ctx.obstacle(reading, "calls"), NONE)
    said = word(ctx, tone, "calls")
    return number_view(
        place,
        title=_(TITLE),
        window=_(WINDOW),
        state=tone,
        word=compared(value, usual) if tone in (NONE, CLOSED) and not said else said,
        value=text(count(value)),
        unit="",
        stats={
            "usual": (_("usual"), "" if usual is None else count(usual)),
            "answered": (_("answered"), "" if answered is None else count(answered)),
            "hour": (_("last hour"), "" if hour is None else count(hour)),
        },
    )


TILE = Tile("calls_today", TITLE, "calls", layout, view)

"""Whether the backlog grows: the change in open requests within the last seven days, and what it is made of."""

from __future__ import annotations

from layouts.wall.format import count, signed
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Tile, View
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Change in open"), N_("7 days")
STATS = ("opened", "finished", "again", "open")


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), "", STATS, trend=False)


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("tickets.net", "7d")
    tone = ctx.obstacle(reading, "tickets")
    opened, finished = ctx.value("tickets.opened", "7d"), ctx.value("tickets.finished", "7d")
    again, open_now = ctx.value("tickets.reopened", "7d"), ctx.value("tickets.open")
    return number_view(
        place,
        title=_(TITLE),
        window=_(WINDOW),
        state=tone,
        word=word(ctx, tone, "tickets"),
        value=text(signed(None if reading is None else reading.value)),
        unit="",
        stats={
            "opened": (_("came in"), "" if opened is None else count(opened)),
            "finished": (_("were finished"), "" if finished is None else count(finished)),
            "again": (_("open again"), count(again) if again else ""),
            "open": (_("open now"), "" if open_now is None else count(open_now)),
        },
    )


TILE = Tile("net_change", TITLE, "tickets", layout, view, window=WINDOW)

"""How many open requests are past their promise, how many soon will be, and which department has most of them."""

from __future__ import annotations

from layouts.wall.format import count, percent
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Tile, View
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Past due"), N_("now")
STATS = ("share", "soon", "most")


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), "", STATS, trend=False)


def view(place: Place, ctx: Context) -> View:
    reading, open_now, soon = ctx.get("tickets.breached"), ctx.value("tickets.open"), ctx.value("tickets.due_soon")
    late = None if reading is None else reading.value
    tone = ctx.obstacle(reading, "tickets")
    most = _most(ctx)
    return number_view(
        place,
        title=_(TITLE),
        window=_(WINDOW),
        state=tone,
        word=word(ctx, tone, "tickets"),
        value=text(count(late)),
        unit="",
        stats={
            "share": (_("of all open"), "" if late is None or not open_now else percent(late / open_now)),
            "soon": (_("due soon"), "" if soon is None else count(soon)),
            "most": (_("most in"), ctx.department_label(most) if most else ""),
        },
    )


def _most(ctx: Context) -> str:
    """The department with most that is past due; "" where nothing is."""
    late = {name: ctx.value("tickets.breached", department=name) or 0 for name in ctx.departments}
    name = max(late, key=lambda each: late[each], default="")
    return name if late.get(name) else ""


TILE = Tile("past_due", TITLE, "tickets", layout, view, window=WINDOW)

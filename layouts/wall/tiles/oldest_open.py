"""The oldest open request, and who has it."""

from __future__ import annotations

from layouts.wall.format import count, days
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Tile, View
from wallboard.judging.requests import age
from wallboard.judging.tone import NONE
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Oldest open"), N_("now")
STATS = ("department", "median", "open")


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), "", STATS, trend=False)


def oldest(ctx: Context) -> tuple[str, float] | None:
    """Department with the oldest open request, and its age in days."""
    ages = {name: age(ctx, "tickets.age_max_days", department=name) for name in ctx.departments}
    known = {name: value for name, value in ages.items() if value is not None}
    return max(known.items(), key=lambda item: item[1], default=None)


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("tickets.age_max_days", variant="calendar") or ctx.get("tickets.age_max_days")
    value = None if reading is None else reading.value
    tone = ctx.obstacle(reading, "tickets")
    first, middle = oldest(ctx), age(ctx, "tickets.age_p50_days")
    number, _space, unit = days(value).partition(" ")
    said = word(ctx, tone, "tickets", {NONE: "" if value is not None else N_("nothing is open")})
    return number_view(
        place,
        title=_(TITLE),
        window=_(WINDOW),
        state=tone,
        word=said,
        value=text(number),
        unit=unit and f"\u202f{unit}",
        stats={
            "department": (_("in"), ctx.department_label(first[0]) if first else ""),
            "median": (_("median age"), "" if middle is None else days(middle)),
            "open": (_("open"), count(ctx.value("tickets.open"))),
        },
    )


TILE = Tile("oldest_open", TITLE, "tickets", layout, view)

"""What needs somebody now, a line each, worst first."""

from __future__ import annotations

from layouts.wall.attention import matters, sentence
from layouts.wall.markup import Component, html
from layouts.wall.parts import frame, framed, more_words, text
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles import _plain
from wallboard.judging.matters import calm
from wallboard.judging.tone import NONE
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Needs attention"), N_("now")
MOST_ROWS = 10


def rows(place: Place) -> int:
    return _plain.rows(place, MOST_ROWS)


def layout(place: Place) -> Component:
    lines = [_plain.line(place, nth, html.Span("", id=place.id(nth, "says"))) for nth in range(rows(place))]
    return frame(place, _(TITLE), _(WINDOW), _plain.listed(place, _(TITLE), lines), kind="list")


def view(place: Place, ctx: Context) -> View:
    every, slots = matters(ctx), rows(place)
    view = framed(place, _(TITLE), _(WINDOW), NONE, f"{_(TITLE)}: {len(every)}")
    for nth in range(slots):
        matter = every[nth] if nth < len(every) else None
        view[place.id(nth)] = {"hide": matter is None, "state": NONE if matter is None else matter.tone}
        view[place.id(nth, "says")] = text("" if matter is None else sentence(ctx, matter))
    said = more_words(len(every) - slots) if len(every) > slots else "" if every else sentence(ctx, calm(ctx))
    view[place.id("more")] = {"text": said, "hide": not said, "state": NONE}
    return view


TILE = Tile(
    "needs_attention",
    TITLE,
    "",
    layout,
    view,
    need=_plain.NEED,
)

"""People on duty, by what they are doing. What the phone system cannot tell is left out, not shown as 0.

Their number, and nothing else, unless the board's own setting says that agents are shown by name.
"""

from __future__ import annotations

from layouts.wall.format import count
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles import _people
from wallboard.judging.tone import ALARM, NONE, WATCH
from wallboard.judging.waiting import agents_shown

TITLE, WINDOW = "Agents", "now"
FREE = "free"
STATES = {
    "on_call": "on call",
    "ringing": "ringing",
    "available": FREE,
    "wrap_up": "wrap-up",
    "paused": "paused",
}

WORDS = {NONE: "on duty", WATCH: "nobody free", ALARM: "nobody free"}


def layout(place: Place) -> Component:
    if place.board.agent_names:
        return _people.layout(place, TITLE, WINDOW)
    return number_layout(place, TITLE, WINDOW, "", tuple(STATES), trend=False)


def doing(ctx: Context) -> dict[str, float]:
    """How many people are in each state that is known, in words."""
    figures = {words: ctx.value(f"agents.{state}") for state, words in STATES.items()}
    return {words: value for words, value in figures.items() if value is not None}


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("agents.logged_in")
    value = None if reading is None else reading.value
    tone = agents_shown(ctx)
    if place.board.agent_names:
        return _people.view(place, ctx, TITLE, tone, STATES)
    known = doing(ctx)
    return number_view(
        place,
        title=TITLE,
        window=WINDOW,
        state=tone,
        word=word(ctx, tone, "calls", WORDS),
        value=text(count(value)),
        unit="",
        stats={name: (words, count(known[words]) if words in known else "") for name, words in STATES.items()},
    )


TILE = Tile("agents", TITLE, ("agents.logged_in", *(f"agents.{s}" for s in STATES)), "calls", layout, view)

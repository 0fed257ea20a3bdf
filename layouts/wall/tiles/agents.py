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
from wallboard.languages import N_, _, ngettext

TITLE, WINDOW = N_("Agents"), N_("now")
ALL_QUEUES = N_("all queues")  # on a board of several of them
AVAILABLE = "available"
STATES = {
    "on_call": N_("on call"),
    "ringing": N_("ringing"),
    AVAILABLE: N_("free"),
    "wrap_up": N_("wrap-up"),
    "paused": N_("paused"),
}

WORDS = {NONE: N_("on duty"), WATCH: N_("nobody free"), ALARM: N_("nobody free")}


def layout(place: Place) -> Component:
    if place.board.agent_names:
        return _people.layout(place, _(TITLE), _(WINDOW))
    return number_layout(place, _(TITLE), _(WINDOW), "", tuple(STATES), trend=False)


def so_many(state: str, value: float) -> str:
    """How many people are in a state, in words."""
    n = count(value)
    match state:
        case "on_call":
            return ngettext("{n} on call", "{n} on call", value, n=n)
        case "ringing":
            return ngettext("{n} ringing", "{n} ringing", value, n=n)
        case "available":
            return ngettext("{n} free", "{n} free", value, n=n)
        case "wrap_up":
            return ngettext("{n} wrap-up", "{n} wrap-up", value, n=n)
        case _paused:
            return ngettext("{n} paused", "{n} paused", value, n=n)


def view(place: Place, ctx: Context) -> View:
    reading = ctx.on_duty("agents.logged_in")
    value = None if reading is None else reading.value
    tone = agents_shown(ctx)
    if place.board.agent_names:
        return _people.view(place, ctx, _(TITLE), tone, STATES)
    found = {name: ctx.on_duty(f"agents.{name}") for name in STATES}
    known = {name: None if told is None else told.value for name, told in found.items()}
    return number_view(
        place,
        title=_(TITLE),
        window=_(ALL_QUEUES if ctx.of_all_queues else WINDOW),
        state=tone,
        word=word(ctx, tone, "calls", WORDS),
        value=text(count(value)),
        unit="",
        stats={name: (_(words), "" if known[name] is None else count(known[name])) for name, words in STATES.items()},
    )


TILE = Tile("agents", TITLE, "calls", layout, view)

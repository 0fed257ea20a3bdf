"""How many callers wait at this moment, for how long the first of them, and what is usual."""

from __future__ import annotations

from dash.development.base_component import Component

from layouts import judge
from layouts.format import NOTHING, count, duration
from layouts.parts import against, judged, number_layout, number_view, text, word
from layouts.theme import ALARM, CLOSED, LOST, OK, SILENT, WATCH
from layouts.tile import Context, Place, Props, Tile, View

TITLE, WINDOW = "Waiting now", "now"
STATS = ("usual", "longest")
WORDS = {OK: "usual", WATCH: "over usual", ALARM: "far over usual"}


def layout(place: Place) -> Component:
    return number_layout(place, TITLE, WINDOW, "", STATS)


def longest_props(ctx: Context, queue: str = "") -> Props | None:
    """The longest wait, ticking on the page from the instant the caller entered; None when nobody waits."""
    reading = ctx.get("calls.longest_wait_s", queue=queue)
    if reading is None or reading.since is None:
        return None
    if ctx.state(None, "calls") in (LOST, SILENT):
        return text(duration(reading.value))  # the last one known: what goes on counting would be a guess
    return {"text": "", "since": reading.since // 1000}


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("calls.waiting")
    value = None if reading is None else reading.value
    usual = ctx.value("calls.waiting", variant="usual")
    state = judged(
        ctx, ctx.state(reading, "calls"), judge.depth(value, usual, ctx.settings.alarm), closed_too=not value
    )
    said = word(ctx, state, "calls", WORDS if usual is not None else None)
    view = number_view(
        place,
        title=TITLE,
        window=WINDOW,
        state=state,
        word=said if state != CLOSED or not value else "closed, still waiting",
        value=text(count(value)),
        unit="",
        stats={"longest": ("longest", ""), "usual": against(state, "usual", "" if usual is None else count(usual))},
        spark=ctx.series("calls.waiting"),
        scale=count,
    )
    longest = longest_props(ctx)
    view[place.id("longest")] = {"hide": value is None}
    view[place.id("longest", "value")] = longest or text(NOTHING)
    return view


TILE = Tile("waiting_now", TITLE, ("calls.waiting", "calls.longest_wait_s"), "calls", layout, view)

"""How long the caller who waits longest has been waiting; counts on the page between two polls."""

from __future__ import annotations

from dash.development.base_component import Component

from layouts import judge
from layouts.format import NOTHING, duration
from layouts.parts import judged, number_layout, number_view, text, word
from layouts.theme import ALARM, NONE, OK, WATCH, worst
from layouts.tile import Context, Place, Tile, View
from layouts.tiles.waiting_now import longest_props

TITLE, WINDOW = "Longest wait", "now"
STATS = ("queue", "target")
WORDS = {OK: "in time", WATCH: "long", ALARM: "too long", NONE: ""}


def layout(place: Place) -> Component:
    return number_layout(place, TITLE, WINDOW, "", STATS, trend=False)


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("calls.longest_wait_s")
    waits = {queue: ctx.value("calls.longest_wait_s", queue=queue) for queue in ctx.queues}
    known = {queue: wait for queue, wait in waits.items() if wait is not None}
    first = max(known, key=lambda queue: known[queue], default="")
    tones = [
        judge.longest(wait, target, ctx.settings.alarm)
        for queue, wait in known.items()
        if (target := ctx.target(queue)) is not None
    ]
    live = longest_props(ctx)
    target = ctx.target(first) if first else None
    state = judged(ctx, ctx.state(reading, "calls"), worst(tones) if live else NONE, closed_too=live is None)
    return number_view(
        place,
        title=TITLE,
        window=WINDOW,
        state=state,
        word=word(ctx, state, "calls", WORDS | ({} if live else {NONE: "nobody waits"})),
        value=live or text(NOTHING),
        unit="",
        stats={
            "queue": ("in", ctx.queue_label(first) if live else ""),
            "target": ("in time is", duration(target.within_s) if target and live else ""),
        },
    )


TILE = Tile("longest_wait", TITLE, ("calls.longest_wait_s",), "calls", layout, view)

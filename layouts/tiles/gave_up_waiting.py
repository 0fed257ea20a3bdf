"""Share of callers who hung up while waiting today, and how many were sent away unanswered."""

from __future__ import annotations

from dash.development.base_component import Component

from layouts import judge
from layouts.format import PERCENT, count, percent, percent_digits, target_percent
from layouts.parts import against, judged, number_layout, number_view, text, word
from layouts.theme import ALARM, NO_CALLS, NONE, OK, WATCH, worst
from layouts.tile import Context, Place, Tile, View

TITLE, WINDOW = "Gave up waiting", "today"
STATS = ("target", "calls", "diverted")
WORDS = {OK: "on target", WATCH: "over target", ALARM: "far over target"}


def layout(place: Place) -> Component:
    return number_layout(place, TITLE, WINDOW, PERCENT, STATS)


def tone(ctx: Context, value: float | None) -> tuple[str, float | None]:
    common = judge.common(ctx.targets)
    if common is not None:
        return judge.abandons(value, common, ctx.settings.alarm), common.abandon_rate
    states = [
        judge.abandons(ctx.value("calls.abandon_rate", "today", queue=queue), target, ctx.settings.alarm)
        for queue in ctx.queues
        if (target := ctx.target(queue)) is not None
    ]
    return worst(states), None


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("calls.abandon_rate", "today")
    value = None if reading is None else reading.value
    base = ctx.state(reading, "calls")
    if base == NONE and value is None:
        base = NO_CALLS
    mood, target = tone(ctx, value)
    state = judged(ctx, base, mood)
    gone, sent = ctx.value("calls.abandoned", "today"), ctx.value("calls.diverted", "today")
    offered = ctx.value("calls.offered", "today")
    return number_view(
        place,
        title=TITLE,
        window=WINDOW,
        state=state,
        word=word(ctx, state, "calls", WORDS),
        value=text(percent_digits(value)),
        unit=PERCENT,
        stats={
            "target": against(state, "target", "" if target is None else target_percent(target)),
            "calls": ("callers", f"{count(gone)} of {count(offered)}" if offered else ""),
            "diverted": ("diverted", count(sent) if sent else ""),
        },
        spark=ctx.series("calls.abandon_rate"),
        scale=percent,
        target=target,
    )


TILE = Tile(
    "gave_up_waiting",
    TITLE,
    ("calls.abandon_rate", "calls.abandoned", "calls.diverted", "calls.offered"),
    "calls",
    layout,
    view,
)

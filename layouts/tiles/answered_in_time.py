"""Share of callers answered in time today: the service level, in the variant that the settings choose."""

from __future__ import annotations

from dash.development.base_component import Component

from layouts import judge
from layouts.format import PERCENT, count, duration, percent, percent_digits, target_percent
from layouts.parts import against, judged, number_layout, number_view, text, word
from layouts.theme import ALARM, NO_CALLS, NONE, OK, WATCH, worst
from layouts.tile import Context, Place, Tile, View

WINDOW = "today"
STATS = ("target", "recent", "of")
WORDS = {OK: "on target", WATCH: "under target", ALARM: "far under target"}


def layout(place: Place) -> Component:
    return number_layout(place, "Answered in time", WINDOW, PERCENT, STATS)


def title(ctx: Context) -> str:
    within = {target.within_s for target in ctx.targets}
    return f"Answered in {duration(within.pop())}" if len(within) == 1 else "Answered in time"


def tone(ctx: Context, value: float | None) -> tuple[str, float | None]:
    common = judge.common(ctx.targets)
    if common is not None:
        return judge.share(value, common, ctx.settings.alarm), common.share
    shares = {target.share for target in ctx.targets}
    states = [
        judge.share(
            ctx.value("calls.service_level", "today", ctx.settings.queue(queue).service_level, queue=queue),
            target,
            ctx.settings.alarm,
        )
        for queue in ctx.queues
        if (target := ctx.target(queue)) is not None
    ]
    return worst(states), shares.pop() if len(shares) == 1 else None


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("calls.service_level", "today", ctx.variant)
    value = None if reading is None else reading.value
    base = ctx.state(reading, "calls")
    if base == NONE and value is None:
        base = NO_CALLS
    mood, target = tone(ctx, value)
    state = judged(ctx, base, mood)
    recent, offered = ctx.value("calls.service_level", "30m", ctx.variant), ctx.value("calls.offered", "today")
    return number_view(
        place,
        title=title(ctx),
        window=WINDOW,
        state=state,
        word=word(ctx, state, "calls", WORDS),
        value=text(percent_digits(value, target)),
        unit=PERCENT,
        stats={
            "target": against(state, "target", "" if target is None else target_percent(target)),
            "recent": ("30 min", "" if recent is None else percent(recent)),
            "of": ("of", f"{count(offered)} calls" if offered else ""),
        },
        spark=ctx.series("calls.service_level"),
        scale=percent,
        target=target,
    )


TILE = Tile("answered_in_time", "Answered in time", ("calls.service_level", "calls.offered"), "calls", layout, view)

"""How fast callers are answered today, against the promise."""

from __future__ import annotations

from dash.development.base_component import Component

from layouts import judge
from layouts.format import duration
from layouts.parts import against, judged, number_layout, number_view, quiet, text, word
from layouts.theme import ALARM, NO_CALLS, NONE, OK, WATCH, worst
from layouts.tile import Context, Place, Tile, View

TITLE, WINDOW = "Speed of answer", "today"
STATS = ("target", "median", "tail")
WORDS = {OK: "on target", WATCH: "over target", ALARM: "far over target"}


def layout(place: Place) -> Component:
    return number_layout(place, TITLE, WINDOW, "", STATS)


def tone(ctx: Context, value: float | None) -> tuple[str, float | None]:
    """The site's figure against its queues' common target; where they differ, the worst queue's state."""
    common = judge.common(ctx.targets)
    if common is not None:
        return judge.speed(value, common, ctx.settings.alarm), common.speed_of_answer_s
    states = [
        judge.speed(ctx.value("calls.asa_s", "today", queue=queue), target, ctx.settings.alarm)
        for queue in ctx.queues
        if (target := ctx.target(queue)) is not None
    ]
    return worst(states), None


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("calls.asa_s", "today")
    value = None if reading is None else reading.value
    base = ctx.state(reading, "calls")
    if base == NONE and value is None:
        base = NO_CALLS
    mood, target = tone(ctx, value)
    state = judged(ctx, base, mood)
    middle, tail = ctx.value("calls.wait_p50_s", "today"), ctx.value("calls.wait_p90_s", "today")
    return number_view(
        place,
        title=TITLE,
        window=WINDOW,
        state=state,
        word=word(ctx, state, "calls", WORDS),
        value=text(duration(value)),
        unit="",
        stats={
            "target": against(state, "target", "" if target is None else duration(target)),
            "median": ("median", "" if middle is None or quiet(base) else duration(middle)),
            "tail": ("9 in 10", "" if tail is None or quiet(base) else duration(tail)),
        },
        spark=ctx.series("calls.asa_s"),
        scale=duration,
        target=target,
    )


TILE = Tile(
    "speed_of_answer",
    TITLE,
    ("calls.asa_s", "calls.wait_p50_s", "calls.wait_p90_s"),
    "calls",
    layout,
    view,
)

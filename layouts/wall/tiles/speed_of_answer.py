"""How fast callers were answered in the last minutes, against the promise."""

from __future__ import annotations

from layouts.wall.format import duration
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles import _promised
from wallboard.judging.recent import SPEEDS
from wallboard.judging.tone import ALARM, OK, WATCH
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Speed of answer"), N_("30 min")
STATS = ("target", "today", "queue", "tail")
WORDS = {OK: N_("on target"), WATCH: N_("over target"), ALARM: N_("far over target")}


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), "", STATS)


def view(place: Place, ctx: Context) -> View:
    tail = ctx.value("calls.wait_p90_s", ctx.settings.alarm.window) if ctx.open else None
    return _promised.view(
        place,
        ctx,
        SPEEDS,
        title=_(TITLE),
        unit="",
        words=WORDS,
        write=_written,
        target=duration,
        scale=duration,
        more={"tail": (_("9 in 10"), "" if tail is None else duration(tail))},
    )


def _written(value: float | None, target: float | None) -> str:
    """In whole seconds; one that is over its target is never rounded down to it."""
    if value is not None and target is not None and target < value < int(target) + 1:
        return duration(int(target) + 1)
    return duration(value)


TILE = Tile(
    "speed_of_answer",
    TITLE,
    ("calls.asa_s", "calls.wait_p90_s", "calls.offered"),
    "calls",
    layout,
    view,
)

"""Share of callers who hung up while waiting in the last minutes, and how many did today."""

from __future__ import annotations

from layouts.wall.format import PERCENT, count, percent, percent_digits, target_percent
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles import _promised
from wallboard.judging.recent import RATES
from wallboard.judging.tone import ALARM, OK, WATCH
from wallboard.judging.verdict import day

TITLE, WINDOW = "Gave up waiting", "30 min"
STATS = ("target", "today", "calls", "queue", "diverted")
WORDS = {OK: "on target", WATCH: "over target", ALARM: "far over target"}


def layout(place: Place) -> Component:
    return number_layout(place, TITLE, WINDOW, PERCENT, STATS)


def view(place: Place, ctx: Context) -> View:
    whole = day(ctx, RATES).figure
    gone = round((whole.value or 0) * whole.n)  # of the very calls that the share is of
    sent = ctx.value("calls.diverted", "today")
    return _promised.view(
        place,
        ctx,
        RATES,
        title=TITLE,
        unit=PERCENT,
        words=WORDS,
        write=_digits,
        target=target_percent,
        more={
            "calls": (_promised.TODAY, f"{count(gone)} of {count(whole.n)}" if whole.n else ""),
            "diverted": ("diverted today", count(sent) if sent else ""),
        },
        scale=percent,
    )


def _digits(value: float | None, target: float | None) -> str:
    """A rate that is over its target is never rounded down to it."""
    digits = percent_digits(value)
    if value is not None and target is not None and target < value and float(digits) <= target * 100:
        return f"{int(value * 1000 + 1) / 10:g}"
    return digits


TILE = Tile(
    "gave_up_waiting",
    TITLE,
    ("calls.abandon_rate", "calls.diverted", "calls.offered"),
    "calls",
    layout,
    view,
)

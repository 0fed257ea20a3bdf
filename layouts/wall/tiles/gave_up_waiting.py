"""Share of callers who hung up while waiting in the last minutes, and how many did today."""

from __future__ import annotations

from layouts.wall.format import PERCENT, count, number, percent, percent_digits, percent_points, target_percent
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles import _promised
from wallboard.judging.recent import RATES
from wallboard.judging.tone import ALARM, OK, WATCH
from wallboard.judging.verdict import day
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Gave up waiting"), N_("30 min")
STATS = ("target", "today", "calls", "queue", "diverted")
WORDS = {OK: N_("on target"), WATCH: N_("over target"), ALARM: N_("far over target")}


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), PERCENT, STATS)


def view(place: Place, ctx: Context) -> View:
    whole = day(ctx, RATES).figure
    gone = round((whole.value or 0) * whole.n)  # of the very calls that the share is of
    sent = ctx.value("calls.diverted", "today")
    return _promised.view(
        place,
        ctx,
        RATES,
        title=_(TITLE),
        unit=PERCENT,
        words=WORDS,
        write=_digits,
        target=target_percent,
        more={
            "calls": (
                _(_promised.TODAY),
                _("{part} of {whole}", part=count(gone), whole=count(whole.n)) if whole.n else "",
            ),
            "diverted": (_("diverted today"), count(sent) if sent else ""),
        },
        scale=percent,
    )


def _digits(value: float | None, target: float | None) -> str:
    """A rate that is over its target is never rounded down to it."""
    if value is not None and target is not None and target < value and float(percent_points(value)) <= target * 100:
        return number(f"{int(value * 1000 + 1) / 10:g}")
    return percent_digits(value)


TILE = Tile(
    "gave_up_waiting",
    TITLE,
    ("calls.abandon_rate", "calls.diverted", "calls.offered"),
    "calls",
    layout,
    view,
)

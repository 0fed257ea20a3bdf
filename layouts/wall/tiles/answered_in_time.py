"""Share of callers answered in time in the last minutes: the service level, in the variant that the settings choose."""

from __future__ import annotations

from layouts.wall.format import PERCENT, count, duration, percent, percent_digits, target_percent
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles import _promised
from wallboard.judging.queues import seen
from wallboard.judging.recent import LEVELS, recent
from wallboard.judging.tone import ALARM, OK, WATCH
from wallboard.languages import N_, _, ngettext

TITLE, WINDOW = N_("Answered in time"), N_("30 min")
STATS = ("target", "today", "queue", "of")
WORDS = {OK: N_("on target"), WATCH: N_("under target"), ALARM: N_("far under target")}


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), PERCENT, STATS)


def title(ctx: Context) -> str:
    promised = (ctx.target(queue) for queue in ctx.queues if seen(ctx, queue))
    within = {target.within_s for target in promised if target is not None}
    return _("Answered in {time}", time=duration(within.pop())) if len(within) == 1 else _(TITLE)


def view(place: Place, ctx: Context) -> View:
    calls = recent(ctx, LEVELS).n if ctx.open else 0  # closed, the figure shown is the day's
    return _promised.view(
        place,
        ctx,
        LEVELS,
        title=title(ctx),
        unit=PERCENT,
        words=WORDS,
        write=percent_digits,
        target=target_percent,
        scale=percent,
        more={
            "of": (
                _("of"),
                ngettext("{n} calls", "{n} calls", calls, n=count(calls))
                if calls >= ctx.settings.alarm.least_calls
                else "",
            )
        },
    )


TILE = Tile("answered_in_time", TITLE, ("calls.service_level", "calls.offered"), "calls", layout, view)

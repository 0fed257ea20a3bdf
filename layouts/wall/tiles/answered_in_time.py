"""Share of callers answered in time in the last minutes: the service level, in the variant that the settings choose."""

from __future__ import annotations

from layouts.wall.format import PERCENT, count, duration, percent, percent_digits, target_percent
from layouts.wall.tile import Context
from layouts.wall.tiles._promised import PromisedTile, Stats
from wallboard.judging.queues import seen
from wallboard.judging.recent import LEVELS, recent
from wallboard.languages import N_, _, ngettext

TITLE = N_("Answered in time")


def _title(ctx: Context) -> str:
    promised = (ctx.target(queue) for queue in ctx.queues if seen(ctx, queue))
    within = {target.within_s for target in promised if target is not None}
    return _("Answered in {time}", time=duration(within.pop())) if len(within) == 1 else _(TITLE)


def _more(ctx: Context) -> Stats:
    calls = recent(ctx, LEVELS).n if ctx.open else 0  # closed, the figure shown is the day's
    said = ngettext("{n} call", "{n} calls", calls, n=count(calls)) if calls >= ctx.settings.alarm.least_calls else ""
    return {"of": (_("of"), said)}


TILE = PromisedTile(
    of=LEVELS,
    title=TITLE,
    unit=PERCENT,
    write=percent_digits,
    target=target_percent,
    scale=percent,
    stats=("target", "today", "queue", "of"),
    more=_more,
    title_of=_title,
).tile("answered_in_time")

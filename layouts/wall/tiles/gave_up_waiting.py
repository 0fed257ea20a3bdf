"""Share of callers who hung up while waiting in the last minutes, and how many did today."""

from __future__ import annotations

from layouts.wall.format import PERCENT, count, number, percent, percent_digits, percent_points, target_percent
from layouts.wall.tile import Context
from layouts.wall.tiles._promised import TODAY, PromisedTile, Stats
from wallboard.judging.recent import RATES
from wallboard.judging.verdict import day
from wallboard.languages import N_, _


def _more(ctx: Context) -> Stats:
    whole, sent = day(ctx, RATES).figure, ctx.value("calls.diverted", "today")
    gone = round((whole.value or 0) * whole.n)  # of the very calls that the share is of
    said = _("{part} of {whole}", part=count(gone), whole=count(whole.n)) if whole.n else ""
    return {"calls": (_(TODAY), said), "diverted": (_("diverted today"), count(sent) if sent else "")}


def _digits(value: float | None, target: float | None) -> str:
    """A rate that is over its target is never rounded down to it."""
    if value is not None and target is not None and target < value and float(percent_points(value)) <= target * 100:
        return number(f"{int(value * 1000 + 1) / 10:g}")
    return percent_digits(value)


TILE = PromisedTile(
    of=RATES,
    title=N_("Gave up waiting"),
    unit=PERCENT,
    write=_digits,
    target=target_percent,
    scale=percent,
    stats=("target", "today", "calls", "queue", "diverted"),
    more=_more,
).tile("gave_up_waiting")

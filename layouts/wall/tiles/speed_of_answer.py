"""How fast callers were answered in the last minutes, against the promise."""

from __future__ import annotations

from layouts.wall.format import duration
from layouts.wall.tile import Context
from layouts.wall.tiles._promised import PromisedTile, Stats
from wallboard.judging.recent import SPEEDS
from wallboard.languages import N_, _


def _more(ctx: Context) -> Stats:
    tail = ctx.value("calls.wait_p90_s", ctx.settings.alarm.window) if ctx.open else None
    return {"tail": (_("9 in 10"), "" if tail is None else duration(tail))}


def _written(value: float | None, target: float | None) -> str:
    """In whole seconds; one that is over its target is never rounded down to it."""
    if value is not None and target is not None and target < value < int(target) + 1:
        return duration(int(target) + 1)
    return duration(value)


TILE = PromisedTile(
    of=SPEEDS,
    title=N_("Speed of answer"),
    unit="",
    write=_written,
    target=duration,
    scale=duration,
    stats=("target", "today", "queue", "tail"),
    more=_more,
).tile("speed_of_answer")

"""The day's figure beside that of the last minutes: is its promise lost, or can it still be kept?"""

from __future__ import annotations

from layouts.wall.standing import Figure, Promised, of_site
from layouts.wall.tile import Context
from wallboard.clock import local_day

KEPT_SO_FAR, CAN_BE_KEPT, KEPT, LOST = "kept so far", "can be kept", "kept", "lost"


def day(ctx: Context, of: Promised) -> tuple[Figure, str]:
    """The day's figure and its verdict. It can still be kept if it would be were all calls answered at once that are
    usual until closing. "" where nothing is promised, or where nobody knows what is usual."""
    key = "day", of.name
    if key not in ctx.judged:
        ctx.judged[key] = _day(ctx, of)
    found: tuple[Figure, str] = ctx.judged[key]
    return found


def _day(ctx: Context, of: Promised) -> tuple[Figure, str]:
    figure = of_site(ctx, of, "today")
    if figure.value is None or not figure.n or figure.target is None:
        return figure, ""
    over = is_over(ctx)
    if _keeps(of, figure.value, figure.target):
        return figure, KEPT if over else KEPT_SO_FAR
    rest = 0.0 if over else ctx.value("calls.offered", "rest_of_day", "usual")
    if rest is None:
        return figure, ""
    best = (figure.value * figure.n + (1.0 if of.high else 0.0) * rest) / (figure.n + rest)
    return figure, CAN_BE_KEPT if _keeps(of, best, figure.target) else LOST


def _keeps(of: Promised, value: float, target: float) -> bool:
    return value >= target if of.high else value <= target


def is_over(ctx: Context) -> bool:
    """Whether the day's opening hours are behind us."""
    if ctx.open:
        return False
    opens = ctx.calendar.next_open(ctx.now)
    return opens is None or local_day(opens, ctx.zone) != ctx.today

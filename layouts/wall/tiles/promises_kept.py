"""Share of requests decided in the last seven days that were done by the time promised."""

from __future__ import annotations

from layouts.wall.format import PERCENT, count, percent_digits, target_percent
from layouts.wall.markup import Component
from layouts.wall.parts import against, number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Tile, View
from wallboard.judging import thresholds
from wallboard.judging.tone import ALARM, NO_DATA, NONE, OK, WATCH, Tone
from wallboard.languages import N_, _
from wallboard.settings import Promise, in_force

TITLE, WINDOW = N_("Promises kept"), N_("7 days")
STATS = ("target", "of", "breached", "soon")
WORDS = {OK: N_("on target"), WATCH: N_("under target"), ALARM: N_("far under target")}


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), PERCENT, STATS, trend=False)


def target_share(ctx: Context, department: str = "") -> float | None:
    """The share promised, where all promises in force agree; for a department, of its own and everybody's."""
    return ctx.daily(("target share", department), lambda: _target_share(ctx, department))


def _target_share(ctx: Context, department: str) -> float | None:
    by_type: dict[tuple[str, str, str], list[Promise]] = {}
    for promise in ctx.settings.promises:
        if not department or promise.department in ("", department):
            by_type.setdefault((promise.service_type, promise.department, promise.priority), []).append(promise)
    current = [in_force(promises, ctx.today) for promises in by_type.values()]
    shares = {promise.share for promise in current if promise is not None}
    return shares.pop() if len(shares) == 1 else None


def tone(ctx: Context, value: float | None, target: float | None) -> Tone:
    return thresholds.under(value, target, ctx.settings.alarm.watch_under, ctx.settings.alarm.alarm_under)


def view(place: Place, ctx: Context) -> View:
    reading = ctx.get("tickets.on_time", "7d")
    value = None if reading is None else reading.value
    base = ctx.state(reading, "tickets")
    if base == NONE and value is None:
        base = NO_DATA
    target = target_share(ctx)
    state = tone(ctx, value, target) if base == NONE else base
    breached, soon = ctx.value("tickets.breached"), ctx.value("tickets.due_soon")
    return number_view(
        place,
        title=_(TITLE),
        window=_(WINDOW),
        state=state,
        word=word(ctx, state, "tickets", WORDS),
        value=text(percent_digits(value, target)),
        unit=PERCENT,
        stats={
            "target": against(state, _("target"), "" if target is None else target_percent(target)),
            "of": (_("of"), count(reading.n) if reading is not None and reading.n else ""),
            "breached": (_("past due"), count(breached) if breached else ""),
            "soon": (_("due soon"), count(soon) if soon else ""),
        },
        target=target,
    )


TILE = Tile(
    "promises_kept",
    TITLE,
    ("tickets.on_time", "tickets.breached", "tickets.due_soon"),
    "tickets",
    layout,
    view,
)

"""How many callers wait at this moment, for how long the first of them, and what is usual."""

from __future__ import annotations

from layouts.wall.format import NOTHING, count, duration
from layouts.wall.markup import Component
from layouts.wall.parts import against, number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Props, Tile, View
from wallboard.judging.recent import Figure, crowd, depth, longest, waiting_tone
from wallboard.judging.tone import ALARM, CLOSED, LOST, OK, SILENT, WATCH, Tone, worst
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Waiting now"), N_("now")
STATS = ("usual", "longest")
WORDS = {OK: N_("usual"), WATCH: N_("over usual"), ALARM: N_("far over usual")}
LONG = {WATCH: N_("waiting long"), ALARM: N_("waiting too long")}
BROKEN = N_("promise broken")  # as many as usual, and not answered as promised
AGAIN, EASED = N_("usual again"), N_("better again")  # what was so some minutes ago is so no more


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), "", STATS)


def longest_props(ctx: Context, queue: str = "") -> Props | None:
    """The longest wait, ticking on the page from the instant the caller entered; None when nobody waits."""
    reading = ctx.get("calls.longest_wait_s", queue=queue)
    if reading is None or reading.since is None:
        return None
    if ctx.state(None, "calls") in (LOST, SILENT):
        return text(duration(reading.value))  # the last one known: what goes on counting would be a guess
    return {"text": "", "since": reading.since // 1000}


def _words(ctx: Context, waiting: Figure) -> dict[Tone, str]:
    """What the state is of: the depth itself, the longest wait, or the promise. A state that outlasts its reason says
    what is so now."""
    state, long = waiting_tone(ctx), longest(ctx)
    fresh = worst((waiting.fresh, long.fresh))
    if state not in (WATCH, ALARM):
        return {} if waiting.target is None else WORDS
    if fresh not in (WATCH, ALARM):
        return {state: EASED if waiting.target is None else AGAIN}
    alone = crowd(ctx, waiting)
    if alone == fresh:
        return {state: WORDS[fresh]}
    return {state: LONG[fresh] if long.fresh == fresh else WORDS[WATCH] if alone == WATCH else BROKEN}


def view(place: Place, ctx: Context) -> View:
    reading, waiting = ctx.get("calls.waiting"), depth(ctx)
    value, usual = waiting.value, waiting.target
    state = ctx.shown(ctx.state(reading, "calls"), waiting_tone(ctx), closed_too=not value)
    said = word(ctx, state, "calls", _words(ctx, waiting))
    view = number_view(
        place,
        title=_(TITLE),
        window=_(WINDOW),
        state=state,
        word=said if state != CLOSED or not value else _("closed, still waiting"),
        value=text(count(value)),
        unit="",
        stats={
            "longest": (_("longest"), ""),
            "usual": against(state, _("usual"), "" if usual is None else count(usual)),
        },
        spark=ctx.series("calls.waiting"),
        scale=count,
    )
    view[place.id("longest")] = {"hide": not value}
    view[place.id("longest", "value")] = longest_props(ctx) or text(NOTHING)
    return view


TILE = Tile("waiting_now", TITLE, ("calls.waiting", "calls.longest_wait_s"), "calls", layout, view)

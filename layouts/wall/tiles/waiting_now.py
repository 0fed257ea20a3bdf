"""How many callers wait at this moment, for how long the first of them, and what is usual."""

from __future__ import annotations

from collections.abc import Mapping

from layouts.wall.format import NOTHING, count, duration
from layouts.wall.markup import Component
from layouts.wall.parts import against, number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Props, Tile, View
from wallboard.judging.figure import TROUBLED
from wallboard.judging.tone import ALARM, CLOSED, LOST, OK, SILENT, WATCH, Tone
from wallboard.judging.waiting import Waiting, Why, waiting
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Waiting now"), N_("now")
STATS = ("usual", "longest")
WORDS = {OK: N_("usual"), WATCH: N_("over usual"), ALARM: N_("far over usual")}
LONG = {WATCH: N_("waiting long"), ALARM: N_("waiting too long")}
_DEGREES = {Why.DEPTH: WORDS, Why.LONGEST: LONG}
BROKEN = N_("promise broken")  # as many as usual, and not answered as promised
AGAIN, EASED = N_("usual again"), N_("better again")  # what was so some minutes ago is so no more


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), "", STATS)


def longest_props(ctx: Context, queue: str = "") -> Props | None:
    """The longest wait, ticking on the page from the instant the caller entered; None when nobody waits."""
    reading = ctx.get("calls.longest_wait_s", queue=queue)
    if reading is None or reading.since is None:
        return None
    if ctx.obstacle(None, "calls") in (LOST, SILENT):
        return text(duration(reading.value))  # the last one known: what goes on counting would be a guess
    return {"text": "", "since": reading.since // 1000}


def _words(now: Waiting) -> Mapping[Tone, str]:
    """What the tone is of. One that outlasts its reason says what is so now."""
    if now.why is Why.BEFORE:
        return {now.tone: EASED if now.depth.target is None else AGAIN}
    if now.tone in TROUBLED:
        return {now.tone: BROKEN if now.why is Why.PROMISE else _DEGREES[now.why][now.degree]}
    return {} if now.depth.target is None else WORDS


def view(place: Place, ctx: Context) -> View:
    now = waiting(ctx)
    value, usual, tone = now.depth.value, now.depth.target, now.shown
    said = word(ctx, tone, "calls", _words(now))
    view = number_view(
        place,
        title=_(TITLE),
        window=_(WINDOW),
        state=tone,
        word=said if tone != CLOSED or not value else _("closed, still waiting"),
        value=text(count(value)),
        unit="",
        stats={
            "longest": (_("longest"), ""),
            "usual": against(tone, _("usual"), "" if usual is None else count(usual)),
        },
        spark=ctx.series("calls.waiting"),
        scale=count,
    )
    view[place.id("longest")] = {"hide": not value}
    view[place.id("longest", "value")] = longest_props(ctx) or text(NOTHING)
    return view


TILE = Tile("waiting_now", TITLE, "calls", layout, view)

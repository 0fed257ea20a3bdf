"""How long the caller who waits longest has been waiting; counts on the page between two polls."""

from __future__ import annotations

from layouts.wall.format import NOTHING, duration
from layouts.wall.markup import Component
from layouts.wall.parts import number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles.waiting_now import longest_props
from wallboard.judging.figure import JudgedFigure
from wallboard.judging.tone import ALARM, NONE, OK, WATCH, Tone
from wallboard.judging.waiting import longest, longest_shown
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Longest wait"), N_("now")
STATS = ("queue", "target")
WORDS = {OK: N_("in time"), WATCH: N_("long"), ALARM: N_("too long"), NONE: ""}
NOBODY, AGAIN = N_("nobody waiting"), N_("shorter again")


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), "", STATS, trend=False)


def view(place: Place, ctx: Context) -> View:
    figure, live, tone = longest(ctx), longest_props(ctx), longest_shown(ctx)
    return number_view(
        place,
        title=_(TITLE),
        window=_(WINDOW),
        state=tone,
        word=word(ctx, tone, "calls", WORDS | _words(figure) if live else {NONE: NOBODY}),
        value=live or text(NOTHING),
        unit="",
        stats={
            "queue": (_("in"), ctx.queue_label(figure.queue) if live and figure.queue else ""),
            "target": (_("in time is"), duration(figure.target) if figure.target and live else ""),
        },
    )


def _words(figure: JudgedFigure) -> dict[Tone, str]:
    """A colour that outlasts its reason says what is so now."""
    if figure.tone == figure.fresh:
        return {}
    return {figure.tone: WORDS[WATCH] if figure.fresh == WATCH else AGAIN}


TILE = Tile("longest_wait", TITLE, "calls", layout, view)

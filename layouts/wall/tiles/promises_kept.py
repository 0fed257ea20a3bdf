"""Share of requests decided in the last seven days that were done by the time promised."""

from __future__ import annotations

from layouts.wall.format import PERCENT, count, percent_digits, target_percent
from layouts.wall.markup import Component
from layouts.wall.parts import against, number_layout, number_view, text, word
from layouts.wall.tile import Context, Place, Tile, View
from wallboard.judging.requests import kept
from wallboard.judging.tone import ALARM, OK, WATCH
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Promises kept"), N_("7 days")
STATS = ("target", "of", "running", "breached", "soon")
WORDS = {OK: N_("on target"), WATCH: N_("under target"), ALARM: N_("far under target")}


def layout(place: Place) -> Component:
    return number_layout(place, _(TITLE), _(WINDOW), PERCENT, STATS, trend=False)


def view(place: Place, ctx: Context) -> View:
    figure = kept(ctx)
    running, breached, soon = _beside(ctx)
    return number_view(
        place,
        title=_(TITLE),
        window=_(WINDOW),
        state=figure.tone,
        word=word(ctx, figure.tone, "tickets", WORDS),
        value=text(percent_digits(figure.value, figure.target)),
        unit=PERCENT,
        stats={
            "target": against(figure.tone, _("target"), "" if figure.target is None else target_percent(figure.target)),
            "of": (_("of"), count(figure.n) if figure.n else ""),
            "running": (_("not yet due"), count(running) if running else ""),
            "breached": (_("past due"), count(breached) if breached else ""),
            "soon": (_("due soon"), count(soon) if soon else ""),
        },
        target=figure.target,
    )


def _beside(ctx: Context) -> tuple[float | None, float | None, float | None]:
    """Of those open: whose promise still runs; or, where no other tile of the board tells of them, past due and due soon."""
    if any(entry.partition(":")[0] == "past_due" for row in ctx.board.rows for entry in row):
        return ctx.value("tickets.undecided"), None, None
    return None, ctx.value("tickets.breached"), ctx.value("tickets.due_soon")


TILE = Tile(
    "promises_kept",
    TITLE,
    "tickets",
    layout,
    view,
)

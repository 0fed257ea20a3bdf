"""What the tiles of a promise to callers have in common: the last minutes large and judged, the day beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from layouts.wall.format import count
from layouts.wall.markup import Component
from layouts.wall.parts import against, number_layout, number_view, text, window_words, word
from layouts.wall.theme import verdict_words
from layouts.wall.tile import Context, Place, Tile, View
from wallboard.judging.figure import TROUBLED, JudgedFigure
from wallboard.judging.recent import Promised, recent, tone_of
from wallboard.judging.tone import ALARM, CLOSED, OK, TOO_FEW, WATCH, Tone
from wallboard.judging.verdict import DayFigure, day
from wallboard.languages import N_, _, ngettext

WINDOW = N_("30 min")
TODAY = N_("today")
AGAIN = N_("on target again")
OVER = {OK: N_("on target"), WATCH: N_("over target"), ALARM: N_("far over target")}
UNDER = {OK: N_("on target"), WATCH: N_("under target"), ALARM: N_("far under target")}
Stats = dict[str, tuple[str, str]]  # by name, the word and the value of second-rank figures


@dataclass(frozen=True, slots=True)
class PromisedTile:
    """A tile of one figure that is promised to callers. Its `stats` are the second-rank figures for which it has room,
    first things first: target, today, queue, and those of its own, which `more` tells."""

    of: Promised
    title: str
    unit: str
    write: Callable[[float | None, float | None], str]  # a figure and its target, in digits
    target: Callable[[float], str]  # a target as people say it
    scale: Callable[[float], str]  # the highest value of the last half hour
    stats: tuple[str, ...]
    more: Callable[[Context], Stats]
    title_of: Callable[[Context], str] | None = None  # where it says more than `title`

    def tile(self, name: str) -> Tile:
        return Tile(name, self.title, "calls", self.layout, self.view)

    def layout(self, place: Place) -> Component:
        return number_layout(place, _(self.title), _(WINDOW), self.unit, self.stats)

    def view(self, place: Place, ctx: Context) -> View:
        figure, today, tone = recent(ctx, self.of), day(ctx, self.of), tone_of(ctx, self.of)
        closed = tone == CLOSED and (figure.value is None or today.final)
        shown = today.figure if closed else figure
        return number_view(
            place,
            title=_(self.title) if self.title_of is None else self.title_of(ctx),
            window=_(TODAY) if closed else window_words(ctx),
            state=tone,
            word=self._word(ctx, tone, figure, today),
            value=text(self.write(shown.value, shown.target)),
            unit=self.unit,
            stats={
                "target": against(tone, _("target"), "" if shown.target is None else self.target(shown.target)),
                "today": (_(TODAY), "" if closed else self._day(today)),
                "queue": (_("most in"), ctx.queue_label(figure.queue) if figure.queue else ""),
                **self.more(ctx),
            },
            spark=ctx.series(self.of.metric),
            scale=self.scale,
            target=shown.target,
        )

    def _day(self, today: DayFigure) -> str:
        if today.figure.value is None:
            return ""
        figure = self.write(today.figure.value, today.figure.target) + self.unit
        return figure if today.verdict is None else f"{figure}, {verdict_words(today.verdict)}"

    def _word(self, ctx: Context, tone: Tone, figure: JudgedFigure, today: DayFigure) -> str:
        """What the tone is of. One that outlasts its reason says what is so now."""
        words = UNDER if self.of.high else OVER
        if tone == TOO_FEW:
            return ngettext("{n} call, too few to judge", "{n} calls, too few to judge", figure.n, n=count(figure.n))
        if tone == CLOSED and today.verdict is not None and today.final:
            return _("closed, promise {verdict}", verdict=verdict_words(today.verdict))
        if tone in TROUBLED and figure.fresh == OK:
            return _(AGAIN)
        if tone == ALARM and figure.fresh == WATCH:
            return _(words[WATCH])
        return word(ctx, tone, "calls", words)

"""What the tiles of a promise to callers have in common: the last minutes large and judged, the day beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from layouts.wall.format import count
from layouts.wall.parts import against, number_view, text, window_words, word
from layouts.wall.theme import verdict_words
from layouts.wall.tile import Context, Place, View
from wallboard.judging.figure import Figure
from wallboard.judging.recent import Promised, recent, tone_of
from wallboard.judging.tone import ALARM, CLOSED, OK, TOO_FEW, WATCH, Tone
from wallboard.judging.verdict import DayFigure, day
from wallboard.languages import N_, _, ngettext

TODAY = N_("today")
AGAIN = N_("on target again")
Write = Callable[[float | None, float | None], str]  # a figure and its target, in digits


def view(
    place: Place,
    ctx: Context,
    of: Promised,
    *,
    title: str,
    unit: str,
    words: Mapping[Tone, str],
    write: Write,
    target: Callable[[float], str],
    scale: Callable[[float], str],
    more: dict[str, tuple[str, str]],
) -> View:
    """`words` by tone, `write` a figure in digits, `target` a target as people say it, `scale` the highest of its last half hour, `more` figures of the tile's own."""
    figure, today, tone = recent(ctx, of), day(ctx, of), tone_of(ctx, of)
    whole, closed = today.figure, tone == CLOSED and (figure.value is None or today.final)
    shown = whole if closed else figure
    beside = whole.value is not None and not closed
    return number_view(
        place,
        title=title,
        window=_(TODAY) if closed else window_words(ctx),
        state=tone,
        word=_word(ctx, tone, figure, words, today),
        value=text(write(shown.value, shown.target)),
        unit=unit,
        stats={
            "target": against(tone, _("target"), "" if shown.target is None else target(shown.target)),
            "today": (_(TODAY), _day(write(whole.value, whole.target) + unit, today) if beside else ""),
            "queue": (_("most in"), ctx.queue_label(figure.queue) if figure.queue else ""),
            **more,
        },
        spark=ctx.series(of.metric),
        scale=scale,
        target=shown.target,
    )


def _word(ctx: Context, tone: Tone, figure: Figure, words: Mapping[Tone, str], today: DayFigure) -> str:
    if tone == TOO_FEW:
        return ngettext("{n} call, too few to judge", "{n} calls, too few to judge", figure.n, n=count(figure.n))
    if tone == CLOSED and today.verdict is not None and today.final:
        return _("closed, promise {verdict}", verdict=verdict_words(today.verdict))
    if tone in (WATCH, ALARM) and figure.fresh == OK:
        return _(AGAIN)
    if tone == ALARM and figure.fresh == WATCH:
        return _(words[WATCH])
    return word(ctx, tone, "calls", words)


def _day(figure: str, today: DayFigure) -> str:
    return figure if today.verdict is None else f"{figure}, {verdict_words(today.verdict)}"

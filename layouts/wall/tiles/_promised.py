"""What the tiles of a promise to callers have in common: the last minutes large and judged, the day beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from layouts.wall.format import count
from layouts.wall.parts import against, number_view, text, window_words, word
from layouts.wall.theme import VERDICTS
from layouts.wall.tile import Context, Place, View
from wallboard.judging.figure import Figure
from wallboard.judging.recent import Promised, recent, tone_of
from wallboard.judging.tone import ALARM, CLOSED, OK, TOO_FEW, WATCH, Tone
from wallboard.judging.verdict import DayFigure, day

TODAY = "today"
AGAIN = "on target again"
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
        window=TODAY if closed else window_words(ctx),
        state=tone,
        word=_word(ctx, tone, figure, words, today),
        value=text(write(shown.value, shown.target)),
        unit=unit,
        stats={
            "target": against(tone, "target", "" if shown.target is None else target(shown.target)),
            "today": (TODAY, _day(write(whole.value, whole.target) + unit, today) if beside else ""),
            "queue": ("most in", ctx.queue_label(figure.queue) if figure.queue else ""),
            **more,
        },
        spark=ctx.series(of.metric),
        scale=scale,
        target=shown.target,
    )


def _word(ctx: Context, tone: Tone, figure: Figure, words: Mapping[Tone, str], today: DayFigure) -> str:
    if tone == TOO_FEW:
        return f"{count(figure.n)} {'call' if figure.n == 1 else 'calls'}, too few to judge"
    if tone == CLOSED and today.verdict is not None and today.final:
        return f"closed, promise {VERDICTS[today.verdict]}"
    if tone in (WATCH, ALARM) and figure.fresh == OK:
        return AGAIN
    if tone == ALARM and figure.fresh == WATCH:
        return words[WATCH]
    return word(ctx, tone, "calls", words)


def _day(figure: str, today: DayFigure) -> str:
    return figure if today.verdict is None else f"{figure}, {VERDICTS[today.verdict]}"

"""What the tiles of a promise to callers have in common: the last minutes large and judged, the day beside them."""

from __future__ import annotations

from collections.abc import Callable

from layouts.wall.format import count
from layouts.wall.parts import against, judged, number_view, text, word
from layouts.wall.standing import Figure, Promised, recent, window_words
from layouts.wall.theme import ALARM, CLOSED, NO_CALLS, NO_DATA, NONE, OK, TOO_FEW, WATCH
from layouts.wall.tile import Context, Place, View
from layouts.wall.verdict import KEPT, LOST, day

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
    words: dict[str, str],
    write: Write,
    target: Callable[[float], str],
    scale: Callable[[float], str],
    more: dict[str, tuple[str, str]],
) -> View:
    """`words` by state, `write` a figure in digits, `target` a target as people say it, `scale` the highest of its last half hour, `more` figures of the tile's own."""
    figure, (whole, verdict) = recent(ctx, of), day(ctx, of)
    base = ctx.state(ctx.get(of.metric, ctx.settings.alarm.window, _variant(ctx, of)), "calls")
    if base in (NONE, NO_CALLS) or (base == NO_DATA and figure.value is not None):  # the queues' figures are there
        base = figure.mood
    state = judged(ctx, base, NONE)
    closed = state == CLOSED and (figure.value is None or verdict in (KEPT, LOST))
    shown = whole if closed else figure
    said = whole.value is not None and not closed
    return number_view(
        place,
        title=title,
        window=TODAY if closed else window_words(ctx),
        state=state,
        word=_word(ctx, state, figure, words, verdict),
        value=text(write(shown.value, shown.target)),
        unit=unit,
        stats={
            "target": against(state, "target", "" if shown.target is None else target(shown.target)),
            "today": (TODAY, _day(write(whole.value, whole.target) + unit, verdict) if said else ""),
            "queue": ("most in", ctx.queue_label(figure.queue) if figure.queue else ""),
            **more,
        },
        spark=ctx.series(of.metric),
        scale=scale,
        target=shown.target,
    )


def _word(ctx: Context, state: str, figure: Figure, words: dict[str, str], verdict: str) -> str:
    if state == TOO_FEW:
        return f"{count(figure.n)} {'call' if figure.n == 1 else 'calls'}, too few to judge"
    if state == CLOSED and verdict in (KEPT, LOST):
        return f"closed, promise {verdict}"
    if state in (WATCH, ALARM) and figure.fresh == OK:
        return AGAIN
    if state == ALARM and figure.fresh == WATCH:
        return words[WATCH]
    return word(ctx, state, "calls", words)


def _day(figure: str, verdict: str) -> str:
    return f"{figure}, {verdict}" if verdict else figure


def _variant(ctx: Context, of: Promised) -> str:
    return ctx.variant if of.metric == "calls.service_level" else ""

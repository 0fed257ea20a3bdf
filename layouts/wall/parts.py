"""The parts that tiles are made of: structure as Dash components, and the props that fill it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from layouts.wall.format import NOTHING, PERCENT, near_time, spoken
from layouts.wall.markup import Component, html
from layouts.wall.room import number_room
from layouts.wall.theme import WORDS
from layouts.wall.tile import Context, Place, Props, View
from wallboard.judging.instant import Instant
from wallboard.judging.tone import ALARM, CATCHING_UP, LATE, LOST, NO_DATA, NONE, OK, SILENT, WATCH, Tone
from wallboard.languages import _

UNWRITTEN: dict[str, Any] = {"data-state": NO_DATA}  # until the first frame comes
UNSPOKEN: dict[str, Any] = {"aria-hidden": "true"}


def called(label: str) -> dict[str, Any]:
    """The name of a part, for those who hear it."""
    return {"aria-label": label}


def text(value: str) -> Props:
    return {"text": value}


def frame(
    place: Place,
    title: str,
    window: str,
    *body: Component,
    kind: str = "number",
    style: dict[str, str] | None = None,
) -> Component:
    """A tile: its mark, title and window word, the word of its state, and what it shows."""
    return html.Section(
        [
            html.H2(
                [
                    html.I(className="mark"),
                    html.Span(title, id=place.id("title"), className="name"),
                    html.Span(window, id=place.id("window"), className="win"),
                ]
            ),
            *body,
        ],
        id=place.key,
        className=f"tile {kind}",
        style=style or {},
        **UNWRITTEN,
    )


def framed(place: Place, title: str, window: str, state: str, label: str) -> View:
    """Props of `frame`. `label` is the sentence that a screen reader says for the tile."""
    return {
        place.key: {"state": state, "label": label},
        place.id("title"): text(title),
        place.id("window"): text(window),
    }


def stat(place: Place, name: str) -> Component:
    """One second-rank figure with its words, such as `target 0:30`."""
    return html.Span(
        [html.Span("", id=place.id(name, "word")), html.B("", id=place.id(name, "value"))],
        id=place.id(name),
        className="stat",
    )


def stat_props(place: Place, name: str, word: str, value: str) -> View:
    """Hidden when there is no value to tell."""
    return {
        place.id(name): {"hide": not value, "state": NONE if word else "joined"},
        place.id(name, "word"): text(word),
        place.id(name, "value"): text(value),
    }


def number_layout(
    place: Place, title: str, window: str, unit: str, stats: Sequence[str], trend: bool = True
) -> Component:
    """One big figure with its unit, its state in a word, up to four second-rank figures and a line of the last half hour;
    `trend` is whether there ever is one."""
    wide = number_room(place.stacked[0], trend, place.legibility, place.width, place.height)
    upright = number_room(place.stacked[1], trend, place.legibility, *place.narrow)
    return frame(
        place,
        title,
        window,
        html.Div(
            [html.Span(NOTHING, id=place.id("value"), role="img"), html.Small(unit, id=place.id("unit"), **UNSPOKEN)],
            className="num",
        ),
        html.Div(
            [
                html.Span(_(WORDS[NO_DATA]), id=place.id("word"), className="word"),
                *(stat(place, name) for name in stats),
            ],
            className="say",
        ),
        html.Div(
            [html.Div(id=place.id("spark"), className="spark"), html.Span("", id=place.id("top"), className="top")],
            id=place.id("trend"),
            className="trend",
            **UNSPOKEN,
        ),
        style=wide.style("wide") | upright.style("narrow"),
    )


def number_view(
    place: Place,
    *,
    title: str,
    window: str,
    state: str,
    word: str,
    value: Props,
    unit: str,
    stats: dict[str, tuple[str, str]],
    spark: Sequence[float | None] = (),
    target: float | None = None,
    scale: Callable[[float], str] | None = None,
) -> View:
    """Props of `number_layout`. `stats` maps each declared name to its word and value; "" hides it. `scale` writes the
    highest value of `spark` in the tile's own unit: a line without its scale says nothing."""
    said = spoken(f"{value['text']}{unit if value['text'] != NOTHING else ''}")
    label = ", ".join(filter(None, (title, window, word)))
    view = framed(place, title, window, state, label)
    figure = f"{title} {{elapsed}}" if value.get("since") is not None else f"{title}: {said}"
    view[place.id("value")] = value | {"state": _length(value["text"] + unit), "label": figure}
    view[place.id("unit")] = text(unit if value.get("text") != NOTHING or value.get("since") else "")
    view[place.id("word")] = text(word)
    for name, (words, figure) in stats.items():
        view |= stat_props(place, name, words, figure)
    view[place.id("spark")] = {"spark": {"points": list(spark), "target": target if spark else None}}
    known = [point for point in spark if point is not None]
    view[place.id("trend")] = {"hide": not known}
    view[place.id("top")] = text(_("max {value}", value=scale(max(known))) if known and scale else "")
    return view


def _length(figure: str) -> str:
    """Figures of unusual length are written smaller, so that they are never cut."""
    return "longer" if len(figure) >= 9 else "long" if len(figure) >= 7 else NONE


def against(state: str, words: str, value: str) -> tuple[str, str]:
    """A target's figure; where the state's own word already names the target ("over target"), only the figure."""
    return ("" if state in (OK, WATCH, ALARM) else words, value)


def word(ctx: Instant, tone: Tone, carries: str, words: Mapping[Tone, str] | None = None) -> str:
    """The word of a tone, with the instant or the share that makes it true. `words` are marked where they are written."""
    health = ctx.source(carries)
    if tone == NO_DATA and health is None and ctx.snapshot.health:
        return _("no source")  # and not that it is still to come
    if tone == LOST and health is not None:
        return _("lost since {time}", time=near_time(health.since, ctx.now, ctx.zone))
    if tone == SILENT and health is not None:
        return _("silent since {time}", time=near_time(health.since, ctx.now, ctx.zone))
    if tone == LATE and health is not None and health.as_of is not None:
        return _("late, as of {time}", time=near_time(health.as_of, ctx.now, ctx.zone))
    if tone == CATCHING_UP and health is not None and health.catching_up is not None:
        return reading_history(health.catching_up)
    return _((words or {}).get(tone, "") if tone in (WATCH, ALARM, NONE, OK) else WORDS[tone])


def reading_history(share: float) -> str:
    return _("reading history, {share}", share=f"{int(share * 100)}{PERCENT}")


def opening(ctx: Context) -> str:
    """Open until 20:00, or closed until 08:00; "" where no hours are set."""
    if ctx.open:
        until = ctx.calendar.open_until(ctx.now)
        return "" if until is None else _("open until {time}", time=near_time(until, ctx.now, ctx.zone))
    opens = ctx.calendar.next_open(ctx.now)
    return _("closed") if opens is None else _("closed until {time}", time=near_time(opens, ctx.now, ctx.zone))


def window_words(ctx: Context) -> str:
    """How far back calls are judged, in words."""
    return _("{n} min", n=ctx.settings.alarm.window.removesuffix("m"))


def more_words(n: int) -> str:
    """How many rows there is no room for."""
    return _("+{n} more", n=n)

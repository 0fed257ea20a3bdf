"""Head and foot, which every board has: where we are, what time it is, whether the wall lives, what needs somebody."""

from __future__ import annotations

from collections.abc import Iterator

from layouts.wall import ids
from layouts.wall.attention import sentence, turn
from layouts.wall.boards._message import message_layout
from layouts.wall.boards._sound import sound_layout
from layouts.wall.format import clock_time, count, past_words, short_date
from layouts.wall.legibility import LONG_UNITS
from layouts.wall.markup import Component, html
from layouts.wall.parts import UNSPOKEN, more_words, opening, text
from layouts.wall.tile import Context, View
from layouts.wall.tiles.agents import AVAILABLE, STATES, so_many
from layouts.wall.tiles.sources import freshness
from wallboard.judging.sources import source_tone
from wallboard.judging.tone import LOST, NONE, OK, SILENT
from wallboard.languages import _, ngettext
from wallboard.model import Health

SOURCES = 4  # shown in the foot; the rest is counted
_HEAD, _FOOT = ids.HEADER, ids.FOOTER


def head_layout(title: str, demo: bool, sound: bool) -> Component:
    """What must be said stands still; of what is told besides, the page shows what has room, whole or not at all."""
    facts = [
        html.Span("", id=ids.slot(_HEAD, "open"), className="fact"),
        html.Span("", id=ids.slot(_HEAD, "facts"), className="facts"),
    ]
    return html.Header(
        [
            *message_layout(),
            html.H1(title, id=ids.slot(_HEAD, "title")),
            html.Span(_("DEMO") if demo else "", id=ids.slot(_HEAD, "demo"), className="demo", hidden=not demo),
            html.Span("", id=ids.slot(_HEAD, "past"), className="past", hidden=True),
            *(sound_layout() if sound else ()),
            html.Span("", id=ids.slot(_HEAD, "scope"), className="scope", hidden=True),
            html.Span("", id=ids.slot(_HEAD, "note"), className="note", hidden=True),
            html.Div(facts, className="told"),
            html.B("", id=ids.slot(_HEAD, "time"), className="time"),
            html.Div(html.Span("", id=ids.slot(_HEAD, "date")), className="date"),
            html.Span(className="heart", **UNSPOKEN),
        ],
        className="head",
    )


def head_view(ctx: Context, title: str, note: str, past: bool = False) -> View:
    """`note` says what the board cannot hold; `past`, that it shows another instant than now."""
    said = _opening(ctx)
    view: View = {ids.slot(_HEAD, "open"): {"text": said, "hide": not said}}
    view[ids.slot(_HEAD, "facts")] = text(_facts(ctx))
    demo = ctx.snapshot.demo or ctx.settings.demo
    view[ids.slot(_HEAD, "title")] = text(title)
    view[ids.slot(_HEAD, "demo")] = {"text": _("DEMO") if demo else "", "hide": not demo}
    view[ids.slot(_HEAD, "scope")] = {"text": ctx.scope, "hide": not ctx.scope}
    view[ids.slot(_HEAD, "note")] = {"text": note, "hide": not note}
    time, date = clock_time(ctx.now, ctx.zone), short_date(ctx.now, ctx.zone)
    view[ids.slot(_HEAD, "past")] = {"text": past_words(ctx.now, ctx.zone) if past else "", "hide": not past}
    view[ids.slot(_HEAD, "time")] = text(time)
    view[ids.slot(_HEAD, "date")] = text(date)
    return view


def _opening(ctx: Context) -> str:
    said = opening(ctx)
    return f"{said[:1].upper()}{said[1:]}"


def _facts(ctx: Context) -> str:
    """What the head tells where it has room, first things first. It breaks between two of them only: the page shows
    the first line, so that one that does not fit is left out and never cut."""
    if ctx.obstacle(None, "calls") in (LOST, SILENT):
        return ""  # what was true then says nothing of now
    doing = ((state, ctx.value(f"agents.{state}")) for state in STATES)
    facts = [
        *_calls(ctx),
        *(so_many(state, value) for state, value in doing if value or (value is not None and state == AVAILABLE)),
    ]
    return " ·\u00a0".join(fact.replace(" ", "\u00a0").replace("-", "\u2011") for fact in facts)


def _calls(ctx: Context) -> Iterator[str]:
    since = None if ctx.open else ctx.value("calls.offered", "since_closing")
    if since is not None:
        yield ngettext("{n} call since closing", "{n} calls since closing", since, n=count(since))
    offered, usual = ctx.value("calls.offered", "today"), ctx.value("calls.offered", "today", "usual")
    if offered:
        calls = ngettext("{n} call", "{n} calls", offered, n=count(offered))
        yield calls if usual is None else _("{calls}, usual {n}", calls=calls, n=count(usual))


def foot_layout() -> Component:
    sources = [
        html.Span(
            [html.I(className="mark"), html.Span("", id=ids.slot(_FOOT, "source", nth, "says"))],
            id=ids.slot(_FOOT, "source", nth),
            className="source",
        )
        for nth in range(SOURCES)
    ]
    return html.Footer(
        [
            html.Div(
                [
                    html.I(className="mark"),
                    html.Span("", id=ids.slot(_FOOT, "alert-says"), className="says", **UNSPOKEN),
                    html.Span("", id=ids.slot(_FOOT, "alert-more"), className="and", **UNSPOKEN),
                    # What is heard: the first matter, and only when it becomes another, however the turns go.
                    html.Span("", id=ids.slot(_FOOT, "alert-first"), className="unseen", role="status"),
                ],
                id=ids.slot(_FOOT, "alert"),
                className="alert",
            ),
            html.Div([*sources, html.Span("", id=ids.slot(_FOOT, "more"), className="source")], className="sources"),
        ],
        className="foot",
    )


def foot_view(ctx: Context, label: float) -> View:
    """`label` is the size of the board's labels, in units: live sources tell their age where that leaves room."""
    now = turn(ctx)
    says = [sentence(ctx, matter) for matter in now.all]
    count_of = _("{nth} of {all}", nth=now.nth + 1, all=len(now.all)) if len(now.all) > 1 else ""
    view: View = {
        ids.slot(_FOOT, "alert"): {"state": now.all[now.nth].tone},
        ids.slot(_FOOT, "alert-says"): text(says[now.nth]),
        ids.slot(_FOOT, "alert-more"): {"text": count_of, "hide": not count_of},
        ids.slot(_FOOT, "alert-first"): {"text": says[0], "state": now.all[0].tone},
    }
    known = sorted((h for h in ctx.snapshot.health if h.site == ctx.site), key=lambda h: source_tone(h) == OK)
    widest = max(says, key=len)  # of all, so that nothing moves when turns change
    aged = _width(widest, count_of, *(_with_age(ctx, h) for h in known[:SOURCES])) <= LONG_UNITS / label
    for nth in range(SOURCES):
        view |= _source(ctx, nth, known[nth] if nth < len(known) else None, aged)
    rest = len(known) - SOURCES
    view[ids.slot(_FOOT, "more")] = {"text": more_words(rest) if rest > 0 else "", "hide": rest <= 0}
    return view


def _source(ctx: Context, nth: int, health: Health | None, aged: bool) -> View:
    key = ids.slot(_FOOT, "source", nth)
    if health is None:
        return {key: {"hide": True, "state": NONE}, f"{key}-says": text("")}
    tone = source_tone(health)
    said = _with_age(ctx, health) if aged or tone != OK else health.source
    return {key: {"hide": False, "state": tone}, f"{key}-says": text(said)}


def _with_age(ctx: Context, health: Health) -> str:
    return f"{health.source} {freshness(ctx, health)}"


def _width(*parts: str) -> float:
    """About how wide these are side by side, in sizes of the label, each with its mark and the gap before it."""
    return sum(0.53 * len(part) + 1.9 for part in parts)

"""Head and foot, which every board has: where we are, what time it is, whether the wall lives, what needs somebody."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts import ids
from layouts.attention import headline
from layouts.format import clock_time, count, short_date
from layouts.parts import UNSPOKEN, opening, text
from layouts.theme import NONE, OK
from layouts.tile import Context, View
from layouts.tiles.agents import doing
from layouts.tiles.sources import says, state
from wallboard.model import Health

SOURCES = 4  # shown in the foot; the rest is counted
_HEAD, _FOOT = ids.HEADER, ids.FOOTER


def head_layout(title: str, demo: bool, roomy: bool) -> Component:
    return html.Header(
        [
            html.H1(title, id=ids.slot(_HEAD, "title")),
            html.Span("", id=ids.slot(_HEAD, "open"), className="fact"),
            html.Span("", id=ids.slot(_HEAD, "agents"), className="fact"),
            *([html.Span("", id=ids.slot(_HEAD, "calls"), className="fact")] if roomy else []),
            html.Span("DEMO" if demo else "", id=ids.slot(_HEAD, "demo"), className="demo", hidden=not demo),
            html.Span("", id=ids.slot(_HEAD, "note"), className="note", hidden=True),
            html.Span(
                [html.B("", id=ids.slot(_HEAD, "time")), html.Span("", id=ids.slot(_HEAD, "date"))], className="clock"
            ),
            html.Span(className="heart", **UNSPOKEN),
        ],
        className="head",
    )


def head_view(ctx: Context, title: str, finding: str, roomy: bool) -> View:
    facts = {"open": _opening(ctx), "agents": _agents(ctx)} | ({"calls": _calls(ctx)} if roomy else {})
    view: View = {ids.slot(_HEAD, name): {"text": said, "hide": not said} for name, said in facts.items()}
    demo = ctx.snapshot.demo or ctx.settings.demo
    view[ids.slot(_HEAD, "title")] = text(title)
    view[ids.slot(_HEAD, "demo")] = {"text": "DEMO" if demo else "", "hide": not demo}
    view[ids.slot(_HEAD, "note")] = {
        "text": "too small to read from here" if finding else "",
        "hide": not finding,
        "label": finding,
    }
    view[ids.slot(_HEAD, "time")] = text(clock_time(ctx.now, ctx.zone))
    view[ids.slot(_HEAD, "date")] = text(short_date(ctx.now, ctx.zone))
    return view


def _opening(ctx: Context) -> str:
    said = opening(ctx)
    since = None if ctx.open else ctx.value("calls.offered", "since_closing")
    return f"{said[:1].upper()}{said[1:]}" + (f", {count(since)} calls since" if since is not None else "")


def _agents(ctx: Context) -> str:
    return " · ".join(f"{count(value)} {words}" for words, value in doing(ctx).items() if value)


def _calls(ctx: Context) -> str:
    offered, usual = ctx.value("calls.offered", "today"), ctx.value("calls.offered", "today", "usual")
    if not offered:
        return ""
    return f"{count(offered)} calls" + (f", usual {count(usual)}" if usual is not None else "")


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
                [html.I(className="mark"), html.Span("", id=ids.slot(_FOOT, "alert-says"), className="says")],
                id=ids.slot(_FOOT, "alert"),
                className="alert",
                role="status",
            ),
            *sources,
            html.Span("", id=ids.slot(_FOOT, "more"), className="source"),
        ],
        className="foot",
    )


def foot_view(ctx: Context) -> View:
    matter = headline(ctx)
    view: View = {
        ids.slot(_FOOT, "alert"): {"state": matter.state},
        ids.slot(_FOOT, "alert-says"): text(matter.says),
    }
    known = sorted((h for h in ctx.snapshot.health if h.site == ctx.site), key=lambda h: state(h) == OK)
    for nth in range(SOURCES):
        view |= _source(ctx, nth, known[nth] if nth < len(known) else None)
    rest = len(known) - SOURCES
    view[ids.slot(_FOOT, "more")] = {"text": f"+{rest} more" if rest > 0 else "", "hide": rest <= 0}
    return view


def _source(ctx: Context, nth: int, health: Health | None) -> View:
    key = ids.slot(_FOOT, "source", nth)
    mood = NONE if health is None else state(health)
    said = "" if health is None else health.source if mood == OK else f"{health.source} {says(ctx, health)}"
    return {key: {"hide": health is None, "state": mood}, f"{key}-says": {"text": said, "label": _told(ctx, health)}}


def _told(ctx: Context, health: Health | None) -> str:
    return "" if health is None else f"{health.source}: {says(ctx, health)}"

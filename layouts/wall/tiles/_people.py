"""Agents by name, on boards that say so: who is on duty, doing what, since when."""

from __future__ import annotations

from collections.abc import Mapping

from layouts.wall.format import count, duration
from layouts.wall.markup import Component, html
from layouts.wall.parts import called, frame, framed, more_words, text, word
from layouts.wall.tile import Context, Place, Props, View
from wallboard.judging.tone import CATCHING_UP, LOST, NONE, SILENT, Tone
from wallboard.languages import _, ngettext
from wallboard.model import SECOND, OnDuty, State

MOST_ROWS = 40


def rows(place: Place) -> int:
    return place.slots(head=place.legibility.label * 2.2 + 3, row=place.legibility.label * 1.6, most=MOST_ROWS)


def layout(place: Place, title: str, window: str) -> Component:
    lines = [
        html.Div(
            [
                html.Span("", id=place.id(nth, "name"), className="who", role="rowheader"),
                html.Span("", id=place.id(nth, "doing"), className="end", role="cell"),
                html.B("", id=place.id(nth, "since"), role="cell"),
            ],
            id=place.id(nth),
            className="row",
            role="row",
        )
        for nth in range(rows(place))
    ]
    body = html.Div(lines, className="lines", role="table", **called(title))
    more = html.Div("", id=place.id("more"), className="more")
    return frame(place, title, window, html.Div([body, more], className="rows plain people"), kind="list")


def view(place: Place, ctx: Context, title: str, state: Tone, words: Mapping[str, str]) -> View:
    """`words` of states are marked where they are written. By name, so that nobody moves when somebody else takes a call; who does not fit is counted."""
    on_duty = [] if state == CATCHING_UP else [agent for agent in ctx.snapshot.people if _belongs(ctx, agent)]
    slots = rows(place)
    shown, rest = on_duty[:slots], on_duty[slots:]
    note = word(
        ctx, state, "calls", {NONE: ngettext("{n} on duty", "{n} on duty", len(on_duty), n=count(len(on_duty)))}
    )
    written = framed(place, title, note, state, f"{title}: {note}")
    for nth in range(slots):
        agent = shown[nth] if nth < len(shown) else None
        written[place.id(nth)] = {"hide": agent is None}
        written[place.id(nth, "name")] = text("" if agent is None else agent.agent)
        written[place.id(nth, "doing")] = text("" if agent is None else _(words.get(agent.state, "")))
        written[place.id(nth, "since")] = text("") if agent is None else _since(ctx, agent)
    said = (
        more_words(len(rest)) if rest else "" if on_duty or state == CATCHING_UP else _("nobody is known to be on duty")
    )
    written[place.id("more")] = {"text": said, "hide": not said}
    return written


def _belongs(ctx: Context, agent: OnDuty) -> bool:
    """Whether somebody serves a queue of the board."""
    return agent.site == ctx.site and (not ctx.only_queues or not set(ctx.only_queues).isdisjoint(agent.queues))


def _since(ctx: Context, agent: OnDuty) -> Props:
    """Goes on counting on the page, but not for what was told before the phone system was lost or fell silent."""
    if agent.since is None:
        return text("")
    health = ctx.source("calls")
    if ctx.obstacle(None, "calls") in (LOST, SILENT):
        silent = health is not None and health.state is State.SILENT
        heard = None if health is None else health.since if silent else health.as_of
        return text("" if heard is None else duration((heard - agent.since) / SECOND))
    return {"text": "", "since": agent.since // 1000}

"""Boards that take turns on one screen: by the clock, so that every screen of a rotation shows the same one. A new alarm of
any of them stops the round at its board for a while.

All of its boards are on the page and live, each under ids of its own; one of them is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from layouts.wall import ids
from layouts.wall.boards._hung import Hung
from layouts.wall.markup import Component, html
from layouts.wall.tile import Memory, View
from layouts.wall.written import written
from wallboard.judging.tone import ALARM, ERROR, NONE, OK
from wallboard.languages import _
from wallboard.model import SECOND, Micros
from wallboard.settings import Rotation, Theme

NOTE = ids.slot(ids.HEADER, "note")  # where a board says what it cannot hold


class Turn(NamedTuple):
    """Which board of the round is seen, from 0, and whether an alarm keeps it there."""

    nth: int
    held: bool


class Drawn(NamedTuple):
    """One board of a rotation, in a language, by its tag."""

    layout: Component
    theme: Theme
    language: str


def rotation_layout(boards: Sequence[Drawn]) -> Component:
    turns = [
        html.Div(
            written(board.layout, _before(nth)),
            id=ids.turn(nth),
            className=f"turn theme-{board.theme}",
            lang=board.language,
            hidden=nth > 0,
        )
        for nth, board in enumerate(boards)
    ]
    dots = [html.I(id=ids.slot(ids.ROUND, nth), className="dot") for nth in range(len(turns))]
    named: dict[str, Any] = {"aria-label": ""}
    return html.Div(
        [*turns, html.Div(dots, id=ids.ROUND, className="round", role="img", **named)], className="rotation"
    )


def rotation_view(
    rotation: Rotation, hung: Hung, see: Callable[[str, Memory], View], now: Micros, memory: Memory
) -> View:
    """Of every board what it shows, and which of them is seen. `see` gives a board's view."""
    memories = [memory.rounds.setdefault(board, Memory()) for board in hung.boards]
    views = [see(board, own) for board, own in zip(hung.boards, memories, strict=True)]
    alarms = [_alarmed(view, own, rotation, now) for view, own in zip(views, memories, strict=True)]
    turn = turn_at(tuple(hung.boards.values()), alarms, now, memory.seen)
    memory.seen = turn.nth
    written: View = {}
    for nth, view in enumerate(views):
        before = _before(nth)
        written |= {f"{before}{id}": props for id, props in view.items()}
        written[ids.turn(nth)] = {"hide": nth != turn.nth}
        written[ids.slot(ids.ROUND, nth)] = {"state": OK if nth == turn.nth else NONE}
    if turn.held:
        written[f"{_before(turn.nth)}{NOTE}"] = {"text": _("stays: alarm"), "hide": False}
    said = _("Board {nth} of {all}", nth=turn.nth + 1, all=len(views))
    written[ids.ROUND] = {"label": said, "state": "held" if turn.held else NONE}
    return written


def turn_at(seconds: Sequence[float], alarms: Sequence[bool], now: Micros, seen: int | None) -> Turn:
    """By the clock, or at an alarm: at the board that is seen already if it has one, else at the first that has."""
    if any(alarms):
        there = seen is not None and seen < len(alarms) and alarms[seen]
        return Turn(seen if there and seen is not None else list(alarms).index(True), True)
    ends = list(accumulate(seconds))
    into = now / SECOND % ends[-1]
    return Turn(next(nth for nth, end in enumerate(ends) if into < end), False)


def _alarmed(view: View, memory: Memory, rotation: Rotation, now: Micros) -> bool:
    """Whether what its foot tells first is an alarm, and has not been so for longer than an alarm stops the round."""
    loud = view[ids.slot(ids.FOOTER, "alert-first")].get("state") in (ALARM, ERROR)
    since = memory.first_told[1] if memory.first_told else now
    return loud and now - since < rotation.alarm_holds_s * SECOND


def _before(nth: int) -> str:
    return f"{ids.turn(nth)}-"

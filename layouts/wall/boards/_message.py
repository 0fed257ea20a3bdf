"""What somebody has written on the wall: in the head, where its title and facts are otherwise, so that no tile moves for it.

Several messages, and the parts of one that is too long for the line, take turns.
"""

from __future__ import annotations

from collections.abc import Iterator

from layouts.wall import ids
from layouts.wall.boards._fitting import PADDING, WIDTH
from layouts.wall.boards._plan import BESIDE, BoardPlan
from layouts.wall.legibility import UNITS, text_width
from layouts.wall.markup import Component, html
from layouts.wall.parts import UNSPOKEN, text
from layouts.wall.tile import Context, View
from wallboard.languages import _
from wallboard.model import SECOND, Micros

TURN: Micros = 6 * SECOND
LEAST = 8.0  # sizes of the label
DATE = 8.0  # likewise, of the day beside the time
COUNTED = 4.5  # of "2 of 3", with the gap before it
MORE = "…"
_NONE: View = {
    ids.MESSAGE: {"hide": True},
    ids.slot(ids.MESSAGE, "says"): text(""),
    ids.slot(ids.MESSAGE, "nth"): text(""),
    ids.slot(ids.MESSAGE, "whole"): text(""),
}


def message_layout() -> list[Component]:
    """What is seen, and beside it what is heard: all of it, once."""
    seen = [
        html.Span("", id=ids.slot(ids.MESSAGE, "says"), dir="auto"),
        html.Span("", id=ids.slot(ids.MESSAGE, "nth"), className="and"),
    ]
    return [
        html.Div(seen, id=ids.MESSAGE, className="message", hidden=True, **UNSPOKEN),
        html.Span("", id=ids.slot(ids.MESSAGE, "whole"), className="unseen", role="status"),
    ]


def message_view(ctx: Context, board: str, plan: BoardPlan) -> View:
    """Of a board without one, which costs nothing, or of those that are for it."""
    own = [each for each in ctx.snapshot.messages if each.site == ctx.site and each.on(board)]
    if not own:
        return _NONE
    room = _room(ctx, plan)
    shown = [part for each in own for part in parts(each.text, room)]
    nth = ctx.now // TURN % len(shown)
    return {
        ids.MESSAGE: {"hide": False},
        ids.slot(ids.MESSAGE, "says"): text(shown[nth]),
        ids.slot(ids.MESSAGE, "nth"): text(_("{nth} of {all}", nth=nth + 1, all=len(shown)) if len(shown) > 1 else ""),
        ids.slot(ids.MESSAGE, "whole"): text(" · ".join(each.text for each in own)),
    }


def _room(ctx: Context, plan: BoardPlan) -> float:
    """Sizes of the label that the line has, whichever way the screen is turned: it has one of its own where it stands on end."""
    label = plan.legibility.label
    beside = BESIDE + DATE + sum(text_width(said) + 2 for said in (plan.note, ctx.scope) if said)
    return max(LEAST, min(WIDTH / label - beside, (UNITS - 2 * PADDING) / label - 2))


def parts(said: str, room: float) -> list[str]:
    """The text in parts that fit, none of them cut within a word but where a word alone is too long."""
    if text_width(said) <= room:
        return [said]
    fits = max(1.0, room - COUNTED - 2 * text_width(MORE))
    lines = [""]
    for word in (piece for whole in said.split() for piece in _pieces(whole, fits)):
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) <= fits:
            lines[-1] = longer
        else:
            lines.append(word)
    lines = [line for line in lines if line]
    last = len(lines) - 1
    return [f"{MORE if nth else ''}{line}{MORE if nth < last else ''}" for nth, line in enumerate(lines)]


def _pieces(word: str, fits: float) -> Iterator[str]:
    """A word, or one that is too long for a line in as many pieces as it needs."""
    piece = ""
    for sign in word:
        if piece and text_width(piece + sign) > fits:
            yield piece
            piece = ""
        piece += sign
    yield piece

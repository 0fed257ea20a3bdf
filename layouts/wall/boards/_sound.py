"""What a board that may sound says of new alarms: when there was one last, for assets/sound.js, and for a while in words, so
that nobody needs to have heard it."""

from __future__ import annotations

from layouts.wall import ids
from layouts.wall.attention import matters
from layouts.wall.markup import Component, html
from layouts.wall.parts import text
from layouts.wall.tile import Context, View
from wallboard.judging.tone import ALARM
from wallboard.languages import _
from wallboard.model import MINUTE, SECOND, Micros

SAID_FOR: Micros = 15 * SECOND
FORGOTTEN_AFTER: Micros = 5 * MINUTE  # an alarm that is away for so long comes back as a new one


def sound_layout() -> list[Component]:
    """In the head: that there is a new alarm, that the browser lets nothing sound, and the instant, which nobody sees."""
    return [
        html.Span("", id=ids.slot(ids.SOUND, "new"), className="note new", hidden=True),
        html.Span(_("sound not allowed yet"), id=ids.slot(ids.SOUND, "muted"), className="note muted"),
        html.Span("", id=ids.slot(ids.SOUND, "rung"), className="rung", hidden=True),
    ]


def sound_view(ctx: Context) -> View:
    """Every alarm sounds once. What was one already when the wall began to look is none that is new."""
    memory, now = ctx.memory, ctx.now
    alarms = {matter.about for matter in matters(ctx) if matter.tone == ALARM}
    known = {about for about, seen in memory.alarms.items() if seen <= now < seen + FORGOTTEN_AFTER}
    if memory.looked and alarms - known:
        memory.rung = now
    memory.looked = True
    memory.alarms = {about: memory.alarms[about] for about in known} | dict.fromkeys(alarms, now)
    new = memory.rung is not None and memory.rung <= now < memory.rung + SAID_FOR
    return {
        ids.slot(ids.SOUND, "new"): {"text": _("new alarm") if new else "", "hide": not new, "state": ALARM},
        ids.slot(ids.SOUND, "muted"): text(_("sound not allowed yet")),
        ids.slot(ids.SOUND, "rung"): {"text": "" if memory.rung is None else str(memory.rung // 1000), "hide": True},
    }

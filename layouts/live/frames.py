"""One tick of one view as bytes: the difference to the tick before, or the whole view for who has none.

A frame is one server-sent event whose data is a JSON object: `b` the view's name, `e` epoch (a new one for each start of
the server), `s` sequence number, `v` version of the page, `t` server's clock in ms, `m` the server's uptime in ms when it
was made, by which a page knows its age (layouts/live/polling.py), and either `d` (differences) or `f` (the whole view). A stream that must end says so in its own kind of event, `turn`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import orjson

from layouts.wall.props import Props, View
from layouts.web.http import Answer, json_answer
from wallboard.model import Micros

KEPT_FRAMES = 8  # a screen that is at most so many ticks behind gets differences

BEFORE, AFTER = b"data: ", b"\n\n"  # a frame, as an event of the stream

_NOTHING: Props = {}


def changes(old: View, new: View) -> dict[str, dict[str, object]]:
    """What turns `old` into `new`: by component, the properties that differ; None for one that is gone."""
    changed: dict[str, dict[str, object]] = {}
    for component, props in new.items():
        before = old.get(component, _NOTHING)
        if props != before:
            changed[component] = _differences(before, props)
    for component in old.keys() - new.keys():
        changed[component] = dict.fromkeys(old[component])
    return changed


def _differences(old: Props, new: Props) -> dict[str, object]:
    changed = {name: value for name, value in new.items() if name not in old or old[name] != value}
    return changed | dict.fromkeys(old.keys() - new.keys())


def event(board: str, epoch: str, seq: int, version: str, now: Micros, up: Micros, body: Mapping[str, object]) -> bytes:
    """One frame, ready for the wire. JSON has no line breaks, so one `data:` line holds it."""
    head = {"b": board, "e": epoch, "s": seq, "v": version, "t": now // 1_000, "m": up // 1_000}
    return BEFORE + orjson.dumps({**head, **body}) + AFTER


def turn_event(to: str) -> bytes:
    """A stream's last words: the path to load, or "reload"."""
    return b"event: turn\ndata: " + orjson.dumps({"to": to}) + b"\n\n"


class Tick:
    """The newest view of one showing and the last few frames. Immutable: threads swap whole ticks."""

    def __init__(
        self,
        board: str,
        epoch: str,
        seq: int,
        version: str,
        now: Micros,
        view: View,
        before: Tick | None,
        up: Micros = 0,
    ):
        self.seq = seq
        self.version = version
        self.view = view
        self._head = (board, epoch, seq, version, now, up)
        difference = {"d": changes(before.view, view)} if before else {"f": view}
        self.frame = event(*self._head, difference)
        self._kept: tuple[bytes, ...] = ((before._kept if before else ()) + (self.frame,))[-KEPT_FRAMES:]

    @cached_property
    def whole(self) -> bytes:
        """The whole view; made for the first screen that asks and kept for the others."""
        return event(*self._head, {"f": self.view})

    @cached_property
    def answer(self) -> Answer:
        """The whole view as an answer of its own, compressed once for all who ask."""
        return json_answer(self.whole[len(BEFORE) : -len(AFTER)])

    def after(self, seq: int | None) -> bytes:
        """What brings a screen that has seen `seq` up to this tick; b"" when it is."""
        if seq == self.seq - 1:
            return self.frame
        if seq == self.seq:
            return b""
        behind = self.seq - seq if seq is not None else KEPT_FRAMES + 1
        if 0 < behind <= len(self._kept):
            return b"".join(self._kept[-behind:])
        return self.whole

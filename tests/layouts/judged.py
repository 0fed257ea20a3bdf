"""One tile over a busy morning, and the share in time that it is judged by."""

from __future__ import annotations

from ast import literal_eval
from functools import cache
from typing import Any

from layouts.wall import boards
from layouts.wall.tile import Memory, View
from tests.layouts.snapshots import reading, settings
from wallboard.model import Reading, Snapshot
from wallboard.settings import Settings


def level(share: float | None, n: int = 40, **scope: str) -> Reading:
    return reading("calls.service_level", share, "30m", "offered", n=n, **scope)


def shown(tile: str, snapshot: Snapshot, memory: Memory | None = None, **changes: Any) -> View:
    return boards.view("one", _board(tile, repr(sorted(changes.items()))), snapshot, memory)


@cache
def _board(tile: str, changes: str) -> Settings:
    """Made once for each: its calendar reaches back to 1970."""
    return settings(boards={"one": {"rows": [[f"{tile}:4"]]}}, **dict(literal_eval(changes)))

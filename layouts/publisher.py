"""From a snapshot to every board's view: computed once per tick and board, and handed to the stream."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import structlog

from layouts.boards import Memory, boards, view
from layouts.props import View
from wallboard.model import Micros, Snapshot
from wallboard.settings import Settings

log = structlog.get_logger(__name__)

Publish = Callable[[str, View, Micros], None]


# What screens show of the settings; sources and their addresses are not among it.
_SHOWN = {"demo", "sites", "queues", "departments", "promises", "boards", "bands_days", "emergency_types", "alarm"}


def fingerprint(settings: Settings) -> str:
    """Changes when screens must load their pages anew."""
    return sha256(settings.model_dump_json(include=_SHOWN).encode()).hexdigest()[:12]


class BoardPublisher:
    """Called with each new snapshot, one at a time; remembers per board what keeps its rows from jumping."""

    def __init__(self, settings: Settings, publish: Publish) -> None:
        self._publish = publish
        self.take_over(settings)

    def take_over(self, settings: Settings) -> None:
        # in one piece: another thread may be publishing
        self._shown = settings, {board: Memory() for board in boards(settings)}

    def __call__(self, snapshot: Snapshot) -> None:
        settings, memories = self._shown
        for board, memory in memories.items():
            try:
                self._publish(board, view(board, settings, snapshot, memory), snapshot.as_of)
            except Exception:  # its screens go dark, as they must; those of other boards do not
                log.exception("board failed", board=board)

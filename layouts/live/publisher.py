"""From a snapshot to every board's view: computed once per tick and board, and handed to the stream.

Walls, and everybody who may see all of a board's site, share these views, whether or not somebody looks. Those of
limited remits, and those in another language than the board's own, are made beside them, by layouts/live/on_demand.py.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import structlog

from layouts.live.stream import Showing
from layouts.wall.boards import Memory, hung, view
from layouts.wall.props import View
from wallboard.languages import Language, language, speak
from wallboard.model import Micros, Snapshot
from wallboard.model.remit import EVERYTHING
from wallboard.settings import Settings

log = structlog.get_logger(__name__)

Publish = Callable[[Showing, View, Micros], None]

# What screens show of the settings; sources and their addresses are not among it.
_SHOWN = {
    "demo",
    "sites",
    "queues",
    "departments",
    "promises",
    "boards",
    "rotations",
    "bands_days",
    "emergency_types",
    "alarm",
}


def fingerprint(settings: Settings) -> str:
    """Changes when screens must load their pages anew."""
    return sha256(settings.model_dump_json(include=_SHOWN).encode()).hexdigest()[:12]


def whole(board: str, settings: Settings) -> Showing:
    """A board as everybody sees it who may see all of its site."""
    return Showing(board, EVERYTHING.at(hung(settings)[board].site, settings.sites))


def spoken(showing: Showing, settings: Settings) -> Language:
    """The language of a showing's view."""
    return language(showing.language or hung(settings)[showing.name].language)


class BoardPublisher:
    """Told of each new snapshot, one at a time; remembers per board what keeps its rows from jumping."""

    def __init__(self, settings: Settings, publish: Publish) -> None:
        self._publish = publish
        self.take_over(settings)

    def take_over(self, settings: Settings) -> None:
        showings = [whole(board, settings) for board in hung(settings)]
        languages = {showing: spoken(showing, settings) for showing in showings}
        # in one piece: another thread may be publishing
        self._shown = settings, {showing: Memory() for showing in showings}, languages

    def changed(self, snapshot: Snapshot) -> None:
        settings, memories, languages = self._shown
        for showing, memory in memories.items():
            try:
                with speak(languages[showing]):
                    drawn = view(showing.name, settings, snapshot, memory)
                if snapshot.complete:
                    self._publish(showing, drawn, snapshot.as_of)
                else:  # another comes at once; what would be remembered of this one is of figures that were missing
                    memories[showing] = Memory()
            except Exception:  # its screens go dark, as they must; those of other boards do not
                log.exception("board failed", board=showing.name)

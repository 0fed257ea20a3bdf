"""Boards as they look within limited remits, and in other languages than their own, made only while somebody looks.

They are made in a thread of their own, one round at a time: the first view within a remit is a recount, and no wall
waits for that.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from typing import Protocol

import structlog

from layouts.access.words import scope_words
from layouts.live.publisher import spoken, whole
from layouts.live.stream import Hub, Showing
from layouts.wall.boards import Memory, boards, view
from wallboard.access.remit import EVERYTHING, Remit
from wallboard.engine.known_names import UnknownName
from wallboard.languages import speak
from wallboard.model import Snapshot
from wallboard.settings import Settings

log = structlog.get_logger(__name__)

STOP_WITHIN_S = 2.0


class Reader(Protocol):
    """What wallboard/engine/reader.py reads within one remit."""

    @property
    def settings(self) -> Settings: ...

    @property
    def told_remit(self) -> Remit: ...

    def snapshot(self) -> Snapshot: ...

    def unknown(self) -> tuple[UnknownName, ...]: ...


class Readers(Protocol):
    def within(self, remit: Remit, names: bool = False) -> Reader: ...


class NarrowedPublisher:
    """Publishes each showing that has screens and is not everybody's. `start` and `stop` once each."""

    def __init__(self, hub: Hub, readers: Readers) -> None:
        self._hub = hub
        self._readers = readers
        self._memories: dict[Showing, Memory] = {}
        self._due = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="narrowed boards", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def changed(self, snapshot: Snapshot) -> None:
        """There is something new. Ticks that come while a round is under way become one round after it."""
        self._due.set()

    def stop(self) -> None:
        self._stopping = True
        self._due.set()
        self._thread.join(STOP_WITHIN_S)

    def publish(self) -> None:
        """One round: each remit is read once, each of its boards that somebody looks at is drawn once."""
        settings = self._readers.within(EVERYTHING).settings
        everybodys = {whole(board, settings) for board in boards(settings)}
        looked_at = [s for s in self._hub.showings() if s not in everybodys and _has_a_view(s, everybodys)]
        self._memories = {showing: self._memories.get(showing) or Memory() for showing in looked_at}
        for remit in dict.fromkeys(showing.remit for showing in looked_at):
            try:
                self._publish_within(remit, (showing for showing in looked_at if showing.remit == remit))
            except Exception:  # its screens go dark, as they must; those of other remits do not
                log.exception("boards of a remit failed", remit=remit.as_json())

    def _publish_within(self, remit: Remit, showings: Iterable[Showing]) -> None:
        reader = self._readers.within(remit, names=True)  # each board's view leaves them out unless its setting says so
        settings, snapshot, unknown = reader.settings, None, reader.unknown()
        for showing in showings:
            if showing.board in boards(settings):  # one that is no more, or never was theirs, is waited for in vain
                snapshot = snapshot or reader.snapshot()
                with speak(spoken(showing, settings)):
                    scope = scope_words(reader.told_remit, settings, unknown)
                    drawn = view(showing.board, settings, snapshot, self._memories[showing], scope)
                self._hub.publish(showing, drawn, snapshot.as_of, kept=False)

    def _run(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            if self._stopping:
                return
            try:
                self.publish()
            except Exception:  # the next tick tries again
                log.exception("narrowed boards failed")


def _has_a_view(showing: Showing, everybodys: Collection[Showing]) -> bool:
    """Whether there is one to make. Of no site: a board that is not theirs, of which nothing is ever shown. Of all sites:
    the whole board in another language; or joined when there was one site only, which may not be the board's any more:
    then it hears nothing, and its page asks anew."""
    if showing.remit == EVERYTHING:
        return showing._replace(language="") in everybodys
    return showing.remit.sites != frozenset()

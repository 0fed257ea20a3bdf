"""Boards as one kind of view that streams: as they look within limited remits, and in other languages than their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from layouts.live.on_demand import Drawn
from layouts.live.publisher import spoken, whole
from layouts.live.stream import Showing
from layouts.page.words import scope_words
from layouts.wall.boards import Memory, hung, view
from wallboard.engine.known_names import UnknownName
from wallboard.languages import speak
from wallboard.model import Snapshot
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings


class BoardReader(Protocol):
    """What wallboard/engine/reader.py reads within one remit."""

    @property
    def settings(self) -> Settings: ...

    @property
    def told_remit(self) -> Remit: ...

    def snapshot(self) -> Snapshot: ...

    def unknown(self) -> tuple[UnknownName, ...]: ...


class BoardReaders(Protocol):
    def within(self, remit: Remit, names: bool = False) -> BoardReader: ...


class BoardViews:
    """Every board; remembers per showing what keeps its rows from jumping."""

    def __init__(self, readers: BoardReaders) -> None:
        self._readers = readers
        self._memories: dict[Showing, Memory] = {}

    def made_here(self, looked_at: Iterable[Showing]) -> Collection[Showing]:
        settings = self._readers.within(EVERYTHING).settings
        everybodys = {whole(board, settings) for board in hung(settings)}
        ours = [s for s in looked_at if not s.of_page and s not in everybodys and _has_a_view(s, everybodys)]
        self._memories = {showing: self._memories.get(showing) or Memory() for showing in ours}
        return ours

    def within(self, remit: Remit, showings: Iterable[Showing]) -> Iterator[Drawn]:
        reader = self._readers.within(remit, names=True)  # each board's view leaves them out unless its setting says so
        settings, snapshot, unknown = reader.settings, None, reader.unknown()
        for showing in showings:
            if showing.name in hung(settings):
                snapshot = snapshot or reader.snapshot()
                with speak(spoken(showing, settings)):
                    scope = scope_words(reader.told_remit, settings, unknown)
                    drawn = view(showing.name, settings, snapshot, self._memories[showing], scope)
                    while not snapshot.complete:  # this one asked for more than any before
                        snapshot, self._memories[showing] = reader.snapshot(), Memory()
                        drawn = view(showing.name, settings, snapshot, self._memories[showing], scope)
                yield Drawn(showing, drawn, snapshot.as_of)


def _has_a_view(showing: Showing, everybodys: Collection[Showing]) -> bool:
    """Whether there is one to make. Of no site: a board that is not theirs, of which nothing is ever shown. Of all sites:
    the whole board in another language; or joined when there was one site only, which may not be the board's any more:
    then it hears nothing, and its page asks anew."""
    if showing.remit == EVERYTHING:
        return showing._replace(language="") in everybodys
    return showing.remit.sites != frozenset()

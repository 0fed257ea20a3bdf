"""What is shown of a past instant, boards and pages by one shape: whose it is, and how one frame of it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from layouts.live.streaming_pages import Found, StreamingPages
from layouts.page import Page, Services, StreamContext
from layouts.page.moment import Moment
from layouts.page.words import scope_words
from layouts.wall.boards import boards, view
from layouts.wall.props import View
from layouts.wall.tile import Memory
from wallboard.access.visitor import Visitor
from wallboard.engine.reader import Reader, Readers
from wallboard.languages import Language, speaking
from wallboard.model import Micros

Memories = dict[str, Memory]  # by what is judged: a board, or a page's sites


class Look(NamedTuple):
    """One look: by whom, at which instant, and whether nobody asked for it but a replay that plays."""

    who: tuple[str, str, str]
    at: Micros
    goes_on: bool


class Frame(NamedTuple):
    """`complete`: whether all was there that was asked for; else it is to be drawn once more."""

    view: View
    complete: bool


class PastView(Protocol):
    """Something of which somebody is shown the past."""

    @property
    def reader(self) -> Reader:
        """Within the visitor's remit."""

    @property
    def sites(self) -> Sequence[str]:
        """Whose past it is; by the first one's clock."""

    @property
    def names(self) -> bool:
        """Whether agents are told by name."""

    @property
    def language(self) -> Language: ...

    def draw(self, look: Look, memories: Memories) -> Frame:
        """Raises NoLongerKept and ReplayEnded."""


class PastViews(Protocol):
    def of(self, name: str, visitor: Visitor) -> PastView | None:
        """None of what there is not, or what is not theirs."""


@dataclass(frozen=True, slots=True)
class PastBoard:
    """Its view leaves agents' names out unless its setting says so: its reader has them."""

    name: str
    reader: Reader
    sites: Sequence[str]
    language: Language

    @property
    def names(self) -> bool:
        return boards(self.reader.settings)[self.name].agent_names

    def draw(self, look: Look, memories: Memories) -> Frame:
        reader, memory = self.reader, memories.setdefault(self.name, Memory())
        scope = scope_words(reader.told_remit, reader.settings, reader.unknown())
        snapshot = reader.replay.snapshot(look.who, look.at, goes_on=look.goes_on)
        return Frame(view(self.name, reader.settings, snapshot, memory, scope, past=True), snapshot.complete)


class PastBoards:
    """Boards; a rotation has no past, but each of its boards has. `visible` says which are a visitor's, and of which site
    each is; `spoken`, in which language they are told of one."""

    def __init__(
        self,
        readers: Readers,
        visible: Callable[[Visitor], Mapping[str, str]],
        spoken: Callable[[str, Visitor], Language],
    ) -> None:
        self._readers, self._visible, self._spoken = readers, visible, spoken

    def of(self, name: str, visitor: Visitor) -> PastBoard | None:
        site, reader = self._visible(visitor).get(name), self._readers.within(visitor.remit, names=True)
        if site is None or name not in boards(reader.settings):
            return None
        return PastBoard(name, reader, (site,), self._spoken(name, visitor))


@dataclass(frozen=True, slots=True)
class PastPage:
    found: Found
    reader: Reader
    language: Language
    services: Services

    @property
    def names(self) -> bool:
        return self.reader.names

    @property
    def sites(self) -> Sequence[str]:
        return tuple(self.reader.settings.sites)

    def draw(self, look: Look, memories: Memories) -> Frame:
        parts, stream = self.found.parts(self.reader), self.found.page.stream
        if parts is None or stream is None:
            return Frame({}, True)  # what its path names is gone since it was looked up
        then = Moment(
            self.reader, memories, lambda reader: reader.replay.floor(look.who, look.at, goes_on=look.goes_on)
        )
        services = replace(self.services, clock=lambda: look.at)
        return Frame(stream(StreamContext(parts, then, services)), then.complete)


class PastPages:
    """Declared pages, by their addresses."""

    def __init__(self, pages: Iterable[Page], services: Services) -> None:
        self._pages, self._services = StreamingPages(page for page in pages if page.past), services

    def of(self, name: str, visitor: Visitor) -> PastPage | None:
        found = self._pages.at(name)
        if found is None:
            return None
        reader = self._services.readers.within(visitor.remit, found.names(visitor))
        if not reader.settings.sites or not found.is_for(visitor, reader):
            return None
        return PastPage(found, reader, speaking(), self._services)

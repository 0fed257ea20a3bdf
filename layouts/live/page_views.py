"""Declared pages as one kind of view that streams: each within a remit, for one set of parts of its path."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import structlog

from layouts.live.on_demand import Drawn
from layouts.live.stream import Showing
from layouts.live.streaming_pages import StreamingPages
from layouts.page import Page, Services, StreamContext
from layouts.page.moment import Moment
from layouts.wall.props import View
from layouts.wall.tile import Memory
from wallboard.access.visitor import Visitor
from wallboard.languages import language, speak, speaking
from wallboard.model.remit import Remit

log = structlog.get_logger(__name__)


class PageViews:
    """Every page that declares a stream. A showing is named by the page's address, as a link to it is written."""

    def __init__(self, pages: Iterable[Page], services: Services) -> None:
        self._services = services
        self._memories: dict[Remit, dict[str, Memory]] = {}  # of each site, as long as somebody looks
        self._pages = StreamingPages(pages)

    def showing(self, name: str, visitor: Visitor) -> Showing | None:
        """What a visitor gets to see of a page; None of one that there is not, or that is not theirs to open."""
        found = self._pages.at(name)
        if found is None or not found.is_for(visitor, self._services.readers.within(visitor.remit)):
            return None
        return Showing(name, visitor.remit, speaking().tag, found.names(visitor))

    def made_here(self, looked_at: Iterable[Showing]) -> Collection[Showing]:
        ours = [showing for showing in looked_at if showing.of_page]
        self._memories = {remit: self._memories.get(remit, {}) for remit in {showing.remit for showing in ours}}
        return ours

    def within(self, remit: Remit, showings: Iterable[Showing]) -> Iterator[Drawn]:
        readers, memories = self._services.readers, self._memories.setdefault(remit, {})
        moments = {names: Moment(readers.within(remit, names), memories) for names in (False, True)}
        at = self._services.clock()
        for showing in showings:
            try:
                view = self._view(showing, moments)
            except Exception:  # it goes dark, as it must; other pages do not
                log.exception("a page's stream failed", page=showing.name)
                continue
            if view is not None:
                yield Drawn(showing, view, at)

    def _view(self, showing: Showing, moments: dict[bool, Moment]) -> View | None:
        found = self._pages.at(showing.name)
        if found is None:
            return None
        moment = moments[showing.names]
        parts = found.parts(moment.reader)
        if parts is None or found.page.stream is None:
            return None
        with speak(language(showing.language)):
            return found.page.stream(StreamContext(parts, moment, self._services))

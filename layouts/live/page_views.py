"""Declared pages as one kind of view that streams: each within a remit, for one set of parts of its path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from urllib.parse import unquote

import structlog

from layouts.live.on_demand import Drawn
from layouts.live.stream import Showing
from layouts.page import Moment, Page, Services, StreamContext
from layouts.page.parts import address, read_parts
from layouts.wall.props import View
from layouts.wall.tile import Memory
from layouts.web.routes import Route, no_handler, requested_path
from layouts.web.rules import whoever_may
from wallboard.access.visitor import Visitor
from wallboard.languages import language, speak, speaking
from wallboard.model.remit import Remit
from wallboard.model.roles import Right

log = structlog.get_logger(__name__)

LONGEST_NAME = 2_000  # of an address in a query; more than any that is ours


class PageViews:
    """Every page that declares a stream. A showing is named by the page's address, as a link to it is written."""

    def __init__(self, pages: Iterable[Page], services: Services) -> None:
        self._services = services
        self._memories: dict[Remit, dict[str, Memory]] = {}  # of each site, as long as somebody looks
        self._pages = [(page, Route(page.path, no_handler, whoever_may(page.right))) for page in pages if page.stream]

    def showing(self, name: str, visitor: Visitor) -> Showing | None:
        """What a visitor gets to see of a page; None of one that there is not, or that is not theirs to open."""
        declared = self._at(name)
        if declared is None:
            return None
        page, texts, may = declared
        reader = self._services.readers.within(visitor.remit)
        if not may(visitor, texts) or read_parts(page.parts, texts, reader) is None:
            return None
        names = page.right is Right.NAMES or (page.names_agents and visitor.may(Right.NAMES))
        return Showing(name, visitor.remit, speaking().tag, names)

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
        declared = self._at(showing.name)
        if declared is None:
            return None
        page, texts, _ = declared
        moment = moments[showing.names]
        parts = read_parts(page.parts, texts, moment.reader)
        if parts is None or page.stream is None:
            return None
        with speak(language(showing.language)):
            return page.stream(StreamContext(parts, moment, self._services))

    def _at(self, name: str) -> tuple[Page, dict[str, str], Callable[..., bool]] | None:
        """The page at an address, if that is how it is written, and the parts of its path, which may be anything."""
        if len(name) > LONGEST_NAME or not name.isascii():
            return None
        path = requested_path({"path": unquote(name), "raw_path": name.encode()})
        for page, route in self._pages:
            parameters = route.match(path)
            if parameters is not None and address(page.path, parameters) == name:
                return page, dict(parameters), route.who
        return None

"""The declared pages that stream, found by the address that a view is named by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from layouts.page import Page
from layouts.page.parts import address, read_parts
from layouts.web.routes import Route, no_handler, requested_path
from layouts.web.rules import whoever_may
from wallboard.access.visitor import Visitor
from wallboard.engine.reader import Reader
from wallboard.model.roles import Right

LONGEST_NAME = 2_000  # of an address in a query; more than any that is ours


class Found(NamedTuple):
    """The page at an address, and the parts of its path, which may be anything."""

    page: Page
    texts: Mapping[str, str]
    may: Callable[..., bool]

    def is_for(self, visitor: Visitor, reader: Reader) -> bool:
        """Whether it is theirs to open, and there."""
        return self.may(visitor, self.texts) and self.parts(reader) is not None

    def parts(self, reader: Reader) -> Mapping[str, Any] | None:
        """The values of its path's parts; None when one of them is nothing that there is."""
        return read_parts(self.page.parts, self.texts, reader)

    def names(self, visitor: Visitor) -> bool:
        """Whether it tells this visitor agents by name."""
        return self.page.right is Right.NAMES or (self.page.names_agents and visitor.may(Right.NAMES))


class StreamingPages:
    def __init__(self, pages: Iterable[Page]) -> None:
        self._pages = [(page, Route(page.path, no_handler, whoever_may(page.right))) for page in pages if page.stream]

    def at(self, name: str) -> Found | None:
        """The page at an address, if that is how it is written."""
        if len(name) > LONGEST_NAME or not name.isascii():
            return None
        path = requested_path({"path": unquote(name), "raw_path": name.encode()})
        for page, route in self._pages:
            texts = route.match(path)
            if texts is not None and address(page.path, texts) == name:
                return Found(page, dict(texts), route.who)
        return None

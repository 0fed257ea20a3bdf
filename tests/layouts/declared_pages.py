"""The pages that a wall has, as the matrix opens them: with what the parts of their paths are filled in, and to whom what
they are then of is theirs. A page and its parts are known by their declaration alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from layouts.page import Page
from layouts.page.parts import day, department, queue, site
from tests.layouts.city_wall import MARKS, NORTH

NO_NAME = "nothing has this name"
# What each kind of part is filled in with: what is the north's, or everybody's.
THEIRS: Mapping[Callable[..., Any], str] = {site: NORTH, queue: MARKS[NORTH][2], department: MARKS[NORTH][3]}
EVERYBODYS: Mapping[Callable[..., Any], str] = {day: "2026-11-18"}


class DeclaredPages:
    """Of one wall."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self._pages = [page for page in pages if page.parts]

    def named(self, path: str) -> dict[str, str]:
        """The parts of a path, as they are written; nothing of a path that is no page's."""
        page = self._of(path)
        return {name: quote(_filling(part), safe="") for name, part in page.parts.items()} if page else {}

    def opened(self, path: str, sites: Iterable[str]) -> bool:
        """Whether there is something at the address for somebody with these sites. A part of a page's own is asked for by
        a name that there is not: whose its names are is said in the page's own test."""
        page = self._of(path)
        parts = set(page.parts.values()) if page else set()
        known = parts <= THEIRS.keys() | EVERYBODYS.keys()
        return known and (NORTH in sites or not parts & THEIRS.keys())

    def _of(self, path: str) -> Page | None:
        """The page at an address, or whose own script asks there for something of Dash's."""
        return next((page for page in self._pages if path == page.path or path.startswith(f"{page.path}/_")), None)


def _filling(part: Callable[..., Any]) -> str:
    return {**THEIRS, **EVERYBODYS}.get(part, NO_NAME)

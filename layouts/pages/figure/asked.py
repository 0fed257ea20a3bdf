"""A figure's address as a question, and how its list is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from layouts.page.figures import figure_query
from wallboard.clock import NoInstant, instant
from wallboard.languages import _
from wallboard.model import Micros, ReadingKey, Scope

LONGEST = 200  # characters of one value
_ABOUT = tuple(name for name in Scope._fields if name != "site")
_LOOK = ("q", "sort", "page")
_ALL = frozenset({*_ABOUT, *_LOOK, "variant", "at", "known"})


class NoSuchList(ValueError):
    """The address asks for something that cannot be shown; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Look:
    """Which rows are shown: those in which a text stands, by a column (with "-" in front from the end), and which page."""

    text: str = ""
    sort: str = ""
    page: int = 1

    def query(self) -> dict[str, str]:
        page = str(self.page) if self.page > 1 else ""
        return {name: value for name, value in (("q", self.text), ("sort", self.sort), ("page", page)) if value}

    def sorted_by(self, column: str) -> Look:
        """By a column; by the same the other way round."""
        return replace(self, sort=f"-{column}" if self.sort == column else column, page=1)

    def of_all(self) -> Look:
        return replace(self, text="", page=1)

    def turned_to(self, page: int) -> Look:
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure, of which instant (None: now), and how its list is looked at."""

    key: ReadingKey
    at: Micros | None
    known: Micros | None
    look: Look

    def address(self, look: Look) -> str:
        """The rest of the page's address for another look at the same list."""
        return f"?{urlencode(self.about() | look.query())}"

    def about(self) -> dict[str, str]:
        return figure_query(self.key, self.at, self.known)


def asked(search: str, parts: Mapping[str, Any]) -> Asked:
    """Reads `?queue=roads&variant=offered&at=...&q=...`. Raises NoSuchList."""
    told = _told(search)
    scope = Scope(parts["site"], **{name: told[name] for name in _ABOUT if name in told})
    key = ReadingKey(parts["metric"], scope, parts["window"], told.get("variant", ""))
    look = Look(told.get("q", ""), told.get("sort", ""), _page(told.get("page", "1")))
    return Asked(key, _instant(told.get("at")), _instant(told.get("known")), look)


def instants(search: str) -> tuple[Micros | None, Micros | None]:
    """At which instant, and by what was known when: `?at=...&known=...`. Raises NoSuchList."""
    told = _told(search)
    return _instant(told.get("at")), _instant(told.get("known"))


def _told(search: str) -> dict[str, str]:
    try:
        told = dict(parse_qsl(search.lstrip("?"), errors="strict", max_num_fields=2 * len(_ALL)))
    except ValueError:
        raise NoSuchList(_("The address cannot be read. Follow a link to this page.")) from None
    if odd := [name for name in told if name not in _ALL]:
        raise NoSuchList(_("“{name}” is nothing that this page can be asked for.", name=odd[0][:LONGEST]))
    if any(len(value) > LONGEST or not value.isprintable() for value in told.values()):
        raise NoSuchList(_("The address cannot be read. Follow a link to this page."))
    return {name: value for name, value in told.items() if value}


def _page(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < len(text) < 7:
        raise NoSuchList(_("A page of the list is a number from 1."))
    return max(1, int(text))


def _instant(text: str | None) -> Micros | None:
    if text is None:
        return None
    try:
        return instant(text)
    except NoInstant:
        example = "2026-11-20T14:05:00Z"
        raise NoSuchList(_("This is no instant. Write it as in {instant}.", instant=example)) from None

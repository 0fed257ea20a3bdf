"""A figure's address as a question, and how its list is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from layouts.page.figures import figure_query
from layouts.page.list_look import LOOK, ListLook, list_look
from layouts.page.told_address import UnfitAddress, told
from wallboard.clock import NoInstant, instant
from wallboard.languages import _
from wallboard.model import Micros, ReadingKey, Scope

_ABOUT = tuple(name for name in Scope._fields if name != "site")
_ALL = frozenset({*_ABOUT, *LOOK, "variant", "at", "known"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure, of which instant (None: now), and how its list is looked at."""

    key: ReadingKey
    at: Micros | None
    known: Micros | None
    look: ListLook

    def looked_at(self, look: ListLook) -> str:
        """The rest of the page's address for another look at the same list."""
        return f"?{urlencode(self.about() | look.told())}"

    def about(self) -> dict[str, str]:
        return figure_query(self.key, self.at, self.known)


def asked(search: str, parts: Mapping[str, Any]) -> Asked:
    """Reads `?queue=roads&variant=offered&at=...&q=...`. Raises UnfitAddress."""
    values = told(search, _ALL)[0]
    scope = Scope(parts["site"], **{name: values[name] for name in _ABOUT if name in values})
    key = ReadingKey(parts["metric"], scope, parts["window"], values.get("variant", ""))
    return Asked(key, _instant(values.get("at")), _instant(values.get("known")), list_look(values))


def instants(search: str) -> tuple[Micros | None, Micros | None]:
    """At which instant, and by what was known when: `?at=...&known=...`. Raises UnfitAddress."""
    values = told(search, _ALL)[0]
    return _instant(values.get("at")), _instant(values.get("known"))


def _instant(text: str | None) -> Micros | None:
    if text is None:
        return None
    try:
        return instant(text)
    except NoInstant:
        example = "2026-11-20T14:05:00Z"
        raise UnfitAddress(_("This is no instant. Write it as in {instant}.", instant=example)) from None

"""The sites and departments that somebody may write about, as a list offers them."""

from __future__ import annotations

from layouts.access.review_words.desk import NothingHere
from layouts.page.review_words import figure_words
from wallboard.engine.reader import Reader
from wallboard.model import Scope
from wallboard.model.review_words import FigureKey


def places_offered(reader: Reader) -> list[tuple[str, str]]:
    """Each as the form sends it, and in words: a site before its departments."""
    return [(_value(about), figure_words(about, reader.settings)) for about in _places(reader)]


def place(chosen: str, reader: Reader) -> FigureKey:
    """That which was chosen. Raises NothingHere for one that was not offered."""
    found = next((about for about in _places(reader) if _value(about) == chosen), None)
    if found is None:
        raise NothingHere(chosen)
    return found


def _value(about: FigureKey) -> str:
    return f"{about.scope.site}|{about.scope.department}"


def _places(reader: Reader) -> list[FigureKey]:
    settings = reader.settings
    declared = {name: settings.site_of(department) for name, department in settings.departments.items()}
    found = []
    for site in settings.sites:
        own = (name for name in sorted(reader.departments()) if declared.get(name, site) == site)
        found += [FigureKey("", Scope(site, department=name)) for name in ("", *own)]
    return [about for about in found if about.is_within(reader.remit)]

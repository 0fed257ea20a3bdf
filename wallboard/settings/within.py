"""The settings as somebody with a remit may know them: nothing in them names what is outside it.

What is seen at all is declared at the fields (wallboard/settings/parts/section.py). Here stands what of it is the remit's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from wallboard.model.remit import Remit
from wallboard.settings import Board, DeclaredFigure, Department, Promise, Queue, Rotation, Section, Settings
from wallboard.settings.parts.section import SeenAs, seen_fields

S = TypeVar("S", bound=Section)
P = TypeVar("P", Queue, Department, Board, Rotation, DeclaredFigure)


def within(settings: Settings, remit: Remit) -> Settings:
    """Of what is declared to be seen, that which is of the remit. All else is at its default: how sources, the ledger
    and the front door are reached, who may come in, and whatever nobody declared."""
    return _View(settings, remit).of(settings)


def as_told(settings: Settings, remit: Remit) -> Remit:
    """The remit as its holder may be told it: without departments of sites that are not theirs."""
    if remit.departments is None:
        return remit
    declared = settings.departments
    own = (
        name for name in remit.departments if name not in declared or remit.has_site(settings.site_of(declared[name]))
    )
    return replace(remit, departments=frozenset(own))


class _View:
    """What of one settings file is seen within one remit."""

    def __init__(self, settings: Settings, remit: Remit) -> None:
        self._settings, self._remit = settings, remit

    def of(self, table: S) -> S:
        """The table with what is seen of it. Which of its keys were written stays known, for a file that declares no
        board has the built-in ones, and one whose boards are all somebody else's has none."""
        seen = {name: self._seen(how, getattr(table, name)) for name, how in seen_fields(type(table)).items()}
        return cast(S, type(table).model_construct(_fields_set=table.model_fields_set & seen.keys(), **seen))

    def _seen(self, how: SeenAs, value: Any) -> Any:
        match how:
            case SeenAs.IT_IS:
                return self._as_it_is(value)
            case SeenAs.THEIR_SITES:
                return {name: self.of(site) for name, site in value.items() if self._remit.has_site(name)}
            case SeenAs.AT_THEIR_SITES:
                return self._at_their_sites(value)
            case SeenAs.AT_WHOLE_SITES:
                return self._at_their_sites(value) if self._remit.whole_sites else {}
            case SeenAs.THEIR_DEPARTMENTS:
                return self._at_their_sites({name: part for name, part in value.items() if self._has(name)})
            case SeenAs.OF_THEIR_DEPARTMENTS:
                return tuple(self.of(promise) for promise in value if self._knows(promise))
            case SeenAs.OF_THEIR_PROMISES:
                promised = {promise.service_type for promise in self._settings.promises if self._knows(promise)}
                return {name: self.of(each) for name, each in value.items() if name in promised}
            case SeenAs.THEIR_NAMES:
                return tuple(filter(self._has, value))

    def _as_it_is(self, value: Any) -> Any:
        if isinstance(value, Section):
            return self.of(value)
        if isinstance(value, dict):
            return {name: self._as_it_is(each) for name, each in value.items()}
        return tuple(map(self._as_it_is, value)) if isinstance(value, tuple) else value

    def _at_their_sites(self, parts: Mapping[str, P]) -> dict[str, P]:
        """Each says its site, for what is left out means the first one, which may be another now."""
        settings, remit = self._settings, self._remit
        ours = {name: part for name, part in parts.items() if remit.has_site(settings.site_of(part))}
        seen = {name: self.of(part).model_copy(update={"site": settings.site_of(part)}) for name, part in ours.items()}
        return {name: part for name, part in seen.items() if not _widened(ours[name], part)}

    def _has(self, department: str) -> bool:
        return self._remit.departments is None or department in self._remit.departments

    def _knows(self, promise: Promise) -> bool:
        if not promise.department:
            return True
        owner = self._settings.departments.get(promise.department)
        return self._has(promise.department) and (owner is None or self._remit.has_site(self._settings.site_of(owner)))


def _widened(before: Section, after: Section) -> bool:
    """Whether of the departments that a board names none is left: an empty list would mean all of them."""
    cut = [name for name, how in seen_fields(type(before)).items() if how is SeenAs.THEIR_NAMES]
    return any(getattr(before, name) and not getattr(after, name) for name in cut)

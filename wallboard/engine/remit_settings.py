"""The settings as somebody with a remit may know them: nothing in them names what is outside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from wallboard.access.remit import Remit
from wallboard.settings import Access, Board, Department, Promise, Queue, Server, Settings

P = TypeVar("P", Queue, Department, Board)


def within(settings: Settings, remit: Remit) -> Settings:
    """Sites, queues, departments, promises and boards of the remit, and how figures are judged. Never how sources,
    the ledger or the front door are reached, and nothing of who may come in."""
    return settings.model_copy(
        update={
            "sites": {name: site for name, site in settings.sites.items() if remit.has_site(name)},
            "queues": _of_sites(settings, remit, settings.queues),
            "departments": {
                name: department
                for name, department in _of_sites(settings, remit, settings.departments).items()
                if _has(remit, name)
            },
            "promises": tuple(promise for promise in settings.promises if _knows(settings, remit, promise)),
            **_boards(settings, remit),
            "sources": {},
            "access": Access(),
            "server": Server(),
            "ledger": "",
        }
    )


def as_told(settings: Settings, remit: Remit) -> Remit:
    """The remit as its holder may be told it: without departments of sites that are not theirs."""
    if remit.departments is None:
        return remit
    declared = settings.departments
    own = (
        name for name in remit.departments if name not in declared or remit.has_site(settings.site_of(declared[name]))
    )
    return replace(remit, departments=frozenset(own))


def _of_sites(settings: Settings, remit: Remit, parts: Mapping[str, P]) -> dict[str, P]:
    """Those of its sites. Each says its site, for what is left out means the first one, which may be another now."""
    return {
        name: part if part.site else part.model_copy(update={"site": settings.site_of(part)})
        for name, part in parts.items()
        if remit.has_site(settings.site_of(part))
    }


def _has(remit: Remit, department: str) -> bool:
    return remit.departments is None or department in remit.departments


def _knows(settings: Settings, remit: Remit, promise: Promise) -> bool:
    if not promise.department:
        return True
    owner = settings.departments.get(promise.department)
    return _has(remit, promise.department) and (owner is None or remit.has_site(settings.site_of(owner)))


def _boards(settings: Settings, remit: Remit) -> dict[str, dict[str, Board]]:
    """Nothing where the file declares no board: the built-in one is everybody's. A board that names departments of which
    none is within is dropped, because an empty list would mean all of them."""
    if not settings.boards:
        return {}
    shown = _of_sites(settings, remit, settings.boards)
    narrowed = {
        name: board.model_copy(update={"departments": tuple(d for d in board.departments if _has(remit, d))})
        for name, board in shown.items()
    }
    return {"boards": {name: board for name, board in narrowed.items() if not _widened(shown[name], board)}}


def _widened(before: Board, after: Board) -> bool:
    return bool(before.departments) and not after.departments

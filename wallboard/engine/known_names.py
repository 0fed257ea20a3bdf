"""Which of the names in a remit nobody knows: neither the settings nor any request that was ever read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from threading import Lock
from typing import NamedTuple

from wallboard.clock import Clock
from wallboard.ledger import Ledger, LedgerError
from wallboard.ledger.names_reader import Named
from wallboard.model import MINUTE, Micros
from wallboard.model.remit import Remit
from wallboard.settings import Settings

GOOD_FOR: Micros = 10 * MINUTE  # names are counted over the whole ledger: not at every look


class UnknownName(NamedTuple):
    """A department or ward of a remit, and what there is in its place."""

    kind: Named
    name: str
    known: frozenset[str]


def unknown_names(remit: Remit, settings: Settings, read: Callable[[Named], frozenset[str]]) -> tuple[UnknownName, ...]:
    """`read` tells what requests have named. Where none was read yet nobody can tell, and nothing is unknown."""
    unknown: list[UnknownName] = []
    kinds: tuple[tuple[Named, Collection[str] | None, frozenset[str]], ...] = (
        ("department", remit.departments, frozenset(settings.departments)),
        ("ward", remit.wards, frozenset()),
    )
    for kind, told, declared in kinds:
        if told is None or declared.issuperset(told):
            continue
        seen = read(kind)
        if seen:
            known = seen | declared
            unknown += [UnknownName(kind, name, known) for name in sorted(frozenset(told) - known)]
    return tuple(unknown)


class KnownNames:
    """What requests have named, asked of the ledger at most every ten minutes. Any thread may call."""

    def __init__(self, ledger: Callable[[], Ledger], clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self._lock = Lock()
        self._held: dict[tuple[Named, frozenset[str] | None], tuple[Micros, frozenset[str]]] = {}

    def unknown(self, remit: Remit, settings: Settings) -> tuple[UnknownName, ...]:
        """None while the ledger is away: it says so of itself, elsewhere."""
        try:
            return unknown_names(remit, settings, lambda kind: self._names(kind, remit.sites))
        except LedgerError:
            return ()

    def named(self, kind: Named, sites: frozenset[str] | None) -> frozenset[str]:
        """What requests of these sites have named; nothing while the ledger is away."""
        try:
            return self._names(kind, sites)
        except LedgerError:
            return frozenset()

    def _names(self, kind: Named, sites: frozenset[str] | None) -> frozenset[str]:
        now = self._clock()
        with self._lock:
            held = self._held.get((kind, sites))
            if held is None or not 0 <= now - held[0] < GOOD_FOR:
                self._held[kind, sites] = held = now, self._ledger().names(kind, sites)
        return held[1]

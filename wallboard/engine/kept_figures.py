"""The full figures of halves, whole and within remits, taken once for everybody who asks for them between two polls."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from wallboard.engine.recipe import HalfFigures
from wallboard.model.remit import Remit
from wallboard.source import Carries

SiteHalf = tuple[str, Carries]  # one half of one site

# Some 3 MB each in a city with fifty wards and forty types of request: pages that stream ask every second, and what
# nobody asks for is soon the one that was asked for longest ago.
MOST_KEPT = 40


class KeptFigures:
    """What was taken, until its half changes. Not thread-safe: the engine holds its lock around every call."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[SiteHalf, Remit | None], HalfFigures] = OrderedDict()

    def get(self, half: SiteHalf, within: Remit | None, work_out: Callable[[], HalfFigures]) -> HalfFigures:
        """Those of a half within a remit; None where they are the whole half's. Worked out where none are kept."""
        key = half, within and replace(within, sites=None)  # at a site, who differ by other sites see the same
        figures = self._kept.get(key) or work_out()
        self._kept[key] = figures
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return figures

    def forget(self, half: SiteHalf) -> None:
        """Something of it changed, or time moved on."""
        for key in [key for key in self._kept if key[0] == half]:
            del self._kept[key]

    def forget_all(self) -> None:
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

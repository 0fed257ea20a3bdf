"""How much may be asked for at once: a server that fails over a piece again and again may fail because it is so long."""

from __future__ import annotations

from data_sources._georeport.walk import Walk
from wallboard.model import Micros

_FAILURES = 3  # in a row, after which a piece is halved
_HALVINGS = 4  # beyond that it is no matter of length
_ANSWERS = 10  # in a row, after which twice as much is tried once more


class Load:
    """Kept in memory: what is forgotten is learned again. `widest`: of the pieces of a walk."""

    def __init__(self, slice_: Micros) -> None:
        self._slice = self.widest = slice_
        self._failures = self._answers = 0
        self._low: Micros = 0  # where the piece begins of which no answer came

    def bearable(self, walk: Walk) -> Walk:
        """The walk, or from the beginning of a shorter piece."""
        for _ in range(min(_HALVINGS, self._failures // _FAILURES) if self._low == walk.low else 0):
            if walk.high - walk.low > self._slice >> _HALVINGS:
                walk = walk.halved()
        return walk

    def failed(self, walk: Walk) -> None:
        self._failures = 1 + (self._failures if self._low == walk.low else 0)
        self._low, self._answers = walk.low, 0

    def answered(self, walk: Walk) -> None:
        if self._failures >= _FAILURES and walk.by != "updated":
            self.widest = max(self._slice >> _HALVINGS, min(self.widest, walk.high - walk.low))
        self._failures, self._answers = 0, self._answers + 1
        if self._answers >= _ANSWERS:
            self.widest, self._answers = min(self._slice, self.widest * 2), 0

"""Open spans of a calendar, and how to find the one in which an instant is: one instant, or a million of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from wallboard.model import Micros

if TYPE_CHECKING:  # imported where columns are asked for: commands that ask for none do not wait for it
    import numpy as np
    import numpy.typing as npt

    Instants = npt.NDArray[np.int64]

_STRETCH, _MOST_LOOKS = 35, 4  # 2**35 microseconds, nearly ten hours; with more spans in them than that, search


class _Columns(NamedTuple):
    starts: Instants
    ends: Instants
    at_start: Instants
    at_end: Instants


class _Stretches(NamedTuple):
    """Time in equal stretches of some hours, from one before the first span on: at the begin of each the last span that has
    begun, and how many more begin in it at most. To look one up is a fraction of a search for each of a million instants."""

    first: int
    begun: Instants
    more: int


class OpenSpans:
    """Open spans in order, without overlap, and the open time before each start and at each end."""

    def __init__(self, spans: Sequence[tuple[Micros, Micros]]) -> None:
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.at_end = list(accumulate(end - start for start, end in spans))
        self.at_start = [0, *self.at_end[:-1]] if spans else []

    @cached_property
    def columns(self) -> _Columns:
        import numpy as np

        every = (self.starts, self.ends, self.at_start, self.at_end)
        return _Columns(*(np.array(column, dtype=np.int64) for column in every))

    @cached_property
    def _stretches(self) -> _Stretches:
        import numpy as np

        first, last = (self.starts[0] >> _STRETCH) - 1, (self.starts[-1] >> _STRETCH) + 1
        begins = np.arange(first, last + 1, dtype=np.int64) << _STRETCH
        begun = np.searchsorted(self.columns.starts, begins, side="right") - 1
        return _Stretches(first, begun, int(np.diff(begun).max()))

    def last_begun(self, at: Instants) -> Instants:
        """The last span that has begun at each instant, -1 before the first; there is one at least."""
        import numpy as np

        first, begun, more = self._stretches
        if more > _MOST_LOOKS:
            return np.searchsorted(self.columns.starts, at, side="right") - 1
        following = np.append(self.columns.starts, np.iinfo(np.int64).max)
        found: Instants = begun[np.clip((at >> _STRETCH) - first, 0, len(begun) - 1)]
        for _ in range(more):
            found += following[found + 1] <= at
        return found

"""Instants kept in order, so that how many lie before a moment is a binary search and a change costs little."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from math import floor

import numpy as np
import numpy.typing as npt

from wallboard.model import Micros

# Small enough that an insert moves little memory, large enough that a million make a short list of chunks.
_CHUNK = 4096
_Search = Callable[[Sequence[int], int], int]


class SortedInstants:
    """A sorted multiset of instants in chunks: adding and removing move one chunk, never a million instants. A chunk is a part
    of the column that was added, until something in it is changed."""

    __slots__ = ("_chunks", "_lasts", "_offsets", "_stale", "floor", "total")

    def __init__(self, instants: npt.NDArray[np.int64] | None = None) -> None:
        self._chunks: list[array[int] | memoryview[int]] = []
        self._lasts: list[Micros] = []
        self._offsets: list[int] = [0]
        self._stale = False
        self.total = 0
        self.floor: Micros | None = None  # what is before it has been forgotten, and stays so
        if instants is not None:
            self.add_sorted(instants)

    def __len__(self) -> int:
        return self._counted()[-1]

    def __iter__(self) -> Iterator[Micros]:
        return (instant for chunk in self._chunks for instant in chunk)

    def add(self, instant: Micros) -> None:
        if self.floor is not None and instant < self.floor:
            return
        if not self._chunks:
            self._chunks.append(array("q"))
            self._lasts.append(instant)
        i = min(bisect_left(self._lasts, instant), len(self._chunks) - 1)
        chunk = self._own(i)
        insort(chunk, instant)
        if len(chunk) > 2 * _CHUNK:
            self._chunks[i : i + 1] = [chunk[:_CHUNK], chunk[_CHUNK:]]
            self._lasts[i : i + 1] = [chunk[_CHUNK - 1], chunk[-1]]
        else:
            self._lasts[i] = chunk[-1]
        self.total += instant
        self._stale = True

    def remove(self, instant: Micros) -> None:
        """Raises KeyError when it is not there, unless it has been forgotten."""
        if self.floor is not None and instant < self.floor:
            return
        i = bisect_left(self._lasts, instant)
        chunk = self._own(i) if i < len(self._chunks) else array("q")
        k = bisect_left(chunk, instant)
        if k == len(chunk) or chunk[k] != instant:
            raise KeyError(instant)
        del chunk[k]
        if chunk:
            self._lasts[i] = chunk[-1]
        else:
            del self._chunks[i], self._lasts[i]
        self.total -= instant
        self._stale = True

    def add_sorted(self, instants: npt.NDArray[np.int64]) -> None:
        """Adds many at once, given in rising order. Nobody changes them afterwards."""
        if self.floor is not None:
            instants = instants[np.searchsorted(instants, self.floor) :]
        if not len(instants):
            return
        if self._chunks:
            instants = np.sort(np.concatenate([instants, *map(_as_numpy, self._chunks)]), kind="stable")
        self.total = sum_of(instants)
        self._fill(instants)

    def forget_before(self, instant: Micros) -> int:
        """Drops what is earlier, for good. Returns how many were dropped."""
        self.floor = instant
        gone = self.count_before(instant)
        if gone:
            keep = [chunk for chunk, last in zip(self._chunks, self._lasts, strict=True) if last >= instant]
            if keep:
                keep[0] = keep[0][bisect_left(keep[0], instant) :]
            self._chunks, self._lasts, self._stale = keep, [chunk[-1] for chunk in keep], True
            self.total = sum(map(sum, keep))
        return gone

    def count_until(self, instant: Micros) -> int:
        """How many are at or before it."""
        return self._count(bisect_right, instant)

    def count_before(self, instant: Micros) -> int:
        return self._count(bisect_left, instant)

    def between(self, start: Micros, end: Micros) -> int:
        """How many are after `start` and at or before `end`."""
        return self._count(bisect_right, end) - self._count(bisect_right, start)

    def kth(self, k: int) -> Micros:
        """The k-th in rising order, from 0. Raises IndexError."""
        offsets = self._counted()
        if not 0 <= k < offsets[-1]:
            raise IndexError(k)
        i = bisect_right(offsets, k) - 1
        return self._chunks[i][k - offsets[i]]

    def quantile(self, share: float) -> float:
        """By linear interpolation between neighbours, as pandas does. Raises IndexError when there are none."""
        position = share * (len(self) - 1)
        below = floor(position)
        low = self.kth(below)
        return low if position == below else low + (position - below) * (self.kth(below + 1) - low)

    def _count(self, search: _Search, instant: Micros) -> int:
        # Equal instants may span chunks: the list of last ones is searched on the same side.
        lasts = self._lasts
        i = bisect_left(lasts, instant) if search is bisect_left else bisect_right(lasts, instant)
        offsets = self._offsets if not self._stale else self._counted()
        return offsets[i] + search(self._chunks[i], instant) if i < len(lasts) else offsets[-1]

    def _counted(self) -> list[int]:
        if self._stale:
            self._offsets = list(accumulate(map(len, self._chunks), initial=0))
            self._stale = False
        return self._offsets

    def _fill(self, instants: npt.NDArray[np.int64]) -> None:
        data = np.ascontiguousarray(instants, dtype=np.int64).data
        self._chunks = [data[i : i + _CHUNK] for i in range(0, len(data), _CHUNK)]
        self._lasts = [chunk[-1] for chunk in self._chunks]
        self._stale = True

    def _own(self, i: int) -> array[int]:
        """A chunk that may be changed."""
        chunk = self._chunks[i]
        if isinstance(chunk, memoryview):
            self._chunks[i] = chunk = array("q", chunk.tobytes())
        return chunk


def _as_numpy(chunk: array[int] | memoryview[int]) -> npt.NDArray[np.int64]:
    return np.frombuffer(chunk, dtype=np.int64).copy()


def sum_of(data: npt.NDArray[np.int64]) -> int:
    """Exact: a million instants of microseconds overflow 64 bits."""
    return (int((data >> 32).sum()) << 32) + int((data & 0xFFFFFFFF).sum())

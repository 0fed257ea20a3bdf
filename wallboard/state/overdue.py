"""The open items that are past their promise, in order of age: each goes over when its due instant has passed."""

from __future__ import annotations

from collections import Counter
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

from wallboard.model import NO_INSTANT, Micros
from wallboard.state.sorted_instants import SortedInstants

_Pair = tuple[Micros, Micros]  # due, open since
_Instants = npt.NDArray[np.int64]
_NONE = np.array([], np.int64)
# From here on, merging all at once costs less than adding each.
_MANY, _FEW = 1_000, 32


class Overdue:
    """Pairs of (due, open since), and the `open_since` of those whose due instant is past.

    Moving on costs by what fell due in between; how many of an age are overdue is a binary search.
    """

    __slots__ = ("_ahead", "_due", "_gone", "_now", "_past", "_since")

    def __init__(self) -> None:
        self._now: Micros = NO_INSTANT
        self._past = SortedInstants()
        self._due, self._since = _NONE, _NONE  # still to come: what was added as many, by due
        self._ahead: list[_Pair] = []  # still to come: what was added one by one, as a heap
        self._gone: Counter[_Pair] = Counter()  # of those still to come, what was taken out again

    def open_since(self, now: Micros) -> SortedInstants:
        """Of those due before `now`, which never goes back. For reading."""
        if now > self._now:
            self._now = now
            if len(self._due) and self._due[0] < now:
                self._let_many_pass()
            while self._ahead and self._ahead[0][0] < now:
                pair = heappop(self._ahead)
                if not self._was_taken_out(pair):
                    self._past.add(pair[1])
        return self._past

    def add(self, due: Micros, since: Micros) -> None:
        if due < self._now:
            self._past.add(since)
        elif not self._was_taken_out((due, since)):
            heappush(self._ahead, (due, since))

    def remove(self, due: Micros, since: Micros) -> None:
        """Takes out one that was added."""
        if due < self._now:
            self._past.remove(since)
        else:
            self._gone[due, since] += 1

    def add_many(self, due: _Instants, since: _Instants) -> None:
        late = due < self._now
        if late.any():
            self._past.add_sorted(np.sort(since[late], kind="stable"))
            due, since = due[~late], since[~late]
        if len(due):
            due, since = np.concatenate([self._due, due]), np.concatenate([self._since, since])
            order = np.argsort(due, kind="stable")
            self._due, self._since = due[order], since[order]

    def _let_many_pass(self) -> None:
        end = int(np.searchsorted(self._due, self._now))
        due, since = self._due[:end], self._since[:end]
        self._due, self._since = self._due[end:], self._since[end:]
        if self._gone:
            stays = [not self._was_taken_out(pair) for pair in zip(due.tolist(), since.tolist(), strict=True)]
            since = since[np.array(stays, bool)]
        if len(since) >= _MANY or len(since) > max(_FEW, len(self._past)):
            self._past.add_sorted(np.sort(since, kind="stable"))
        else:
            for instant in since.tolist():
                self._past.add(instant)

    def _was_taken_out(self, pair: _Pair) -> bool:
        if not self._gone or pair not in self._gone:
            return False
        self._gone[pair] -= 1
        if not self._gone[pair]:
            del self._gone[pair]
        return True

"""When parts of the promises of a group's open requests are used up, of which only how many are past is asked.

Those that passed long ago, nearly all of them where much is late, are a number, and so are those whose clock stands.
"""

from __future__ import annotations

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import DAY, NO_INSTANT, Micros
from wallboard.state.sorted_instants import SortedInstants
from wallboard.state.values import Flags, Instants

_LONG: Micros = DAY  # an instant that is not quite now may be asked for, and a clock may go back by some minutes


def passed_or_never(at: Instants, now: Micros) -> tuple[Flags, Flags]:
    """Of which only the number matters where marks were settled at `now`: those that passed long ago, and those that never come."""
    return at < now - _LONG, at == NEVER


class Marks:
    """A multiset of instants. What is asked is asked of now."""

    __slots__ = ("_ahead", "_long_ago", "_never", "_passed")

    def __init__(self) -> None:
        self._ahead = SortedInstants()
        self._long_ago: Micros = NO_INSTANT  # what is before it is only counted
        self._passed = self._never = 0

    def __len__(self) -> int:
        return self._passed + len(self._ahead) + self._never

    def settle(self, now: Micros) -> None:
        """What was long before takes no more room."""
        if now - _LONG > self._long_ago:
            self._long_ago = now - _LONG
            self._passed += self._ahead.forget_before(self._long_ago)

    def add(self, instant: Micros) -> None:
        self._count(instant, 1)

    def remove(self, instant: Micros) -> None:
        """Takes out one that was added. Raises KeyError where it is not there, if it is still known."""
        self._count(instant, -1)

    def count(self, passed: int, never: int) -> None:
        """So many that passed long ago, and that never come (`passed_or_never`)."""
        self._passed += passed
        self._never += never

    def add_many(self, instants: Instants) -> None:
        """In any order."""
        passed, never = instants < self._long_ago, instants == NEVER
        self._passed += int(np.count_nonzero(passed))
        self._never += int(np.count_nonzero(never))
        self._ahead.add_sorted(np.sort(instants[~(passed | never)], kind="stable"))

    def count_until(self, instant: Micros) -> int:
        """How many are at or before an instant that is not long before the latest that was settled."""
        return self._passed + self._ahead.count_until(instant)

    def count_before(self, instant: Micros) -> int:
        return self._passed + self._ahead.count_before(instant)

    def _count(self, instant: Micros, more: int) -> None:
        if instant == NEVER:
            self._never += more
        elif instant < self._long_ago:
            self._passed += more
        elif more > 0:
            self._ahead.add(instant)
        else:
            self._ahead.remove(instant)

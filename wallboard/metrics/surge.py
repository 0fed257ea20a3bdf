"""How many callers are too many to be chance: the tail of a negative binomial over what the days before had.

Calls of a quarter of an hour vary more than a Poisson says, because days differ; and a mean of eight days is itself not
known well. Both widen the band. A plain Poisson, or a mean and three standard deviations, cries wolf many times as often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np

from wallboard.model import MINUTE
from wallboard.state.values import Floats, Ints

SPAN = 15  # minutes
LEAST = 5  # calls: fewer are never a surge
CHANCE = 1e-5  # under which it is one
_NEARLY_NONE = 0.5  # calls, added to all the days together: where none ever came, one is no surge


def spread(days: Floats) -> float:
    """By how much days differ beyond chance: alpha of a variance of mean + alpha * mean ** 2. `days` are calls, one row
    for each day and one column for each time of day."""
    if len(days) < 2:
        return 0.0
    mean, variance = days.mean(axis=0), days.var(axis=0, ddof=1)
    squares = float((mean**2).sum())
    return max(0.0, float((variance - mean).sum()) / squares) if squares else 0.0


@dataclass(frozen=True, slots=True)
class Expected:
    """What one more such day may bring in so many minutes, as the days before say."""

    mean: float
    variance: float  # with the mean's own uncertainty

    @classmethod
    def of(cls, counts: Sequence[float], alpha: float) -> Expected:
        """`counts`: what each of the days before had in these minutes."""
        n = max(1, len(counts))
        mean = (sum(counts) + _NEARLY_NONE) / n
        return cls(mean, (mean + alpha * mean**2) * (1 + 1 / n))

    def tail(self, calls: int) -> float:
        """The probability of at least so many calls."""
        size = self.mean**2 / (self.variance - self.mean)
        more = self.mean / (size + self.mean)  # the chance of one more
        last = exp(lgamma(calls + size) - lgamma(size) - lgamma(calls + 1) + size * log(1 - more) + calls * log(more))
        total, k = last, calls
        while last > total * 1e-9 and k < calls + 10_000:
            last *= (k + size) / (k + 1) * more
            k += 1
            total += last
        return total

    def surge(self) -> int:
        """The smallest number of calls that is no chance any more."""
        low, high = LEAST, LEAST
        while self.tail(high) >= CHANCE:
            low, high = high + 1, high * 2
        while low < high:
            middle = (low + high) // 2
            if self.tail(middle) < CHANCE:
                high = middle
            else:
                low = middle + 1
        return high


class Coming:
    """How callers came on the days before, minute by minute of the local clock. Any thread may ask."""

    def __init__(self, days: Floats) -> None:
        """`days`: one row for each day, calls since midnight at the end of each minute (see `by_minute`)."""
        self._days = days
        self._alpha = spread(days[:, SPAN::SPAN] - days[:, :-SPAN:SPAN])
        self._last: tuple[int, Expected, int] | None = None

    @property
    def days(self) -> int:
        return len(self._days)

    def before(self, minute: int) -> tuple[Expected, int] | None:
        """What is expected in the quarter of an hour before that minute of the day, and how many are a surge; None where it
        began before midnight. Worked out once a minute."""
        if minute < SPAN:
            return None
        last = self._last
        if last is None or last[0] != minute:
            expected = Expected.of(self.came_before(minute), self._alpha)
            last = self._last = minute, expected, expected.surge()
        return last[1:]

    def came_before(self, minute: int) -> list[float]:
        """What each of the days had in that quarter of an hour, which did not begin before midnight."""
        counts: list[float] = (self._days[:, minute] - self._days[:, minute - SPAN]).tolist()
        return counts

    def between(self, minute: int, until: int) -> float:
        """How many come on average from one minute of the day to another."""
        return float((self._days[:, until] - self._days[:, minute]).mean())


def by_minute(entered: Ints, queue: Ints, queues: int, edges: Ints) -> Floats:
    """Calls since midnight at the end of each minute of a local day, 1,441 numbers with the 0 of midnight, for each of so
    many queues, which are numbered from 0. `edges` are the instants of the day's 96 slots, which go by the local clock."""
    minutes = queue * (24 * 60) + minute_of(entered, edges)
    counts = np.bincount(minutes, minlength=queues * 24 * 60).reshape(queues, -1)
    return np.pad(counts, ((0, 0), (1, 0))).cumsum(axis=1, dtype=float)


def minute_of(instants: Ints, edges: Ints) -> Ints:
    """The minute of the local day, from 0, in which each instant is."""
    slot = np.clip(np.searchsorted(edges, instants, side="right") - 1, 0, len(edges) - 2)
    minutes: Ints = slot * SPAN + np.minimum((instants - edges[slot]) // MINUTE, SPAN - 1)
    return minutes

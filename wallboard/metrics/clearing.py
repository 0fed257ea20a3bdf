"""When a backlog clears: the weeks of the past drawn again and again, as a range, or that it does not.

Each drawing goes on from what is open with weeks of the past, some that followed each other at a time, for a bad week seldom comes
alone. Which past it draws from is drawn first: a few weeks do not tell the mean of all, and a range that takes it for known is too
narrow. The same weeks always give the same range: chance begins where they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from hashlib import sha256
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from wallboard.state.values import Floats, Ints

CONFIDENCE = 0.9
FEWEST, MOST = 8, 52  # weeks of the past
HORIZON = 260  # weeks ahead: beyond five years nobody plans by this
AHEAD = (4, 8, 13)
_DRAWN = 2_000


class NotClearing(Enum):
    """Why there is no range."""

    CLEAR = "clear"  # no more is open than is asked for
    TOO_FEW = "too_few"  # there are fewer than eight weeks to draw from
    GROWING = "growing"  # as many come as go, or more
    NEVER = "never"  # fewer than half of the drawings clear within five years


class Ahead(NamedTuple):
    """How many are open in so many weeks, none of them fewer than 0: the middle and the range at `CONFIDENCE`."""

    weeks: int
    low: float
    median: float
    high: float


class Clearing(NamedTuple):
    """In how many weeks no more than `down_to` are open; None where `why` says. `high` is None where it may well take more than
    five years. `net`: the mean change of a week; `weeks`: how many were drawn from."""

    open: int
    down_to: int
    weeks: int
    net: float | None
    low: int | None
    median: int | None
    high: int | None
    why: NotClearing | None
    ahead: tuple[Ahead, ...]


def clearing(open_now: int, weekly_net: Sequence[int], down_to: int = 0) -> Clearing:
    """`weekly_net`: the change in open of each whole week, the oldest first; of more than a year the last 52 count."""
    net = np.array(weekly_net[-MOST:], np.float64)
    mean = float(net.mean()) if len(net) else None
    told = Clearing(open_now, down_to, len(net), mean, None, None, None, None, ())
    if mean is None or len(net) < FEWEST:
        return told._replace(why=NotClearing.CLEAR if open_now <= down_to else NotClearing.TOO_FEW)
    open_then = open_now + np.cumsum(_drawn(net, open_now), axis=1)
    told = told._replace(ahead=tuple(_ahead(week, open_then[:, week - 1]) for week in AHEAD))
    took = _weeks_until(open_then, down_to)
    low, median, high = (_at(took, share) for share in _SHARES)
    if open_now <= down_to:
        return told._replace(why=NotClearing.CLEAR)
    if mean >= 0 or median is None:
        return told._replace(why=NotClearing.GROWING if mean >= 0 else NotClearing.NEVER)
    return told._replace(low=low, median=median, high=high)


_SHARES = ((1 - CONFIDENCE) / 2, 0.5, (1 + CONFIDENCE) / 2)


def _drawn(net: Floats, open_now: int) -> Floats:
    """Changes of the weeks ahead, a row for each drawing."""
    seed = sha256(repr((open_now, net.tolist())).encode()).digest()
    chance = np.random.default_rng(int.from_bytes(seed[:8]))
    weeks = len(net)
    run = max(1, round(weeks ** (1 / 3)))
    # a sample's own spread is smaller than that of what it is a sample of
    spread = net.mean() + (net - net.mean()) * sqrt(weeks / (weeks - 1))
    past = spread[_runs(chance, weeks, weeks, run)]
    rows = np.arange(_DRAWN)[:, None] * weeks
    drawn: Floats = past.ravel()[_runs(chance, weeks, HORIZON, run) + rows]
    return drawn


def _runs(chance: np.random.Generator, weeks: int, wanted: int, run: int) -> Ints:
    """Which weeks of the past, a row for each drawing: some in a row, and after the last the first."""
    begins = chance.integers(0, weeks, (_DRAWN, ceil(wanted / run), 1))
    place = begins + np.arange(run)
    return np.where(place < weeks, place, place - weeks).reshape(_DRAWN, -1)[:, :wanted]


def _ahead(weeks: int, open_then: Floats) -> Ahead:
    low, median, high = np.maximum(0.0, np.quantile(open_then, _SHARES)).tolist()
    return Ahead(weeks, low, median, high)


def _weeks_until(open_then: Floats, down_to: int) -> Ints:
    """HORIZON + 1 of a drawing that does not get there."""
    there = open_then <= down_to
    took: Ints = np.where(there.any(axis=1), there.argmax(axis=1) + 1, HORIZON + 1)
    return took


def _at(took: Ints, share: float) -> int | None:
    weeks = int(np.quantile(took, share, method="inverted_cdf"))
    return None if weeks > HORIZON else weeks

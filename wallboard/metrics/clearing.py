"""When a backlog clears: the weeks of the past drawn again and again, as a range, or that it does not.

Each drawing goes on from what is open with weeks of the past, some that followed each other at a time, for a bad week seldom comes
alone. Which past it draws from is drawn first: a few weeks do not tell the mean of all, and a range that takes it for known is too
narrow. The same weeks always give the same range: chance begins where they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import reduce
from hashlib import sha256
from itertools import accumulate
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
    clears = open_now > down_to and mean < 0
    ahead, took = _drawn_ahead(net, open_now, down_to, HORIZON if clears else AHEAD[-1])
    told = told._replace(ahead=ahead)
    if open_now <= down_to:
        return told._replace(why=NotClearing.CLEAR)
    low, median, high = (_at(took, share) for share in _SHARES)
    if not clears or median is None:
        return told._replace(why=NotClearing.NEVER if clears else NotClearing.GROWING)
    return told._replace(low=low, median=median, high=high)


_SHARES = ((1 - CONFIDENCE) / 2, 0.5, (1 + CONFIDENCE) / 2)


def _drawn_ahead(net: Floats, open_now: int, down_to: int, most: int) -> tuple[tuple[Ahead, ...], Ints]:
    """What is open after the weeks of AHEAD, and the week by which each drawing gets there: HORIZON + 1 of one that does not. Weeks
    beyond `most` are not looked at, nor those that come when all are there."""
    runs, changes = _drawn(net, open_now)
    run, lowest, whole = len(changes), reduce(np.minimum, changes), changes[-1]
    open_then, took, ahead = np.full(_DRAWN, float(open_now)), np.full(_DRAWN, HORIZON + 1), []
    not_yet = np.ones(_DRAWN, bool)
    for week, drawn in zip(range(0, most, run), runs, strict=False):
        ahead += [_ahead(at, open_then + changes[at - week - 1][drawn]) for at in AHEAD if week < at <= week + run]
        there = np.flatnonzero(not_yet & (open_then + lowest[drawn] <= down_to))
        if len(there):
            gets = [open_then[there] + each[drawn[there]] <= down_to for each in changes]
            first = np.array(gets).argmax(axis=0)
            took[there] = np.minimum(week + 1 + first, HORIZON + 1)
            not_yet[there] = False
        elif week > AHEAD[-1] and not not_yet.any():
            break
        open_then += whole[drawn]
    return tuple(ahead), took


def _drawn(net: Floats, open_now: int) -> tuple[Ints, list[Floats]]:
    """Runs of weeks ahead, a row for each that follows another: in each drawing, a place among the changes. These are the changes up to
    each week of a run, from each week of each drawing's past."""
    seed = sha256(repr((open_now, net.tolist())).encode()).digest()
    chance = np.random.default_rng(int.from_bytes(seed[:8]))
    weeks = len(net)
    run = max(1, round(weeks ** (1 / 3)))
    # a sample's own spread is smaller than that of what it is a sample of
    spread = net.mean() + (net - net.mean()) * sqrt(weeks / (weeks - 1))
    begins = _begins(chance, weeks, weeks, run)
    past = np.stack([np.roll(spread, -nth)[begins] for nth in range(run)], axis=2).reshape(_DRAWN, -1)[:, :weeks]
    changes = [*accumulate(np.roll(past, -nth, axis=1).ravel() for nth in range(run))]
    runs = (_begins(chance, weeks, HORIZON, run) + np.arange(_DRAWN)[:, None] * weeks).T.copy()
    return runs, changes


def _begins(chance: np.random.Generator, weeks: int, wanted: int, run: int) -> Ints:
    """With which weeks of the past some in a row begin, after the last of which comes the first: a row for each drawing."""
    return chance.integers(0, weeks, (_DRAWN, ceil(wanted / run)))


def _ahead(weeks: int, open_then: Floats) -> Ahead:
    low, median, high = np.maximum(0.0, np.quantile(open_then, _SHARES)).tolist()
    return Ahead(weeks, low, median, high)


def _at(took: Ints, share: float) -> int | None:
    weeks = int(np.quantile(took, share, method="inverted_cdf"))
    return None if weeks > HORIZON else weeks

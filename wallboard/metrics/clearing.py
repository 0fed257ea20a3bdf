"""When a backlog clears: the weeks of the past drawn again and again, as a range, or that it does not.

Each drawing goes on from what is open with weeks of the past, some that followed each other at a time, for a bad week seldom comes
alone. Which past it draws from is drawn first: a few weeks do not tell the mean of all, and a range that takes it for known is too
narrow. The same weeks always give the same range: chance begins where they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from functools import reduce
from hashlib import sha256
from itertools import accumulate
from math import ceil, inf, sqrt
from typing import NamedTuple

import numpy as np

from wallboard.state.values import Floats, Ints

CONFIDENCE = 0.9
FEWEST, MOST = 8, 52  # weeks of the past
HORIZON = 260  # weeks ahead: beyond five years nobody plans by this
AHEAD = (4, 8, 13)
_DRAWN = 2_000
_NEVER_SO_FEW = -inf  # where nobody asks when


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
    ahead, took = _drawn_ahead(net, open_now, down_to if clears else _NEVER_SO_FEW)
    told = told._replace(ahead=ahead)
    if not clears:
        return told._replace(why=NotClearing.CLEAR if open_now <= down_to else NotClearing.GROWING)
    low, median, high = (None if weeks > HORIZON else weeks for weeks in _at(took))
    if median is None:
        return told._replace(why=NotClearing.NEVER)
    return told._replace(low=low, median=median, high=high)


_SHARES = ((1 - CONFIDENCE) / 2, 0.5, (1 + CONFIDENCE) / 2)


def _drawn_ahead(net: Floats, open_now: int, down_to: float) -> tuple[tuple[Ahead, ...], Ints]:
    """What is open after the weeks of AHEAD, and the week by which each drawing gets `down_to` so many: HORIZON + 1 of one that does
    not. No weeks are drawn that say nothing of either."""
    runs, changes = _drawn(net, open_now)
    asked, run, whole = down_to > _NEVER_SO_FEW, len(changes), changes[-1]
    lowest = reduce(np.minimum, changes) if asked else whole
    open_then, took, later = np.full(_DRAWN, float(open_now)), np.full(_DRAWN, HORIZON + 1), []
    not_yet = np.full(_DRAWN, asked)
    for week, drawn in zip(range(0, HORIZON, run), runs, strict=False):
        later += [open_then + changes[at - week - 1][drawn] for at in AHEAD if week < at <= week + run]
        there = np.flatnonzero(not_yet & (open_then + lowest[drawn] <= down_to))
        if len(there):
            gets = [open_then[there] + each[drawn[there]] <= down_to for each in changes]
            took[there] = np.minimum(week + 1 + np.array(gets).argmax(axis=0), HORIZON + 1)
            not_yet[there] = False
        if week + run >= AHEAD[-1] and not not_yet.any():
            break
        open_then += whole[drawn]
    return _ahead(later), took


def _drawn(net: Floats, open_now: int) -> tuple[Iterator[Ints], list[Floats]]:
    """Runs of weeks ahead, one after the other: in each drawing, a place among the changes. These are the changes up to each week of a
    run, from each week of each drawing's past."""
    seed = sha256(repr((open_now, net.tolist())).encode()).digest()
    chance = np.random.default_rng(int.from_bytes(seed[:8]))
    weeks = len(net)
    run = max(1, round(weeks ** (1 / 3)))
    # a sample's own spread is smaller than that of what it is a sample of
    spread = net.mean() + (net - net.mean()) * sqrt(weeks / (weeks - 1))
    in_a_row = np.stack([np.roll(spread, -nth) for nth in range(run)], axis=1)
    begins = chance.integers(0, weeks, (_DRAWN, ceil(weeks / run)))
    past = np.take(in_a_row, begins, axis=0).reshape(_DRAWN, -1)[:, :weeks]
    round_again = np.concatenate([past, past[:, : run - 1]], axis=1)  # after the last week comes the first
    each = (round_again[:, nth : nth + weeks] for nth in range(run))
    return _runs(chance, weeks), [changes.ravel() for changes in accumulate(each)]


def _runs(chance: np.random.Generator, weeks: int) -> Iterator[Ints]:
    pasts = np.arange(_DRAWN) * weeks
    while True:
        yield pasts + chance.integers(0, weeks, _DRAWN)


def _ahead(later: Sequence[Floats]) -> tuple[Ahead, ...]:
    """`later`: what is open then, for each of AHEAD."""
    each = np.maximum(0.0, np.quantile(later, _SHARES, axis=1)).T.tolist()
    return tuple(Ahead(weeks, *its) for weeks, its in zip(AHEAD, each, strict=True))


def _at(took: Ints) -> list[int]:
    weeks: list[int] = np.quantile(took, _SHARES, method="inverted_cdf").astype(int).tolist()
    return weeks

"""Time to finish with what is still open counted: how many are not finished yet after so many days (Kaplan and Meier 1958).

What is open when we look, or was removed unfinished, is known not to have been finished by then, and no more: it is among
those that could have been finished up to that time and is left out after it. A mean of the finished ones alone would leave
out what takes longest. The band is Greenwood's variance on the scale of log(−log), so that it stays between 0 and 1.
"""

from __future__ import annotations

from enum import Enum
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from wallboard.metrics.tickets import TOO_FEW
from wallboard.state.in_order import in_order
from wallboard.state.values import Flags, Floats, Ints

CONFIDENCE = 0.95
QUARTER, HALF, THREE_QUARTERS, MOST = 0.25, 0.5, 0.75, 0.85
SHARES = (QUARTER, HALF, THREE_QUARTERS, MOST)
_ROUNDING = 1e-12  # a half reached by steps of tenths is a half


class Untold(Enum):
    """Why a figure has no value."""

    NOTHING = "nothing"  # there are no requests
    TOO_FEW = "too_few"  # fewer than five: they say more of chance than of the department
    NOT_REACHED = "not_reached"  # fewer than that share have been finished in the time for which they were watched
    NOT_WATCHED = "not_watched"  # nobody has been watched for as long as that
    NO_PROMISE = "no_promise"  # none of them was promised anything


class Told(NamedTuple):
    """A value with its band at `CONFIDENCE`. None: see `why`; a `high` of None is beyond the time watched."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: Untold | None = None


class Survival(NamedTuple):
    """A falling step function: of all, the share `still_open` from each of `days` (rising) up to the next; before the first
    everything is. `low` and `high` are its band. `at_risk`: how many were open, and watched, up to each.

    `n` requests in all, `finished` of them; the longest was watched for `longest` days (0.0 of none).
    """

    days: Floats
    still_open: Floats
    low: Floats
    high: Floats
    at_risk: Ints
    n: int
    finished: int
    longest: float

    @property
    def untold(self) -> Untold | None:
        """Why nothing is told of so few."""
        return (Untold.TOO_FEW if self.n else Untold.NOTHING) if self.n < TOO_FEW else None

    def days_until(self, share: float) -> Told:
        """The first time by which this share (0 to 1, without the ends) of all is finished. Its band has the times at which the
        band of the curve gets there. Unit: that of `days`."""
        if self.untold:
            return Told(None, why=self.untold)
        value, low, high = (self._falls_to(1 - share, line) for line in (self.still_open, self.low, self.high))
        return Told(value, low, high, None if value is not None else Untold.NOT_REACHED)

    def finished_within(self, days: float) -> Told:
        """The share (0 to 1) of all that is finished within so many days."""
        if self.untold:
            return Told(None, why=self.untold)
        if days > self.longest and (not self.finished or self.still_open[-1] > 0):
            return Told(None, why=Untold.NOT_WATCHED)
        step = int(np.searchsorted(self.days, days, side="right")) - 1
        if step < 0:
            return Told(0.0, 0.0, 0.0)
        value, low, high = (1 - float(line[step]) for line in (self.still_open, self.high, self.low))
        return Told(value, low, high)

    def drawn(self, most: int = 200) -> Survival:
        """The same with at most so many steps (two at least): those at which the share has fallen furthest, the first and
        the last among them. Of half a million steps nobody sees more."""
        if len(self.days) <= most:
            return self
        fallen = (1 - self.still_open) / (1 - self.still_open[-1])
        steps = np.unique(np.append(0, np.searchsorted(fallen, np.linspace(fallen[0], 1, most - 1))))
        return self._replace(**{name: getattr(self, name)[steps] for name in _LINES})

    def _falls_to(self, share: float, line: Floats) -> float | None:
        step = int(np.searchsorted(-line, -share - _ROUNDING))
        return float(self.days[step]) if step < len(line) else None


_LINES = ("days", "still_open", "low", "high", "at_risk")


def share_finished(days: Floats, finished: Flags, within: float) -> Told:
    """What `survival` says of `finished_within`, without a look at what came later. Where `days` is NaN nothing is counted."""
    longest, n = float(np.fmax.reduce(days, initial=0.0)), int(np.count_nonzero(~np.isnan(days)))
    sooner = np.flatnonzero(days <= within)
    curve = _curve(days[sooner], finished[sooner], n, CONFIDENCE)
    return curve._replace(longest=longest).finished_within(within)


def survival(days: Floats, finished: Flags, confidence: float = CONFIDENCE) -> Survival:
    """`days`: for how long each was open, 0 or more, in any unit; `finished`: whether it was finished then, or is only known not
    to have been finished by then. A million take a tenth of a second."""
    return _curve(days, finished, len(days), confidence)


def _curve(days: Floats, finished: Flags, n: int, confidence: float) -> Survival:
    """Of `n`, of whom the others were all watched for longer."""
    order = in_order(days)
    days, finished = days[order], finished[order]
    begins = np.append(0, np.flatnonzero(days[1:] != days[:-1]) + 1)[: len(days)]
    ended = np.diff(np.append(0, np.cumsum(finished))[np.append(begins, len(days))])
    steps = np.flatnonzero(ended)
    begins, ended = begins[steps], ended[steps]
    at_risk = n - begins
    still_open: Floats = np.cumprod(1 - ended / at_risk, dtype=np.float64)
    low, high = _band(still_open, ended, at_risk, confidence)
    longest = float(days[-1]) if len(days) else 0.0
    return Survival(days[begins], still_open, low, high, at_risk, n, int(ended.sum()), longest)


def _band(still_open: Floats, ended: Ints, at_risk: Ints, confidence: float) -> tuple[Floats, Floats]:
    """Where nothing is open any more, the variance is unknown: from 0 to the upper end before it."""
    left = at_risk - ended
    some = len(left) - int(not left.all())  # none is left but after the last step
    low, high = np.zeros_like(still_open), np.ones_like(still_open)
    share, ended, at_risk, left = still_open[:some], ended[:some], at_risk[:some], left[:some]
    variance = np.cumsum(ended / (at_risk * left.astype(float)))
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(variance) / -np.log(share)
    low[:some], high[:some] = share ** np.exp(reach), share ** np.exp(-reach)
    if some:
        high[some:] = high[some - 1]
    # A band that rises where the curve falls would tell of people who open again what they finished.
    return np.minimum.accumulate(low), np.minimum.accumulate(high)

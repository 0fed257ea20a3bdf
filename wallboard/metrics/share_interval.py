"""How far a share of a few is to be trusted."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95


class ShareInterval(NamedTuple):
    """Both ends of it, 0 to 1."""

    low: float
    high: float

    def meets(self, other: ShareInterval) -> bool:
        """Whether chance alone may be what the two differ by."""
        return self.low <= other.high and other.low <= self.high


def share_interval(share: float, n: int, confidence: float = CONFIDENCE) -> ShareInterval:
    """In which the share (0 to 1) of all such would lie by what `n` of them (1 or more) tell: Wilson's interval, which stays
    between 0 and 1 and has a width where all or none of them were so."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    shrunk = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / shrunk
    reach = z / shrunk * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return ShareInterval(max(0.0, middle - reach), min(1.0, middle + reach))

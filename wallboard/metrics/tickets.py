"""The formulas of requests: ageing, flow and promises kept. Pure; ages come from instants that are kept in order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from wallboard.model import Micros

# A share of fewer decided requests says more of chance than of the department.
TOO_FEW = 5
# The variant of a band that counts those past their own promise.
BREACHED = "breached"


class OpenSince(Protocol):
    """When each open item was opened plus its closed time, in order, in microseconds of some clock."""

    @property
    def total(self) -> int: ...
    def __len__(self) -> int: ...
    def count_before(self, instant: Micros) -> int: ...
    def kth(self, k: int) -> Micros: ...
    def quantile(self, share: float) -> float: ...


def age_mean_days(open_since: OpenSince, now: Micros, day_us: Micros) -> float | None:
    """Summed age of the open items / their count. Unit: days of `day_us`. None when nothing is open."""
    return (now - open_since.total / len(open_since)) / day_us if len(open_since) else None


def age_quantile_days(open_since: OpenSince, share: float, now: Micros, day_us: Micros) -> float | None:
    """The age that this share of the open items has at most, interpolated linearly between neighbours.

    Unit: days of `day_us`. None when nothing is open.
    """
    return (now - open_since.quantile(1 - share)) / day_us if len(open_since) else None


def age_max_days(open_since: OpenSince, now: Micros, day_us: Micros) -> float | None:
    """Age of the oldest open item. Unit: days of `day_us`. None when nothing is open."""
    return (now - open_since.kth(0)) / day_us if len(open_since) else None


def in_bands(open_since: OpenSince, edges_days: Sequence[float], now: Micros, day_us: Micros) -> list[int]:
    """How many open items are in each age band: open below, closed above; the last is over the last edge.

    The first holds those of no age at all, too.
    """
    over = [open_since.count_before(now - round(edge * day_us)) for edge in edges_days]
    return [more - fewer for more, fewer in zip((len(open_since), *over), (*over, 0), strict=True)]


def band_names(edges_days: Sequence[float]) -> list[str]:
    """(0,1], (1,3] ... and >90 for the last."""
    texts = [f"{edge:g}" for edge in (0.0, *edges_days)]
    return [f"({low},{high}]" for low, high in pairwise(texts)] + [f">{texts[-1]}"]


def band_edges(name: str) -> tuple[float, float | None]:
    """Of one of `band_names`: above how many days, and up to how many. Raises ValueError."""
    if name.startswith(">"):
        return float(name[1:]), None
    if not (name.startswith("(") and name.endswith("]")):
        raise ValueError(name)
    low, high = map(float, name[1:-1].split(","))
    return low, high


def net(*, opened: int, reopened: int, moved_in: int, finished: int, moved_out: int, removed: int) -> int:
    """The change in open: opened + reopened + moved in − finished − moved out − removed."""
    return opened + reopened + moved_in - finished - moved_out - removed


def on_time_share(on_time: int, late: int) -> float | None:
    """On time / decided. Unit: ratio. None when fewer than five were decided."""
    decided = on_time + late
    return on_time / decided if decided >= TOO_FEW else None

"""Call metrics: one pure function each, over a tally of queue visits. None when nothing qualifies.

A is answered, B abandoned, Df diverted for a failed reason, Bs short abandons; `in` is within the threshold T.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import overload

from wallboard.settings import SERVICE_LEVEL_VARIANTS
from wallboard.state.tally import Tally
from wallboard.state.tally_columns import TallyColumns
from wallboard.state.values import Floats

# Asterisk's own two figures are over calls that are over, since it started.
OWN_VARIANTS = ("completed_sl", "completed_sl2")


def service_level(tally: Tally, variant: str = "offered") -> float | None:
    """Share of calls answered in time. Unit: ratio. None when no call qualifies: neither 0 nor 1.

    Definition: docs/metrics.md, calls.service_level; `offered` is Ain / (A + B + Df).
    Raises ValueError for a variant that does not exist.
    """
    return ratio(service_level_good(tally, variant), service_level_n(tally, variant))


@overload
def service_level_good(tally: Tally, variant: str) -> int: ...
@overload
def service_level_good(tally: TallyColumns, variant: str) -> Floats: ...
def service_level_good(tally: Tally | TallyColumns, variant: str) -> int | Floats:
    if variant == "handled_in_time":
        return tally.answered_in + tally.abandoned_in + tally.failed_in
    if variant == "completed_sl2":
        return tally.completed_in + tally.abandoned_in + tally.failed_in
    return tally.completed_in if variant == "completed_sl" else tally.answered_in


@overload
def service_level_n(tally: Tally, variant: str) -> int: ...
@overload
def service_level_n(tally: TallyColumns, variant: str) -> Floats: ...
def service_level_n(tally: Tally | TallyColumns, variant: str) -> int | Floats:
    """The calls that the share is of."""
    missed = tally.abandoned + tally.failed
    match variant:
        case "answered":
            return tally.answered
        case "offered" | "handled_in_time":
            return tally.answered + missed
        case "less_short":
            return tally.answered + missed - tally.abandoned_short
        case "less_in_threshold":
            return tally.answered + missed - tally.abandoned_in
        case "completed_sl":
            return tally.completed
        case "completed_sl2":
            return tally.completed + missed
    raise ValueError(f"service level variant {variant!r} is not known; there are: {', '.join(SERVICE_LEVEL_VARIANTS)}")


def speed_of_answer(tally: Tally) -> float | None:
    """Mean wait of answered visits. Unit: s. Across queues: total wait / total answered."""
    return ratio(tally.wait_s, tally.answered)


def wait_percentile(tally: Tally, share: float) -> float | None:
    """The wait that `share` of the answered visits did not exceed, linearly interpolated. Unit: s."""
    return percentile(tally.waits, share)


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """Percentile of values that are given as counts: {value: how often}; as numpy and pandas interpolate it."""
    n = sum(counts.values())
    if n == 0:
        return None
    position = (n - 1) * share
    below = floor(position)
    low, high = _values_at(counts, below, min(below + 1, n - 1))
    return low + (high - low) * (position - below)


def _values_at(counts: Mapping[int, int], rank: int, next_rank: int) -> tuple[int, int]:
    """The values at these two places (from 0) of the sorted list that the counts stand for."""
    seen = low = value = 0
    for value in sorted(counts):
        before, seen = seen, seen + counts[value]
        if before <= rank:
            low = value
        if seen > next_rank:
            break
    return low, value


def abandon_rate(tally: Tally) -> float | None:
    """Share of callers who gave up. Unit: ratio. Short abandons are in neither number where a limit is set.

    Definition: (B - Bs) / (A + B + Df - Bs).
    """
    return ratio(tally.abandoned - tally.abandoned_short, abandon_rate_n(tally))


def abandon_rate_n(tally: Tally) -> int:
    return service_level_n(tally, "less_short")


def talk_mean(tally: Tally) -> float | None:
    """Mean conversation of completed calls. Unit: s. Transferred calls keep their talk time."""
    return ratio(tally.talk_s, tally.talks)


def ratio(part: int, whole: int) -> float | None:
    """None where there is nothing to be a part of: neither 0 nor 1."""
    return part / whole if whole > 0 else None

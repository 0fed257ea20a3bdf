"""Little's law: how long a request stays, from how many are open and how many come. It holds only where as many go as come, and
where those that are open do not grow older on the whole; elsewhere nothing is told, and why."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

APART = 0.1  # of what came: so many more or fewer may have gone
AGEING = 0.2  # of the age before: so much older or younger may those that are open be
FEWEST = 30  # came


class NotStable(Enum):
    """Why the law does not hold."""

    TOO_FEW = "too_few"  # fewer than thirty came
    GROWING = "growing"  # more came than went
    SHRINKING = "shrinking"
    OLDER = "older"  # those that are open are older than before, on average
    YOUNGER = "younger"


class Stay(NamedTuple):
    """`days`: for how long each is open on average, `mean_open` / `came_a_day`; None where the law does not hold. Mean ages, in
    days, at the beginning and at the end; None where nothing was open."""

    days: float | None
    why: NotStable | None
    mean_open: float
    came_a_day: float
    age_before: float | None
    age_after: float | None


def stay(
    *, mean_open: float, came: int, went: int, days: float, age_before: float | None, age_after: float | None
) -> Stay:
    """Of a time of so many days, more than 0."""
    a_day = came / days
    why = _why_not(came, went, age_before, age_after)
    return Stay(None if why else mean_open / a_day, why, mean_open, a_day, age_before, age_after)


def _why_not(came: int, went: int, before: float | None, after: float | None) -> NotStable | None:
    if came < FEWEST:
        return NotStable.TOO_FEW
    if abs(came - went) > APART * came:
        return NotStable.GROWING if came > went else NotStable.SHRINKING
    older = (after or 0) - (before or 0)
    if abs(older) > AGEING * (before or 0):
        return NotStable.OLDER if older > 0 else NotStable.YOUNGER
    return None

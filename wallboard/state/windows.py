"""In which windows a visit counts, and with which of its three steps.

A visit's share in all windows is one integer: three bits for each window (offered, left, completed).
Rolling windows and since_start hold the visits that left the queue in them, `today` and `half_hour` those that entered
today, or since the last full or half hour of the site's clock.
"""

from __future__ import annotations

from wallboard.model import HOUR, MINUTE, Micros, Outcome, Visit

OFFERED, LEFT, COMPLETED = 1, 2, 4
OUT = OFFERED | LEFT

ROLLING: tuple[tuple[str, Micros], ...] = (
    ("5m", 5 * MINUTE),
    ("15m", 15 * MINUTE),
    ("30m", 30 * MINUTE),
    ("60m", HOUR),
)
WINDOWS = (*(name for name, _ in ROLLING), "today", "half_hour", "since_start")

TODAY_AT = 3 * WINDOWS.index("today")
HALF_AT = 3 * WINDOWS.index("half_hour")
SINCE_AT = 3 * WINDOWS.index("since_start")
TODAY_BITS = 7 << TODAY_AT
HALF_BITS = 7 << HALF_AT
SINCE_BITS = 7 << SINCE_AT

_LENGTHS = tuple(length for _, length in ROLLING)


def steps_taken(visit: Visit) -> int:
    """The steps of a visit, as far as it has come."""
    if visit.left is None:
        return OFFERED
    return OUT | COMPLETED if visit.completed else OUT


def steps_in(share: int, window: str) -> int:
    """The steps with which a visit of that share counts in a window. Raises ValueError for a window that does not exist."""
    return share >> (3 * WINDOWS.index(window)) & 7


def rolling_share(visit: Visit, now: Micros) -> int:
    """A visit's bits in the rolling windows, which reach from `length` ago (out) to now (in)."""
    share = 0
    if visit.left is not None:
        for i, length in enumerate(_LENGTHS):
            if now - visit.left < length:
                share |= OUT << (3 * i)
    if visit.completed and visit.ended is not None:
        for i, length in enumerate(_LENGTHS):
            if now - visit.ended < length:
                share |= COMPLETED << (3 * i)
    return share


def since_share(visit: Visit, start: Micros) -> int:
    """A visit's bits since the phone system's start; those that this start cut off belong to the time before."""
    if visit.left is None or visit.entered < start or (visit.outcome is Outcome.LOST and visit.left <= start):
        return 0
    return steps_taken(visit) << SINCE_AT


def next_change(visit: Visit, now: Micros) -> Micros | None:
    """The next instant at which this visit's bits change by the passing of time alone, `today` excepted."""
    upcoming = []
    if visit.entered > now:
        upcoming.append(visit.entered)
    for instant in (visit.left, visit.ended):
        if instant is None:
            continue
        if instant > now:
            upcoming.append(instant)
        else:
            upcoming += [instant + length for length in _LENGTHS if instant + length > now][:1]
    return min(upcoming, default=None)

"""For how long a server wants to be left alone."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from wallboard.model import SECOND, Micros

LONGEST: Micros = 3_600 * SECOND  # what a server says beyond that is a mistake, or meant for somebody else
UNSAID: Micros = 60 * SECOND  # of one that says "too many" and no more


def http_date(text: str) -> Micros | None:
    """What a header says in HTTP's own form; None where that cannot be read."""
    try:
        return round(parsedate_to_datetime(text).timestamp() * SECOND)
    except (TypeError, ValueError, OverflowError):
        return None


def left_alone_for(retry_after: str, date: str, now: Micros) -> Micros:
    """From the headers Retry-After (seconds, or an instant by the server's clock) and Date. Unit: microseconds."""
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return min(LONGEST, int(text[:12]) * SECOND)
    until = http_date(text)
    if until is None:
        return UNSAID
    clock = http_date(date)
    return min(LONGEST, max(SECOND, until - (now if clock is None else clock)))

"""Whether a source that answers, and tells nothing new, is silent for far longer than is usual at this hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from wallboard.calendar import Calendar
from wallboard.clock import local, micros
from wallboard.model import DAY, Micros

Instants = npt.NDArray[np.int64]

EXPECTED_AT_LEAST = 15  # that none of so many comes by chance happens once in three million times
FEWEST_WEEKS = 3
FEWEST_ARRIVALS = 5
TIMES_THE_LONGEST = 3
STRETCH: Micros = 7 * DAY  # of a silence, its first week decides
WITHOUT_HISTORY: Micros = DAY  # of opening hours
# Requests that were read in one go say when they were opened, and not how often the source tells of some: an export
# of each night is no silence by day.
REQUESTS_AT_LEAST: Micros = 3 * DAY


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a source in the weeks before a day: when, and for how long at least it may be quiet."""

    instants: Instants
    at_least: Micros = 0
    without_history: Micros | None = None


def missed(last: Micros, now: Micros, came: Instants, weeks: int, calendar: Calendar, zone: ZoneInfo) -> int | None:
    """How many come in such a time on the same weekdays and hours, going by a quiet one of the `weeks` before; None
    without `FEWEST_WEEKS` of history. `last` is when the last one came, `came` when those of the weeks before did.
    Outside opening hours none is missed."""
    until = min(now, last + STRETCH)
    spans = list(_open_spans(calendar, last + 1, until))
    counts = []
    for week in range(1, weeks + 1):
        back = timedelta(weeks=week)
        if not len(came) or came[0] > _earlier(last, back, zone):
            break
        edges = np.array([[_earlier(at, back, zone) for at in span] for span in spans], dtype=np.int64).reshape(-1, 2)
        inside = np.searchsorted(came, edges)
        counts.append(int((inside[:, 1] - inside[:, 0]).sum()))
    if len(counts) < FEWEST_WEEKS:
        return None
    return sorted(counts)[1 if len(counts) > FEWEST_WEEKS + 1 else 0]  # one holiday among them says nothing


def is_silent(
    last: Micros,
    now: Micros,
    came: Instants,
    weeks: int,
    calendar: Calendar,
    zone: ZoneInfo,
    without_history: Micros | None = WITHOUT_HISTORY,
) -> bool:
    """Whether none has come since `last` where many would have, or for far longer than ever in the weeks before.
    Without a history, when that much opening time has passed (None: then nothing is judged)."""
    expected = missed(last, now, came, weeks, calendar, zone)
    if expected is not None and expected >= EXPECTED_AT_LEAST:
        return True
    if len(came) >= FEWEST_ARRIVALS and now - last > TIMES_THE_LONGEST * int(np.diff(came).max()) + DAY:
        return True
    return expected is None and without_history is not None and open_for(calendar, last, now) >= without_history


def open_for(calendar: Calendar, since: Micros, until: Micros) -> Micros:
    """How much opening time lies between two instants."""
    return max(0, calendar.business_us(until) - calendar.business_us(since))


def _open_spans(calendar: Calendar, since: Micros, until: Micros) -> Iterator[tuple[Micros, Micros]]:
    at: Micros | None = since
    while at is not None and at < until:
        opens = calendar.next_open(at)
        if opens is None or opens >= until:
            return
        closes = calendar.open_until(opens)
        yield opens, until if closes is None else min(closes, until)
        at = closes


def _earlier(at: Micros, by: timedelta, zone: ZoneInfo) -> Micros:
    """The same time of the local day, so many weeks before."""
    return micros(local(at, zone) - by)

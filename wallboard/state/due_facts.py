"""Due instants that sources tell, beside those that the settings promise, and how often sources moved theirs later.

A promise can be kept by moving it. So it is told how many were: not those that pauses or time closed explain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from wallboard.calendar import NEVER, Calendar
from wallboard.model import NO_INSTANT, SECOND, Micros
from wallboard.state.promises import (
    PromiseBook,
    due_told,
    marks_by_settings,
    marks_by_source,
    running,
    term_by_settings,
)
from wallboard.state.timeline import FINISHED, OPEN, REMOVED, Span


class DueFact(NamedTuple):
    """Of one request of which the source told when it is due. `told` is that instant as figures go by it, `promised` that of
    the settings: NEVER while its clock stands, NO_INSTANT where they promise nothing. `apart`: how much later the former is, in the
    clock of the promise, None where there are not both. `moves`: how often the source moved it later, `moved`: by how much it is later than it first was, both beyond what pauses and time closed explain.
    `kept_by_moving`: it was finished in time, and without that would not have been."""

    source: str
    ticket: str
    department: str
    service_type: str
    told: Micros
    promised: Micros
    apart: Micros | None
    moves: int = 0
    moved: Micros = 0
    kept_by_moving: bool = False


class DueStretch(NamedTuple):
    """What is looked at: requests open at `at`, and those that were decided from `since` on until then; how much later is no
    move."""

    at: Micros
    since: Micros
    tolerance: Micros


def due_fact(spans: Sequence[Span], book: PromiseBook, stretch: DueStretch) -> DueFact | None:
    """Of spans that have begun; None where the source told nothing, or of a request that is none of the stretch."""
    last, lasting = spans[-1], _while_open(spans)
    by_source = marks_by_source(lasting, book) if last.state != REMOVED else None
    if by_source is None:
        return None
    if last.state == FINISHED and min(last.start, by_source.due) < stretch.since:
        return None
    by_settings, term, version = marks_by_settings(lasting, book), term_by_settings(lasting, book), last.version
    promised = NO_INSTANT if by_settings is None else by_settings.due
    compared = term is not None and NEVER not in (by_source.due, promised)
    moves, moved = _moves(spans, book, stretch.tolerance)
    in_time = last.state == FINISHED and by_source.due != NEVER and last.start <= by_source.due
    return DueFact(
        version.source,
        version.ticket,
        version.department,
        version.service_type,
        by_source.due,
        promised,
        term.apart(by_source.due, promised) if term is not None and compared else None,
        moves,
        moved,
        in_time and moved > stretch.tolerance and last.start > by_source.due - moved,
    )


def _while_open(spans: Sequence[Span]) -> Sequence[Span]:
    """Without its end, so that its clock goes on: when it would have been due."""
    end = len(spans)
    while end > 1 and not spans[end - 1].in_open_set:
        end -= 1
    return spans[:end]


def _moves(spans: Sequence[Span], book: PromiseBook, tolerance: Micros) -> tuple[int, Micros]:
    version = spans[-1].version
    run = running(spans, book)
    told, last = [], NO_INSTANT
    for i, span in enumerate(run):
        if (due := due_told(span, last)) != last:
            told.append(i)
            last = due
    if len(told) < 2:
        return 0, 0
    calendar = book.clock_of(version.service_type, version.department)
    moves = sum(_later(run[i : k + 1], calendar) > tolerance for i, k in pairwise(told))
    return moves, max(0, _later(run[told[0] : told[-1] + 1], calendar))


def _later(spans: Sequence[Span], calendar: Calendar) -> Micros:
    """By how much the due instant of the last is later than that of the first, beyond the time for which the clock stood: then in
    time or in open hours, whichever is less, for a pause of an hour before closing time moves it to the next morning."""
    first, last = spans[0].version, spans[-1].version
    counted = (max(0, last.paused_s) - max(0, first.paused_s)) * SECOND
    clocks: tuple[Callable[[int], int], ...] = (int, calendar.business_us)
    if _stood(spans, int) <= 0 >= counted:
        clocks = (int,)
    return min(clock(last.due_at) - clock(first.due_at) - max(_stood(spans, clock), counted) for clock in clocks)


def _stood(spans: Sequence[Span], clock: Callable[[int], int]) -> Micros:
    return sum(clock(after.start) - clock(span.start) for span, after in pairwise(spans) if span.state != OPEN)

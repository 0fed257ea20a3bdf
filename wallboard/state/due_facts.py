"""Due instants that sources tell, beside those that the settings promise, and how often sources moved theirs later.

A promise can be kept by moving it. So it is told how many were: not those that pauses or time closed explain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wallboard.calendar import NEVER, Calendar
from wallboard.model import NO_INSTANT, SECOND, Micros
from wallboard.state.plain_requests import plain
from wallboard.state.promise_columns import due_by_settings, instants
from wallboard.state.promises import (
    PromiseBook,
    due_told,
    marks_by_settings,
    marks_by_source,
    running,
    term_by_settings,
)
from wallboard.state.ticket_versions import by_ticket
from wallboard.state.timeline import FINISHED, OPEN, PAUSED, REMOVED, Span, timeline, until

if TYPE_CHECKING:
    import pandas as pd


class DueFact(NamedTuple):
    """Of one request of which the source told when it is due. `told` is that instant as figures go by it, `promised` that of
    the settings: NEVER while its clock stands, NO_INSTANT where they promise nothing. `apart`: how much later the former is, in the
    clock of the promise, None where there are not both. `moves`: how often the source moved it
    later, `moved`: by how much it is later than it first was, both beyond what pauses and time closed explain.
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


def due_facts(
    versions: pd.DataFrame, book: PromiseBook, stretch: DueStretch, has: Callable[[str, str], bool]
) -> list[DueFact]:
    """Of versions as `Ledger.standing_versions` gives them; of requests whose department and ward somebody `has` now."""
    stand, covered = plain(versions, instants(versions, "opened_at") > stretch.at)
    found = _of_single(versions[stand], book, stretch, has)
    for _, history in by_ticket(versions[~covered]):
        spans = until(timeline(history), stretch.at)
        if spans and has(spans[-1].version.department, spans[-1].version.ward):
            fact = due_fact(spans, book, stretch)
            found += [fact] if fact is not None else []
    return found


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


def _of_single(
    versions: pd.DataFrame, book: PromiseBook, stretch: DueStretch, has: Callable[[str, str], bool]
) -> list[DueFact]:
    """The same of requests with a single version, or with a plain history: by columns, and those alone that are told."""
    due_at, updated = instants(versions, "due_at"), instants(versions, "updated_at")
    state, finished_at = versions["state"].to_numpy(), instants(versions, "finished_at")
    ended = np.where(finished_at != NO_INSTANT, finished_at, updated)
    lately = (state != FINISHED) | (np.minimum(ended, due_at) >= stretch.since) | (ended > stretch.at)
    gone = (state == REMOVED) & (updated <= stretch.at)
    rows = np.flatnonzero((due_at != NO_INSTANT) & lately & ~gone)
    ours, due_at, updated = versions.iloc[rows], due_at[rows], updated[rows]
    by_settings = due_by_settings(ours, book)
    paused = (ours["state"].to_numpy() == PAUSED) & (updated <= stretch.at)
    told = np.where(paused & by_settings.source_stands & (due_at > updated), NEVER, due_at)
    promised = np.where(paused & by_settings.stands & (by_settings.due > updated), NEVER, by_settings.due)
    compared = (told != NEVER) & (promised != NEVER) & (promised != NO_INSTANT)
    columns = (ours[name].tolist() for name in ("source", "ticket", "department", "service_type", "ward"))
    told_of = zip(told.tolist(), promised.tolist(), by_settings.apart.tolist(), compared.tolist(), strict=True)
    return [
        DueFact(source, ticket, department, service_type, due, promised_due, apart if both else None)
        for (source, ticket, department, service_type, ward), (due, promised_due, apart, both) in zip(
            zip(*columns, strict=True), told_of, strict=True
        )
        if has(department, ward)
    ]

"""When the newest requests of a source are due, by the source and by the settings: a line of `check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from wallboard.engine.clock_watch import span
from wallboard.model import NO_INSTANT, Micros
from wallboard.outside_text import plain
from wallboard.questions.due_dates import DueCounts, DueDates, due_dates, tolerance_of
from wallboard.settings import Settings
from wallboard.source import Columns, Finding
from wallboard.state.due_columns import DueFacts
from wallboard.state.due_facts import DueFact, DueStretch, due_fact
from wallboard.state.promises import PromiseBook
from wallboard.state.timeline import Version, timeline, until

_SHOWN = 5
_BESIDE = {"source", "received_at"}  # what the ledger adds


def due_findings(columns: Columns, settings: Settings, source: str, site: str, now: Micros) -> Iterator[Finding]:
    """One, where the source tells of any request when it is due."""
    tolerance = tolerance_of(settings)
    stretch, book = DueStretch(now, NO_INSTANT, tolerance), PromiseBook(settings, site)
    facts: list[DueFact] = []
    for history in _histories(columns, source):
        spans = until(timeline(history), now)
        fact = due_fact(spans, book, stretch) if spans else None
        facts += [fact] if fact is not None else []
    if facts:
        yield Finding(
            True, "due dates", "; ".join(_told(due_dates(DueFacts(None, facts), tolerance), bool(settings.promises)))
        )


def _histories(columns: Columns, source: str) -> Iterator[list[Version]]:
    fields = [name for name in Version._fields if name not in _BESIDE]
    rows = zip(*(np.asarray(columns[name]).tolist() for name in fields), strict=True)
    told = [dict(zip(fields, row, strict=True)) for row in rows]
    for _, group in groupby(sorted(told, key=lambda row: row["ticket"]), key=lambda row: row["ticket"]):
        yield [Version(source=source, received_at=row["updated_at"], **row) for row in group]


def _told(found: DueDates, promising: bool) -> Iterator[str]:
    counts, tolerance = found.all, span(found.tolerance)
    yield f"{counts.told:,} of the source's own"
    if promising:
        yield _compared(counts, tolerance)
    if found.differences:
        first = found.differences[0]
        yield f'most by {span(abs(first.apart))}, of "{plain(first.ticket)}"'
        yield f"by department: {_groups(found.by_department)}"
        yield f"by service type: {_groups(found.by_service_type)}"
    if counts.moved:
        by_that = f", kept by that alone: {counts.kept_by_moving:,}" if counts.kept_by_moving else ""
        yield f"moved later by more than {tolerance}: {counts.moved:,}{by_that}"


def _compared(counts: DueCounts, tolerance: str) -> str:
    if not counts.compared:
        return "the settings promise nothing to these"
    if not counts.differ:
        return (
            f"of {counts.compared:,} to which the settings promise something too none differs by more than {tolerance}"
        )
    sides = [f"{n:,} {side}" for n, side in ((counts.earlier, "earlier"), (counts.later, "later")) if n]
    return (
        f"of {counts.compared:,} to which the settings promise something too {counts.differ:,} differ by more than "
        f"{tolerance} ({' and '.join(sides)} than promised)"
    )


def _groups(groups: Sequence[tuple[str, DueCounts]]) -> str:
    differing = [(name, counts) for name, counts in groups if counts.differ]
    listed = ", ".join(f"{plain(name) or 'none'} {c.differ:,} of {c.compared:,}" for name, c in differing[:_SHOWN])
    return listed + (f" and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else "")

"""What arrived in a stretch of time, as `record` told it then: by this a past instant goes on to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, select

from wallboard.calls.fold import fold_call
from wallboard.calls.happenings import OF_CALLS, Happening, place
from wallboard.ledger.batches_reader import happenings_of
from wallboard.ledger.calls_rows import of_calls, read_happenings, read_restarts, restarts_in
from wallboard.ledger.calls_writer import Refolded, difference
from wallboard.ledger.records import Recorded
from wallboard.ledger.tables import batches, happenings
from wallboard.ledger.tickets_reader import versions_of_batches
from wallboard.ledger.visit_versions import told_in
from wallboard.model import Micros, Visit, VisitKey

_TOLD = happenings.c


def arrived(connection: Connection, site: str, after: Micros, by: Micros) -> Recorded:
    """All of (after, by], as one; not whose callers had called before. Of visits that a restart cut off it says nothing:
    where there are `restarts`, whoever goes on must begin anew."""
    here = batches.c.site == site, batches.c.received_at > after, batches.c.received_at <= by
    numbers = list(connection.scalars(select(batches.c.id).where(*here)))
    if not numbers:
        return Recorded()
    told = happenings_of(connection, here, _TOLD.received_at > after, _TOLD.received_at <= by)
    folded, whole = _refolded(connection, site, told, by), told_in(connection, numbers, after, by)
    return Recorded(
        happenings=tuple(told),
        visits=(*folded.changed, *whole.changed),
        former=folded.former | whole.former,
        gone=(*folded.gone, *whole.gone),
        restarts=tuple(restarts_in(told)),
        versions=versions_of_batches(connection, numbers, by),
        new=len(numbers),
    )


def _refolded(connection: Connection, site: str, told: Iterable[Happening], by: Micros) -> Refolded:
    """The calls to which something new happened, as they were and as they are."""
    new = {place(each) for each in told}
    calls: dict[str, set[str]] = defaultdict(set)
    for each in told:
        if each.what in OF_CALLS:
            calls[each.source].add(each.callid)
    if not calls:
        return Refolded()
    arrived_by = _TOLD.received_at <= by
    restarts = read_restarts(connection, site, arrived_by)
    before: dict[VisitKey, Visit] = {}
    now: dict[VisitKey, Visit] = {}
    for source, callids in calls.items():
        cuts = [restart for restart in restarts if restart.source == source]
        by_call: dict[str, list[Happening]] = defaultdict(list)
        for each in read_happenings(connection, of_calls(connection, source, callids), arrived_by):
            if each.what in OF_CALLS:
                by_call[each.callid].append(each)
        for call in by_call.values():
            now.update((visit.key, visit) for visit in fold_call(call, cuts))
            earlier = [each for each in call if place(each) not in new]
            before.update((visit.key, visit) for visit in (fold_call(earlier, cuts) if earlier else ()))
    return difference(before, now)

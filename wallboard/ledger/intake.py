"""What one batch does to the ledger, all in the transaction of its cursor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from wallboard.calls.happenings import Happening
from wallboard.ledger.callers_reader import called_before, waiting_calls
from wallboard.ledger.callers_writer import forget_taken_back, keep_callers
from wallboard.ledger.calls_rows import over, restarts_in
from wallboard.ledger.calls_writer import add_happenings, refold, sift
from wallboard.ledger.checkpoints import spoil_checkpoints
from wallboard.ledger.day_counts import spoil_days, spoil_days_since
from wallboard.ledger.journal import (
    Arrival,
    claim,
    close_batch,
    has_set_aside,
    keep_set_aside,
    mend,
    new_set_aside,
    open_batch,
)
from wallboard.ledger.outside_days import SiftedDays, add_days, sift_days
from wallboard.ledger.records import Counts, Recorded
from wallboard.ledger.renaming import rename
from wallboard.ledger.storable import storable_happenings, storable_set_aside, storable_tickets
from wallboard.ledger.tickets_writer import Versions, add_versions, sift_removals, sift_tickets
from wallboard.ledger.visit_versions import SiftedVisits, add_visits, sift_visits
from wallboard.model import Micros
from wallboard.source import Batch, SetAside, row_key

if TYPE_CHECKING:
    import pandas as pd

Step = Callable[[str], None]
_AT, _ENTERED = attrgetter("at"), attrgetter("entered")


def no_step(name: str) -> None:
    """Steps are named for tests that interrupt them."""


@dataclass(frozen=True, slots=True)
class _News:
    """A batch, told apart from what the ledger has."""

    happenings: list[Happening]
    visits: SiftedVisits
    callers: Mapping[str, str]  # as in the batch
    versions: Versions | None
    days: SiftedDays
    odd: list[SetAside]
    every_odd: list[SetAside]  # those that were known too
    counts: Counts

    def first_at(self) -> Micros | None:
        """When the first of its calls happened."""
        return min([*map(_AT, self.happenings), *map(_ENTERED, self.visits.new)], default=None)


def _sift(connection: Connection, arrival: Arrival, batch: Batch) -> _News:
    happenings, refused = storable_happenings(batch.happenings)
    calls = sift(connection, arrival.source, happenings, batch.recheck)
    visits = sift_visits(connection, arrival.source, batch.visits)
    versions = None
    if batch.tickets is not None:
        tickets, unreadable = storable_tickets(batch.tickets)
        versions = sift_tickets(connection, arrival, tickets)
        refused = [*refused, *unreadable]
    days = sift_days(connection, arrival.source, batch.days)
    every_odd = [
        *storable_set_aside(batch.set_aside),
        *refused,
        *calls.refused,
        *visits.refused,
        *days.refused,
    ]
    odd = new_set_aside(connection, arrival.source, every_odd)
    known_odd = len(every_odd) - len(odd)
    new = calls.rows + len(visits.new) + (versions.new if versions else 0) + len(days.new)
    repeats = batch.repeats + calls.repeats + visits.repeats + days.repeats + known_odd
    repeats += versions.repeats if versions else 0
    # counted here and not by what the source says that it read: each row is one of the three
    counts = Counts(new + repeats + len(odd), new, repeats, len(odd))
    return _News(calls.new, visits, batch.callers, versions, days, odd, every_odd, counts)


def _mend(connection: Connection, arrival: Arrival, batch: Batch, odd: list[SetAside]) -> int:
    """Rows that make sense now, of those that have a key of their own in the source: see `mend`."""
    if not has_set_aside(connection, arrival.source):  # as nearly always
        return 0
    tickets = () if batch.tickets is None else batch.tickets["ticket"]
    sound = set(map(row_key, chain((version.key for version in batch.visits), tickets)))
    sound.update(each.key for each in batch.days)
    return mend(connection, arrival, sound - {row.key for row in odd})


def take_in(connection: Connection, arrival: Arrival, batch: Batch, step: Step, *, again: bool = False) -> Recorded:
    """Adds what is new in a batch, counts the rest, and moves the cursor. Rows that are read `again` were counted as
    read before."""
    claim(connection, arrival)
    renamed = bool(batch.renamed) and rename(connection, arrival, batch.renamed)
    news = _sift(connection, arrival, batch)
    counts = replace(news.counts, read=0) if again else news.counts
    if counts.new or news.odd:
        arrival = open_batch(connection, arrival, news.happenings, news.first_at())
    mended = _mend(connection, arrival, batch, news.every_odd)
    recorded = Recorded(
        new=counts.new, repeats=counts.repeats, set_aside=counts.set_aside, mended=mended, renamed=renamed
    )
    if news.happenings or news.visits.new:
        recorded = _add_calls(connection, arrival, news, recorded, step)
    if news.versions is not None and news.versions.new:
        recorded = replace(recorded, versions=_add_tickets(connection, arrival, news.versions))
        step("tickets")
    if news.days.new:
        add_days(connection, arrival, news.days.new)
        recorded = replace(recorded, days=tuple(news.days.new))
        step("days")
    if news.odd:
        keep_set_aside(connection, arrival, news.odd)
        step("set_aside")
    close_batch(connection, arrival, counts, batch.cursor)
    step("cursor")
    return recorded


def take_out(connection: Connection, arrival: Arrival, tickets: Collection[str], at: Micros) -> Recorded:
    """Marks tickets as removed from `at` on; those that are not known, or known to be removed, are left alone."""
    claim(connection, arrival)
    versions = sift_removals(connection, arrival, tickets, at)
    if not versions.new:
        return Recorded()
    arrival = open_batch(connection, arrival)
    frame = _add_tickets(connection, arrival, versions)
    close_batch(connection, arrival, Counts(read=versions.new, new=versions.new), None)
    return Recorded(versions=frame, new=versions.new)


def _add_calls(connection: Connection, arrival: Arrival, news: _News, recorded: Recorded, step: Step) -> Recorded:
    folded = refold(connection, arrival, news.happenings)
    whole = add_visits(connection, arrival, news.visits)
    step("visits")
    add_happenings(connection, arrival, news.happenings)
    step("happenings")
    changed = (*folded.changed, *whole.changed)
    forget_taken_back(connection, arrival.source, whole)
    callers = keep_callers(connection, arrival, news.callers, changed)
    waiting = {(visit.key.source, visit.key.callid) for visit in changed if visit.left is None}
    waiting |= waiting_calls(connection, arrival.site, callers)
    former = folded.former | whole.former
    # a visit that is told to have been otherwise was counted since it entered
    corrected = (visit.entered for visit in whole.former.values())
    # one that a restart cut off may have been cut off by another until now, at another instant
    ended = (over(visit) for visit in folded.former.values())
    earliest = min(at for at in (news.first_at(), *corrected, *ended) if at is not None)
    spoil_checkpoints(connection, arrival.site, "calls", earliest, arrival.received_at)
    other = {visit.entered for visit in (*changed, *former.values())}
    spoil_days(connection, arrival.site, "calls", other, arrival.received_at)
    return replace(
        recorded,
        happenings=tuple(news.happenings),
        visit_versions=tuple(news.visits.new),
        visits=changed,
        called_before=called_before(connection, arrival.site, waiting),
        former=former,
        gone=(*folded.gone, *whole.gone),
        restarts=tuple(restarts_in(news.happenings)),
    )


def _add_tickets(connection: Connection, arrival: Arrival, versions: Versions) -> pd.DataFrame:
    frame = add_versions(connection, arrival, versions)
    spoil_checkpoints(connection, arrival.site, "tickets", versions.earliest(), arrival.received_at)
    spoil_days_since(connection, arrival.site, "tickets", versions.changed_since(), arrival.received_at)
    return frame

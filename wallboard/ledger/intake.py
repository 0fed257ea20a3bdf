"""What one batch does to the ledger, all in the transaction of its cursor."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection

from wallboard.calls.happenings import Happening
from wallboard.ledger.calls_rows import restarts_in
from wallboard.ledger.calls_writer import add_happenings, refold, sift
from wallboard.ledger.checkpoints import spoil_checkpoints
from wallboard.ledger.journal import Arrival, claim, close_batch, keep_set_aside, new_set_aside, open_batch
from wallboard.ledger.records import Counts, Recorded
from wallboard.ledger.storable import storable_happenings, storable_set_aside, storable_tickets
from wallboard.ledger.tickets_writer import Versions, add_versions, sift_removals, sift_tickets
from wallboard.model import Micros
from wallboard.source import Batch, SetAside

Step = Callable[[str], None]


def no_step(name: str) -> None:
    """Steps are named for tests that interrupt them."""


@dataclass(frozen=True, slots=True)
class _News:
    """A batch, told apart from what the ledger has."""

    happenings: list[Happening]
    versions: Versions | None
    odd: list[SetAside]
    counts: Counts


def _sift(connection: Connection, arrival: Arrival, batch: Batch) -> _News:
    told, refused = storable_happenings(batch.happenings)
    calls = sift(connection, arrival.source, told, batch.recheck)
    versions = None
    if batch.tickets is not None:
        tickets, unreadable = storable_tickets(batch.tickets)
        versions = sift_tickets(connection, arrival, tickets)
        refused = [*refused, *unreadable]
    every_odd = [*storable_set_aside(batch.set_aside), *refused, *calls.refused]
    odd = new_set_aside(connection, arrival.source, every_odd)
    counts = Counts(
        read=batch.read,
        new=calls.rows + (versions.new if versions else 0),
        repeats=batch.repeats + calls.repeats + (versions.repeats if versions else 0),
        set_aside=len(odd),
    )
    return _News(calls.new, versions, odd, counts)


def take_in(connection: Connection, arrival: Arrival, batch: Batch, step: Step) -> Recorded:
    """Adds what is new in a batch, counts the rest, and moves the cursor."""
    claim(connection, arrival)
    news = _sift(connection, arrival, batch)
    counts = news.counts
    if counts.new or news.odd:
        arrival = open_batch(connection, arrival, news.happenings)
    recorded = Recorded(arrival.batch, new=counts.new, repeats=counts.repeats, set_aside=counts.set_aside)
    if news.happenings:
        recorded = _add_calls(connection, arrival, news.happenings, recorded, step)
    if news.versions is not None and news.versions.new:
        recorded = replace(recorded, versions=_add_tickets(connection, arrival, news.versions))
        step("tickets")
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
    close_batch(connection, arrival, Counts(new=versions.new), None)
    return Recorded(arrival.batch, versions=frame, new=versions.new)


def _add_calls(
    connection: Connection, arrival: Arrival, happenings: list[Happening], recorded: Recorded, step: Step
) -> Recorded:
    folded = refold(connection, arrival, happenings)
    step("visits")
    add_happenings(connection, arrival, happenings)
    step("happenings")
    earliest = min(each.at for each in happenings)
    spoil_checkpoints(connection, arrival.site, "calls", earliest, arrival.received_at)
    return replace(
        recorded,
        happenings=tuple(happenings),
        visits=tuple(folded.changed),
        former=folded.former,
        gone=tuple(folded.gone),
        restarts=tuple(restarts_in(happenings)),
    )


def _add_tickets(connection: Connection, arrival: Arrival, versions: Versions) -> pd.DataFrame:
    frame = add_versions(connection, arrival, versions)
    spoil_checkpoints(connection, arrival.site, "tickets", versions.earliest(), arrival.received_at)
    return frame

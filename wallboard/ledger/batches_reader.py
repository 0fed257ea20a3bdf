"""Which batches told late of what was: what is known now of a time and was not known then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, func, select

from wallboard.calls.happenings import Happening
from wallboard.ledger.calls_rows import read_happenings
from wallboard.ledger.records import Outage
from wallboard.ledger.tables import BATCH_LATE, TOLD_LATE, batches, happenings
from wallboard.model import Micros

Conditions = Sequence[ColumnElement[bool]]

_BATCH = batches.c
_NEAR = 100


def told_late(site: str, known: Micros, lower: Micros) -> list[Conditions]:
    """Batches that arrived after `known` and tell of the time before `lower`, to be asked one after the other: those that
    came soon after it are found by their arrival, the others through an index of their own."""
    late = _BATCH.site == site, _BATCH.received_at > known, _BATCH.first_at < lower
    soon = *late, _BATCH.received_at <= lower + BATCH_LATE, ~TOLD_LATE
    return [(*late, TOLD_LATE), *([soon] if known < lower + BATCH_LATE else [])]


def settled_until(connection: Connection, site: str, known: Micros) -> Micros:
    """Whatever arrived after `known` tells of this instant or of later ones; at most `known`."""
    first = func.min(_BATCH.first_at)
    told = [connection.scalar(select(first).where(*which)) for which in told_late(site, known, known)]
    return min((at for at in told if at is not None), default=known)


def happenings_of(connection: Connection, came: Conditions, *conditions: ColumnElement[bool]) -> list[Happening]:
    """What batches brought, as far as the `conditions` hold: by the numbers that the phone system gave it, for asked for
    as a join, SQLite may go through all happenings."""
    rows = select(_BATCH.source, _BATCH.first_seq, _BATCH.last_seq).where(*came, _BATCH.first_seq.is_not(None))
    told: list[Happening] = []
    for source, first, last in _together(tuple(row) for row in connection.execute(rows)):
        ours = happenings.c.source == source, happenings.c.seq.between(first, last)
        told += read_happenings(connection, *ours, *conditions)
    return told


def _together(ranges: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Ranges of numbers of which those that nearly touch are one."""
    joined: list[tuple[str, int, int]] = []
    for source, first, last in sorted(ranges):
        if joined and joined[-1][0] == source and first <= joined[-1][2] + _NEAR:
            joined[-1] = source, joined[-1][1], max(joined[-1][2], last)
        else:
            joined.append((source, first, last))
    return joined


def first_arrival(connection: Connection, site: str) -> Micros | None:
    """When anything of a site was heard of first."""
    first: Micros | None = connection.scalar(select(func.min(_BATCH.received_at)).where(_BATCH.site == site))
    return first


def next_told(connection: Connection, source: str, after: Micros) -> tuple[Micros, Micros] | None:
    """See `Ledger.next_told`."""
    row = connection.execute(
        select(_BATCH.first_at, _BATCH.received_at, _BATCH.first_seq)
        .where(_BATCH.source == source, _BATCH.received_at > after)
        .order_by(_BATCH.received_at)
        .limit(1)
    ).first()
    return None if row is None or row[2] is None else (row[0], row[1])


def outages(
    connection: Connection, source: str, site: str, since: Micros, until: Micros, least: Micros
) -> list[Outage]:
    """The times in [since, until) of which a source that tells each step told only afterwards, longer than `least`; in
    their order, without overlaps. What it told first of all is no outage: nobody listened before."""
    first = connection.scalar(select(func.min(_BATCH.received_at)).where(_BATCH.source == source))
    if first is None:
        return []
    late = _BATCH.first_seq.is_not(None), _BATCH.received_at - _BATCH.first_at > least, _BATCH.received_at > first
    soon = _BATCH.source == source, _BATCH.received_at > since, _BATCH.received_at < until + BATCH_LATE, ~TOLD_LATE
    long = _BATCH.site == site, _BATCH.source == source, TOLD_LATE, _BATCH.first_at < until, _BATCH.received_at > since
    spans = [
        (max(first, began), ended)
        for which in (soon, long)
        for began, ended in connection.execute(select(_BATCH.first_at, _BATCH.received_at).where(*late, *which))
    ]
    return [Outage(source, *span) for span in _joined(spans) if span[0] < until]


def _joined(spans: Iterable[tuple[Micros, Micros]]) -> list[tuple[Micros, Micros]]:
    joined: list[tuple[Micros, Micros]] = []
    for began, ended in sorted(spans):
        if joined and began <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], ended)
        else:
            joined.append((began, ended))
    return joined

"""Questions about tickets: the versions of those that were open or changed around an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from operator import itemgetter
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    literal_column,
    select,
    true,
)

from wallboard.ledger.bulk import among, fetched
from wallboard.ledger.in_columns import STANDING_COLUMNS
from wallboard.ledger.records import AsOf
from wallboard.ledger.tables import FAR, LATEST, ONLY, PLAIN, TICKET_LASTS, batches, sources, ticket_versions
from wallboard.ledger.tickets_rows import versions_frame
from wallboard.model import NO_INSTANT, NOT_KNOWN, VERSION_COLUMNS, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.state.coverage import SourceCoverage

_TABLE = ticket_versions.c
VERSION = [_TABLE[name] for name in VERSION_COLUMNS]
_SOURCE, _TICKET, _RECEIVED = (list(STANDING_COLUMNS).index(name) for name in ("source", "ticket", "received_at"))
# When the first version of its ticket was opened, and the last instant at which any made a difference.
BOUNDED_COLUMNS = STANDING_COLUMNS | {"began": "int64", "until": "int64"}
BOUNDED = [_TABLE[name] for name in BOUNDED_COLUMNS]
_BOUNDED_BY_ARRIVAL = itemgetter(_SOURCE, _TICKET, _RECEIVED, len(BOUNDED_COLUMNS))
# Numbers written out for the partial indexes.
_IS_LATEST = _TABLE.latest > literal_column("0")
IS_LASTING = _TABLE.lasting == literal_column("1")

_BY_TICKET_AND_ARRIVAL = itemgetter(
    *(list(VERSION_COLUMNS).index(name) for name in ("source", "ticket", "received_at")), len(VERSION_COLUMNS)
)


def versions_at(connection: Connection, asked: AsOf) -> pd.DataFrame:
    """See `Ledger.ticket_versions`."""
    site, at, known, horizon, remit = asked
    rows: list[tuple[Any, ...]] = []
    for matters in not_over_before(site, reaching_back(at, known, horizon), at):
        for query in _once(connection, matters, remit), all_versions_of(connection, matters, remit):
            rows += fetched(connection, query.where(arrived(known)))
    return ordered(rows)


def standing_between(connection: Connection, site: str, since: Micros, until: Micros) -> pd.DataFrame:
    """See `Ledger.standing_between`."""
    rows: list[tuple[Any, ...]] = []
    for matters in not_over_before(site, since, until):
        rows += fetched(connection, select(*BOUNDED).where(matters, _TABLE.latest.in_((ONLY, PLAIN))))
        keys = select(_TABLE.source, _TABLE.ticket).where(matters, _TABLE.latest == LATEST).subquery()
        others = fetched(connection, select(*BOUNDED, _TABLE.id).join(keys, same_ticket(_TABLE, keys.c)))
        rows += [row[:-1] for row in sorted(others, key=_BOUNDED_BY_ARRIVAL)]
    return versions_frame(rows, BOUNDED_COLUMNS)


def came_by(connection: Connection, channel: str, asked: AsOf) -> frozenset[tuple[str, str]]:
    """Source and key of each ticket that is asked for and came by a channel."""
    found: list[tuple[Any, ...]] = []
    for matters in not_over_before(asked.site, asked.at - asked.horizon, asked.at):
        ours = was_within(connection, asked.remit), _TABLE.channel == channel
        found += fetched(connection, select(_TABLE.source, _TABLE.ticket).where(matters, *ours))
    return frozenset((source, ticket) for source, ticket in found)


def coverage_at(
    connection: Connection, site: str, at: Micros, known: Micros | None, horizon: Micros
) -> dict[str, SourceCoverage]:
    """See `Ledger.coverage`."""
    if not has_any(connection, site):
        return {}
    by_source: dict[str, SourceCoverage] = {}
    for matters in not_over_before(site, reaching_back(at, known, horizon), at):
        for query in _once(connection, matters, EVERYTHING), all_versions_of(connection, matters, EVERYTHING):
            rows = query.where(arrived(known)).subquery().c
            covered = select(
                rows.source,
                func.min(rows.received_at),
                func.max(case((rows.assignee != "", 1), else_=0)),
                func.max(case((rows.reopens != NOT_KNOWN, 1), else_=0)),
            ).group_by(rows.source)
            for source, received_at, assignees, reopens in connection.execute(covered):
                coverage = SourceCoverage(received_at, bool(assignees), bool(reopens))
                by_source[source] = coverage.also(by_source[source]) if source in by_source else coverage
    first = first_told(connection, by_source, known)
    told = {
        source: each._replace(first_received=first.get(source, each.first_received))
        for source, each in by_source.items()
    }
    return told or told_long_ago(connection, site, at, known)


def has_any(connection: Connection, site: str) -> bool:
    """Whether any request of the site was ever told of: asked before what takes long to put into words for the database."""
    return bool(connection.scalar(select(exists().where(_TABLE.site == site, _IS_LATEST))))


def first_opened(connection: Connection, site: str) -> Micros | None:
    """See `Ledger.first_opened`."""
    first: Micros | None = connection.scalar(select(func.min(_TABLE.began)).where(_TABLE.site == site, _IS_LATEST))
    return first


def first_told(connection: Connection, named: Iterable[str], known: Micros | None) -> dict[str, Micros]:
    """See `Ledger.first_told`."""
    table, found = batches.c, {}
    for source in named:
        told = table.source == source, table.new > 0, true() if known is None else table.received_at <= known
        first = select(table.received_at).where(*told).order_by(table.received_at).limit(1)
        if (at := connection.scalar(first)) is not None:
            found[source] = at
    return found


def told_long_ago(connection: Connection, site: str, at: Micros, known: Micros | None) -> dict[str, SourceCoverage]:
    """The sources that told of any request opened by `at`, however long ago it was finished."""
    opened = _TABLE.site == site, _IS_LATEST, _TABLE.began <= at
    by_source: dict[str, SourceCoverage] = {}
    for source in connection.scalars(select(sources.c.source).where(sources.c.site == site)):
        row = _TABLE.source == source
        if connection.scalar(select(_TABLE.id).where(row, *opened, arrived(known)).limit(1)) is not None:
            first = select(func.min(batches.c.received_at)).where(batches.c.site == site, batches.c.source == source)
            by_source[source] = SourceCoverage(connection.scalar(first) or at, assigning=False, telling_reopens=False)
    return by_source


def versions_of_batches(connection: Connection, numbers: Collection[int], known: Micros) -> pd.DataFrame | None:
    """All versions that had arrived of every ticket of which these batches told; None where they told of none."""
    keys: dict[str, set[str]] = defaultdict(set)
    told = select(_TABLE.source, _TABLE.ticket).where(among(connection, _TABLE.batch, numbers))
    for source, ticket in connection.execute(told):
        keys[source].add(ticket)
    rows: list[tuple[Any, ...]] = []
    for source, tickets in keys.items():  # by their keys: asked for as a join, SQLite would read every version
        ours = _TABLE.source == source, among(connection, _TABLE.ticket, tickets), arrived(known)
        rows += fetched(connection, select(*VERSION, _TABLE.id).where(*ours))
    return ordered(rows) if rows else None


def reaching_back(at: Micros, known: Micros | None, horizon: Micros) -> Micros:
    """What was over before then did not happen in [at - horizon, at], nor was it open by what had arrived by `known`."""
    return at - horizon if known is None else min(at - horizon, known)


def arrived(known: Micros | None) -> ColumnElement[bool]:
    return true() if known is None else _TABLE.received_at <= known


def ordered(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows of VERSION_COLUMNS and the id as a frame, by source, ticket, arrival and id."""
    rows.sort(key=_BY_TICKET_AND_ARRIVAL)
    return versions_frame([row[:-1] for row in rows])


def _once(connection: Connection, matters: ColumnElement[bool], remit: Remit) -> Select[Any]:
    """Tickets with one version: it is the row that was found."""
    return select(*VERSION, _TABLE.id).where(matters, _TABLE.latest == ONLY, is_within(connection, remit, _TABLE))


def all_versions_of(connection: Connection, matters: ColumnElement[bool], remit: Remit) -> Select[Any]:
    """All versions of the others, of which any is within the remit."""
    keys = (
        select(_TABLE.source, _TABLE.ticket)
        .where(matters, _TABLE.latest > ONLY, was_within(connection, remit))
        .subquery()
    )
    return select(*VERSION, _TABLE.id).join(keys, same_ticket(_TABLE, keys.c))


def is_within(connection: Connection, remit: Remit, columns: Any) -> ColumnElement[bool]:
    """Whether a version is of the remit's departments and wards."""
    limited = ((columns.department, remit.departments), (columns.ward, remit.wards))
    return and_(true(), *(among(connection, column, sorted(names)) for column, names in limited if names is not None))


def was_within(connection: Connection, remit: Remit) -> ColumnElement[bool]:
    """Whether any version of the row's ticket is of the remit."""
    if remit.whole_sites:
        return true()
    other = ticket_versions.alias()
    return exists().where(same_ticket(other.c, _TABLE), is_within(connection, remit, other.c))


def same_ticket(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.source == other.source, one.ticket == other.ticket)


def not_over_before(site: str, back: Micros, at: Micros) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Latest versions of tickets opened by `at` to which something may have happened from `back` on: two
    conditions without overlap, to be asked one after the other.

    Short ones are looked for near `back`, long ones through their own index: the cost does not grow with what was
    finished before or opened after.
    """
    near = max(back, NO_INSTANT + TICKET_LASTS) - TICKET_LASTS
    began = _TABLE.began + 0  # no index may serve this part: there is a better one
    return (
        and_(_TABLE.site == site, _IS_LATEST, _TABLE.began.between(near, at), _TABLE.until >= back),
        and_(_TABLE.site == site, IS_LASTING, _TABLE.until >= back, began < near, began <= at),
    )


def open_tickets(connection: Connection, source: str, after: str, limit: int) -> list[str]:
    """See `Ledger.open_tickets`."""
    site = select(sources.c.site).where(sources.c.source == source).scalar_subquery()
    query = (
        select(_TABLE.ticket)
        .where(_TABLE.site == site, IS_LASTING, _TABLE.until == FAR, _TABLE.ticket > after)
        .where(_TABLE.source == source)
        .order_by(_TABLE.ticket)
        .limit(limit)
    )
    return list(connection.scalars(query))

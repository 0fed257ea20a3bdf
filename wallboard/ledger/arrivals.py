"""When what a source told came in, or happened: by this a silence is judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from wallboard.ledger.outside_days import newest_instant
from wallboard.ledger.tables import batches, happenings, outside_days, ticket_versions, visit_versions, visits
from wallboard.model import Micros
from wallboard.source import Carries

Instants = npt.NDArray[np.int64]
Arrivals = Literal["calls", "requests", "batches"]
_ZERO: ColumnElement[int] = literal_column("0")  # written out for the partial index


def newest_told(connection: Connection, kind: Carries, source: str) -> Micros | None:
    """The instant of the row that a source told last; None when it never told any. Of days that of the newest."""
    if kind == "days":
        return newest_instant(connection, outside_days.c.source == source)
    for query in _newest(kind, source):
        at: Micros | None = connection.scalar(query.limit(1))
        if at is not None:
            return at
    return None


def _newest(kind: Carries, source: str) -> Iterator[Select[Any]]:
    """Where to look, one after the other."""
    happened, visit, version = happenings.c, visit_versions.c, ticket_versions.c
    if kind == "calls":
        yield select(happened.at).where(happened.source == source).order_by(happened.seq.desc(), happened.part.desc())
        newest = func.coalesce(visit.ended, visit.left, visit.entered)
        yield select(newest).where(visit.source == source).order_by(visit.id.desc())
    else:
        batch = (
            batches.c
        )  # by the last one that told anything: ordered by id, all versions of a source would be gone through
        last = select(batch.id).where(batch.source == source, batch.new > _ZERO).order_by(batch.received_at.desc())
        told = version.batch.in_(last.order_by(batch.id.desc()).limit(1).scalar_subquery())
        yield select(version.updated_at).where(version.source.concat("") == source, told).order_by(version.id.desc())


def came(connection: Connection, what: Arrivals, site: str, source: str, since: Micros, until: Micros) -> Instants:
    """See `Ledger.came`."""
    visit, version, batch = visits.c, ticket_versions.c, batches.c
    column, here = {
        "calls": (visit.entered, (visit.site == site, visit.source == source)),
        "requests": (version.began, (version.site == site, version.source == source, version.latest > _ZERO)),
        "batches": (batch.received_at, (batch.site == site, batch.source == source)),
    }[what]
    rows = connection.scalars(select(column).where(*here, column.between(since, until)))
    return np.sort(np.fromiter(rows, dtype=np.int64))

"""When what a source told came in, or happened: by this a silence is judged."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Connection, literal_column, select

from wallboard.ledger.records import RecordKind
from wallboard.ledger.tables import batches, happenings, ticket_versions, visits
from wallboard.model import Micros

Instants = npt.NDArray[np.int64]
Arrivals = Literal["calls", "requests", "batches"]
_ZERO: ColumnElement[int] = literal_column("0")  # written out for the partial index


def newest_told(connection: Connection, kind: RecordKind, source: str) -> Micros | None:
    """The instant of the row that a source told last; None when it never told any."""
    happened, version = happenings.c, ticket_versions.c
    query = (
        select(happened.at).where(happened.source == source).order_by(happened.seq.desc(), happened.part.desc())
        if kind == "calls"
        else select(version.updated_at).where(version.source == source).order_by(version.id.desc())
    )
    at: Micros | None = connection.scalar(query.limit(1))
    return at


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

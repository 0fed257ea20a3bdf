"""Saved states, so that a past instant is counted from the midnight before it and not from the beginning."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from wallboard.ledger.records import Checkpoint, RecordKind
from wallboard.ledger.tables import batches, checkpoints
from wallboard.model import Micros


def newest_batch(connection: Connection) -> int:
    return connection.scalar(select(func.max(batches.c.id))) or 0


def save_checkpoint(
    connection: Connection,
    site: str,
    at: Micros,
    made_at: Micros,
    kind: str,
    payload: Any,
    after_batch: int | None = None,
) -> bool:
    """False, and nothing saved, when calls of before `at` arrived in a batch after `after_batch`: while it was made."""
    if after_batch is not None:
        late = batches.c.site == site, batches.c.id > after_batch, batches.c.first_at <= at
        if connection.scalar(select(batches.c.id).where(*late).limit(1)) is not None:
            return False
    row = {"site": site, "kind": kind, "at": at, "made_at": made_at, "stale_at": None, "payload": json.dumps(payload)}
    connection.execute(insert(checkpoints).values(row))
    return True


def read_checkpoint(
    connection: Connection, site: str, at: Micros, kind: str, known: Micros | None = None
) -> Checkpoint | None:
    """The newest at or before `at` that holds all that is known (or was known at `known`) of its instant."""
    table = checkpoints.c
    query = select(table.at, table.made_at, table.payload).where(table.site == site, table.kind == kind, table.at <= at)
    if known is None:
        query = query.where(table.stale_at.is_(None))
    else:
        query = query.where(table.made_at <= known, or_(table.stale_at.is_(None), table.stale_at > known))
    row = connection.execute(query.order_by(table.at.desc(), table.made_at.desc(), table.id.desc()).limit(1)).first()
    return None if row is None else Checkpoint(site, kind, row[0], row[1], json.loads(row[2]))


def spoil_checkpoints(connection: Connection, site: str, kind: RecordKind, since: Micros, received_at: Micros) -> None:
    """Something true at `since` arrived at `received_at`: checkpoints of that kind from then on lack it."""
    table = checkpoints.c
    late = table.site == site, table.kind == kind, table.at >= since, table.stale_at.is_(None)
    connection.execute(update(checkpoints).where(*late).values(stale_at=received_at))

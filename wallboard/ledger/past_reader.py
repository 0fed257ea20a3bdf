"""The requests of a site over a stretch of the past, a part after the other, and what changed since: for whoever holds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select, true

from wallboard.ledger.bulk import among, fetched, frame_of
from wallboard.ledger.in_columns import NumberedVersions, numbered, numbered_in_columns
from wallboard.ledger.records import RequestKey
from wallboard.ledger.tables import FAR, LATEST, ONLY, PLAIN, ticket_versions
from wallboard.ledger.tickets_reader import not_over_before, same_ticket
from wallboard.model import NO_INSTANT, VERSION_COLUMNS, Micros
from wallboard.state.values import Ints

_TABLE = ticket_versions.c
_AT_ONCE = 50_000
_ROW = {**VERSION_COLUMNS, "id": "int64", "latest": "int64"}
_ROW_COLUMNS = [_TABLE[name] for name in _ROW]
# written out for the partial index
_IS_PLAIN = and_(_TABLE.latest.in_((ONLY, PLAIN)), _TABLE.reopened_at == literal_column(f"({NO_INSTANT})"))
_IS_OTHER = and_(
    _TABLE.latest > literal_column("0"),
    or_(_TABLE.latest == LATEST, _TABLE.reopened_at != literal_column(f"({NO_INSTANT})")),
)
Reading = Callable[[], AbstractContextManager[Connection]]


class PastPart(NamedTuple):
    """Some requests: of those with a plain history the last version; of the `others` all versions, as rows with `id` and `latest`."""

    plain: NumberedVersions
    others: pd.DataFrame


class Later(NamedTuple):
    """What came after a row: up to which one, the numbers of all versions of the requests that it was about, and these."""

    newest: int
    numbers: Ints
    part: PastPart


def parts_since(reading: Reading, site: str, since: Micros) -> Iterator[PastPart]:
    """All that were open or changed from then on. Each part is read by itself: what changes meanwhile is told by
    `later_than` the newest row of before."""
    for which in _ranges(reading, site, since):
        with reading() as connection:
            plain = numbered_in_columns(connection, and_(which, _IS_PLAIN))
            keys = select(_TABLE.source, _TABLE.ticket).where(which, _IS_OTHER).subquery()
            others = fetched(connection, select(*_ROW_COLUMNS).join(keys, same_ticket(_TABLE, keys.c)))
        yield PastPart(plain, frame_of(others, _ROW))


def _ranges(reading: Reading, site: str, since: Micros) -> Iterator[ColumnElement[bool]]:
    """Without overlap, none of very many."""
    near, lasting = not_over_before(site, since, FAR)
    over, of_open = and_(lasting, _TABLE.until < FAR), and_(lasting, _TABLE.until == FAR)
    for which, column in ((near, _TABLE.began), (over, _TABLE.until), (of_open, _TABLE.ticket)):
        begins: ColumnElement[bool] = true()
        while (last := _at(reading, and_(which, begins), column)) is not None:
            yield and_(which, begins, column <= last)
            begins = column > last
        yield and_(which, begins)


def _at(reading: Reading, which: ColumnElement[bool], column: Any) -> Any:
    """The value up to which about so many rows are; None where no more are left."""
    with reading() as connection:
        return connection.scalar(select(column).where(which).order_by(column).offset(_AT_ONCE).limit(1))


def newest_row(connection: Connection) -> int:
    return connection.scalar(select(func.max(_TABLE.id))) or 0


def later_than(connection: Connection, site: str, row: int, most: int) -> Later | None:
    """None where more rows than `most` came."""
    newest = newest_row(connection)
    came = select(_TABLE.source, _TABLE.ticket).where(_TABLE.id > row, _TABLE.id <= newest, _TABLE.site == site)
    rows = fetched(connection, came.limit(most + 1))
    if len(rows) > most:
        return None
    versions = frame_of(_versions_of(connection, rows), _ROW)
    last = versions["latest"].to_numpy()
    stands = np.isin(last, (ONLY, PLAIN)) & (versions["reopened_at"].to_numpy() == NO_INSTANT)
    told = pd.MultiIndex.from_frame(versions[["source", "ticket"]])
    others = ~told.isin(told[stands]) if len(versions) else np.zeros(0, bool)
    part = PastPart(numbered(versions[stands]), versions[others])
    return Later(newest, versions["id"].to_numpy(np.int64), part)


def _versions_of(connection: Connection, keys: Collection[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """All of these requests."""
    by_source: defaultdict[str, set[str]] = defaultdict(set)
    for source, ticket in keys:
        by_source[source].add(ticket)
    found: list[tuple[Any, ...]] = []
    for source, tickets in by_source.items():
        ours = _TABLE.source == source, among(connection, _TABLE.ticket, sorted(tickets))
        found += fetched(connection, select(*_ROW_COLUMNS).where(*ours))
    return found


def keys_of(connection: Connection, rows: Ints) -> dict[int, RequestKey]:
    """Whose versions these are."""
    which = among(connection, _TABLE.id, rows.tolist())
    found = fetched(connection, select(_TABLE.id, _TABLE.ticket, _TABLE.source).where(which))
    return {number: RequestKey(ticket, source) for number, ticket, source in found}


def versions_of_rows(connection: Connection, rows: Ints) -> pd.DataFrame:
    """All versions of the requests of which these are some."""
    keys = [(key.source, key.ticket) for key in keys_of(connection, rows).values()]
    return frame_of(_versions_of(connection, keys), _ROW)

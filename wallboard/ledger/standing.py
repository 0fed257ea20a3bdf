"""The requests that were open at an instant or changed shortly before it, as `TicketState` takes them: of those with a plain history the last
version, in columns; of the others all versions, as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, select, true

from wallboard.ledger.bulk import among, fetched
from wallboard.ledger.in_columns import STANDING, STANDING_COLUMNS, versions_in_columns
from wallboard.ledger.kept_open import KeptOpen
from wallboard.ledger.tables import FAR, LATEST, ONLY, PLAIN, ticket_versions
from wallboard.ledger.tickets_reader import (
    IS_LASTING,
    all_versions_of,
    arrived,
    has_any,
    is_within,
    not_over_before,
    ordered,
    reaching_back,
)
from wallboard.ledger.tickets_rows import versions_frame
from wallboard.model.remit import Remit
from wallboard.state.version_columns import VersionColumns, together

if TYPE_CHECKING:
    from wallboard.model import Micros

_TABLE = ticket_versions.c
_MANY = 50_000
_AT_ONCE = 25_000  # so many take some 10 MB while they are read


class Standing(NamedTuple):
    """`alone`: each of another request. `others` have the columns of a `Version`, those of one ticket in the order of arrival."""

    alone: tuple[VersionColumns, ...]
    others: pd.DataFrame

    def __len__(self) -> int:
        return sum(map(len, self.alone)) + len(self.others)

    def frame(self) -> pd.DataFrame:
        """Both as rows."""
        return pd.concat([*(each.frame() for each in self.alone), self.others], ignore_index=True)


class Asked(NamedTuple):
    """As of `Ledger.standing`."""

    site: str
    at: Micros
    known: Micros | None
    horizon: Micros
    remit: Remit


def standing_at(connection: Connection, asked: Asked, kept: KeptOpen, *, keep: bool) -> Standing:
    """See `Ledger.standing`. With `keep` what is read of the open ones is kept for whoever asks next."""
    site, at, known, horizon, remit = asked
    if not has_any(connection, site):
        if keep and remit.whole_sites:
            kept.keep(connection, site, VersionColumns.none(), at)
        return Standing((), versions_frame([], STANDING_COLUMNS))
    parts = not_over_before(site, reaching_back(at, known, horizon), at)
    alone = _open(connection, asked, parts, kept, keep=keep)
    of_kind = is_within(connection, remit, _TABLE), _TABLE.latest.in_((ONLY, PLAIN)), _TABLE.until < FAR
    alone += [versions_in_columns(connection, and_(matters, *of_kind)) for matters in parts]
    if known is not None:
        alone = [as_told for each in alone for as_told in _as_told(connection, each, known)]
    several = [
        row
        for matters in parts
        for row in fetched(
            connection, all_versions_of(connection, matters & (_TABLE.latest == LATEST), remit).where(arrived(known))
        )
    ]
    others = ordered(several)[list(STANDING_COLUMNS)]
    if sum(map(len, alone)) >= _MANY and connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA shrink_memory")  # pages that nobody will ask for again soon
    most = max(alone, key=len)  # the others are few beside it, and better counted at once
    rest = together([each for each in alone if each is not most])
    return Standing(tuple(each for each in (most, rest) if len(each)), others)


def _open(
    connection: Connection, asked: Asked, parts: Sequence[ColumnElement[bool]], kept: KeptOpen, *, keep: bool
) -> list[VersionColumns]:
    """Those that are open now, and were opened by then."""
    site, at, _, _, remit = asked
    known = kept.now(connection, site)
    if known is not None:
        return [each for versions in known if len(each := _ours(versions, remit, at))]
    ours = is_within(connection, remit, _TABLE), _TABLE.latest.in_((ONLY, PLAIN)), _TABLE.until == FAR
    conditions = [parts[0], *_in_ranges(connection, site, parts[1])]
    read = together([versions_in_columns(connection, and_(each, *ours)) for each in conditions])
    if keep and remit.whole_sites:
        kept.keep(connection, site, read, at)
    return [read]


def _ours(versions: VersionColumns, remit: Remit, at: Micros) -> VersionColumns:
    within = versions.numbers["opened_at"] <= at
    for column, names in (("department", remit.departments), ("ward", remit.wards)):
        if names is not None:
            within &= versions.words[column].having(names.__contains__)
    return versions if within.all() else versions.take(np.flatnonzero(within))


def _in_ranges(connection: Connection, site: str, lasting: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    """So that no part holds very many."""
    tickets = select(_TABLE.ticket).where(_TABLE.site == site, IS_LASTING, _TABLE.until == FAR).order_by(_TABLE.ticket)
    begins = true()
    while (last := connection.scalar(tickets.where(begins).offset(_AT_ONCE).limit(1))) is not None:
        yield lasting & begins & (_TABLE.ticket <= last)
        begins = _TABLE.ticket > last
    yield lasting & begins


def _as_told(connection: Connection, last: VersionColumns, known: Micros) -> Iterator[VersionColumns]:
    """Of each request the last version that had come by then; of those that changed since, earlier ones are looked for."""
    had_come = last.numbers["received_at"] <= known
    if had_come.all():
        yield last
        return
    yield last.take(np.flatnonzero(had_come))
    changed = last.take(np.flatnonzero(~had_come))
    yield VersionColumns.of(_before(connection, changed.keys(), known))


def _before(connection: Connection, keys: list[tuple[str, str]], known: Micros) -> pd.DataFrame:
    """The versions of these requests that were the last ones then."""
    by_source: dict[str, list[str]] = defaultdict(list)
    for source, ticket in keys:
        by_source[source].append(ticket)
    rows = []
    for source, tickets in by_source.items():
        ours = _TABLE.source == source, among(connection, _TABLE.ticket, tickets)
        rows += fetched(connection, select(*STANDING).where(*ours, arrived(known), _TABLE.followed_at > known))
    return versions_frame(rows, STANDING_COLUMNS)

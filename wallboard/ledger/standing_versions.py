"""The requests that were open at an instant or changed shortly before it, each version as it was told: rows, for questions that
reach far back and are asked of a part of a site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sqlalchemy import Connection, and_, select

from wallboard.ledger.bulk import among, by_source, fetched
from wallboard.ledger.in_columns import STANDING, STANDING_COLUMNS, versions_in_columns
from wallboard.ledger.kept_requests import KeptRequests
from wallboard.ledger.records import AsOf
from wallboard.ledger.standing import histories_at, within
from wallboard.ledger.tables import FAR, ONLY, PLAIN, ticket_versions
from wallboard.ledger.tickets_reader import arrived, has_any, is_within, not_over_before, reaching_back
from wallboard.ledger.tickets_rows import versions_frame
from wallboard.state.version_columns import VersionColumns

if TYPE_CHECKING:
    from wallboard.model import Micros

_TABLE = ticket_versions.c


def standing_versions(connection: Connection, asked: AsOf, kept: KeptRequests) -> pd.DataFrame:
    """See `Ledger.standing_versions`."""
    site, at, known, horizon, remit = asked
    if not has_any(connection, site):
        return versions_frame([], STANDING_COLUMNS)
    parts = not_over_before(site, reaching_back(at, known, horizon), at)
    plain = is_within(connection, remit, _TABLE), _TABLE.latest.in_((ONLY, PLAIN))
    still = kept.open_now(connection, site, at)
    if still is None:
        alone = [versions_in_columns(connection, and_(matters, *plain)) for matters in parts]
    else:
        alone = [within(each, remit).columns() for each in still]
        alone += [versions_in_columns(connection, and_(matters, *plain, _TABLE.until < FAR)) for matters in parts]
    if known is not None:
        alone = [as_told for each in alone for as_told in _as_told(connection, each, known)]
    return pd.concat([*(each.frame() for each in alone), histories_at(connection, asked)], ignore_index=True)


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
    rows = []
    for source, tickets in by_source(keys).items():
        ours = _TABLE.source == source, among(connection, _TABLE.ticket, tickets)
        rows += fetched(connection, select(*STANDING).where(*ours, arrived(known), _TABLE.followed_at > known))
    return versions_frame(rows, STANDING_COLUMNS)

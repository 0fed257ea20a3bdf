"""The requests that were open at an instant or changed shortly before it, as `TicketState` takes them: of those with a plain history the last
version, in columns; of the others all versions, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, literal_column

from wallboard.ledger.bulk import fetched, let_pages_go
from wallboard.ledger.in_columns import STANDING_COLUMNS, bounded_in_columns
from wallboard.ledger.kept_requests import KeptRequests, as_known
from wallboard.ledger.records import AsOf
from wallboard.ledger.tables import LATEST, ONLY, PLAIN, TICKET_LASTS, ticket_versions
from wallboard.ledger.tickets_reader import (
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
from wallboard.state.plain_rows import PlainRequests, PlainRows

if TYPE_CHECKING:
    pass

_TABLE = ticket_versions.c
_MANY = 50_000
_IS_TOLD_WHOLE = _TABLE.latest == literal_column(str(LATEST))  # written out for the partial index


class StandingRequests(NamedTuple):
    """`alone`: each of another request. `others` have the columns of a `Version`, those of one ticket in the order of arrival."""

    alone: tuple[PlainRows, ...]
    others: pd.DataFrame

    def __len__(self) -> int:
        return sum(map(len, self.alone)) + len(self.others)


def standing_at(connection: Connection, asked: AsOf, kept: KeptRequests) -> StandingRequests:
    """See `Ledger.standing`."""
    site, at, known, horizon, remit = asked
    if not has_any(connection, site):
        return StandingRequests((), versions_frame([], STANDING_COLUMNS))
    back = reaching_back(at, known, horizon)
    lately, _ = not_over_before(site, back, at)
    lasted = kept.standing(connection, site, at, back, known)
    alone = [*(within(each, remit) for each in lasted), _short(connection, asked, lately)]
    others = histories_at(connection, asked)
    if sum(map(len, alone)) >= _MANY:
        let_pages_go(connection)
    return StandingRequests(tuple(each for each in alone if len(each)), others)


def histories_at(connection: Connection, asked: AsOf) -> pd.DataFrame:
    """All versions of those whose history is not plain."""
    site, at, known, horizon, remit = asked
    several = [
        row
        for matters in not_over_before(site, reaching_back(at, known, horizon), at)
        for row in fetched(
            connection, all_versions_of(connection, matters & _IS_TOLD_WHOLE, remit).where(arrived(known))
        )
    ]
    return ordered(several)[list(STANDING_COLUMNS)]


def within(requests: PlainRows, remit: Remit) -> PlainRows:
    for column, names in (("department", remit.departments), ("ward", remit.wards)):
        if names is not None:
            requests = requests.only(requests.words(column).among(names))
    return requests


def _short(connection: Connection, asked: AsOf, lately: ColumnElement[bool]) -> PlainRows:
    """Those that were over soon after they were opened."""
    short = _TABLE.latest.in_((ONLY, PLAIN)), _TABLE.until <= _TABLE.began + TICKET_LASTS
    which = and_(lately, *short, is_within(connection, asked.remit, _TABLE))
    requests = PlainRequests(*bounded_in_columns(connection, which))
    return as_known(connection, requests, np.ones(len(requests), bool), asked.known)

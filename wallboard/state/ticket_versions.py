"""Frames of ticket versions, taken apart by ticket.

Most hold a few rows, for which pandas takes longer to find a ticket's others than Python does to look at each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from wallboard.state.timeline import Version

if TYPE_CHECKING:
    import pandas as pd

TicketKey = tuple[str, str]  # source, ticket
Rows = np.typing.NDArray[np.bool_]
_MANY = 400
_FIELDS = Version._fields
_SORTED_BY = attrgetter("source", "ticket")


def by_ticket(versions: pd.DataFrame) -> Iterator[tuple[TicketKey, list[Version]]]:
    """The versions of one ticket after the other."""
    if len(versions) >= _MANY:
        versions = versions.sort_values(["source", "ticket"], kind="stable")
    rows = zip(*(versions[name].tolist() for name in _FIELDS), strict=True)
    for key, group in groupby(sorted(map(Version._make, rows), key=_SORTED_BY), key=_SORTED_BY):
        yield key, list(group)


def ticket_keys(versions: pd.DataFrame) -> list[TicketKey]:
    """Whose each row is."""
    return list(zip(versions["source"].tolist(), versions["ticket"].tolist(), strict=True))


def all_of_their_tickets(versions: pd.DataFrame, some: Rows) -> Rows:
    """Which rows are of tickets that have one of these."""
    keys = ticket_keys(versions)
    return _among(keys, {key for key, one_of_these in zip(keys, some.tolist(), strict=True) if one_of_these})


def of_tickets(versions: pd.DataFrame, theirs: Collection[TicketKey]) -> Rows:
    """Which rows are of these tickets."""
    return _among(ticket_keys(versions), theirs)


def _among(keys: Sequence[TicketKey], theirs: Collection[TicketKey]) -> Rows:
    return np.fromiter((key in theirs for key in keys), bool, len(keys))

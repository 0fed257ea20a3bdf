"""The open set of one site, its ageing and its flow, kept up to date ticket by ticket.

The same class serves the live wall, which moves on with `advance`, and any past instant (`as_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from wallboard.model import HOUR, NO_INSTANT, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.state.coverage import Coverage
from wallboard.state.plain_requests import plain
from wallboard.state.posting_columns import PostingColumns, posting_columns
from wallboard.state.posting_table import is_flow
from wallboard.state.postings import FLOW_KEPT, Posting, PostingRules
from wallboard.state.requests_known import RequestsKnown
from wallboard.state.ticket_groups import TicketGroups
from wallboard.state.ticket_versions import TicketKey, all_of_their_tickets, by_ticket, ticket_keys
from wallboard.state.timeline import Version, timeline, until

if TYPE_CHECKING:
    import pandas as pd

_FORGET_EVERY = 6 * HOUR
# Below this many tickets, one at a time costs less than columns do.
_MANY = 400


class TicketState(RequestsKnown):
    """What is true of a site's tickets at `now`: `as_of` when given, else wherever `advance` has come to."""

    groups: TicketGroups

    def __init__(
        self,
        settings: Settings,
        site: str,
        as_of: Micros | None = None,
        remit: Remit = EVERYTHING,
        coverage: Coverage | None = None,
    ) -> None:
        """Of all tickets, or of those in the `remit` alone. `coverage` is somebody else's, who learns for us."""
        super().__init__(site, PostingRules(settings, site, remit), coverage or Coverage(), TicketGroups())
        self.settings, self.now, self.remit = settings, as_of, remit
        self._learns = coverage is None
        self._as_of = as_of
        self._waiting: list[pd.DataFrame] = []
        self._own: dict[TicketKey, tuple[Posting, ...]] = {}
        self._in_columns: dict[TicketKey, tuple[PostingColumns, int]] = {}
        self._ahead: dict[TicketKey, list[Version]] = {}  # of tickets with something still to come
        self._next: list[tuple[Micros, TicketKey]] = []
        self._forgotten = NO_INSTANT

    def apply(self, versions: pd.DataFrame) -> None:
        """Takes ALL known versions (VERSION_COLUMNS, any order) of some tickets, or the last one alone of a plain history
        (plain_requests.py); what they said before is replaced."""
        if self.now is None:
            self._waiting.append(versions)
        elif len(versions):
            self._apply(versions, self.now)

    def advance(self, now: Micros) -> None:
        """Moves on to `now`; never back, and nowhere where a past instant was asked for."""
        if self._as_of is not None:
            return
        self.now = now = max(now, self.now or now)
        waiting, self._waiting = self._waiting, []
        for versions in waiting:
            self.apply(versions)
        while self._next and self._next[0][0] <= now:
            _, key = heappop(self._next)
            if key in self._ahead:
                self._replace(key, self._ahead[key], now)
        if now - FLOW_KEPT > self._forgotten + _FORGET_EVERY:
            self._forget(now - FLOW_KEPT)
            self.groups.settle(now)

    def _apply(self, versions: pd.DataFrame, now: Micros) -> None:
        if self._learns:
            self.coverage.learn(versions)
        if not self.remit.whole_sites:
            versions = self._ours(versions)
        if len(versions) >= _MANY:
            ahead = np.zeros(len(versions), bool) if self._as_of is not None else _has_something_ahead(versions, now)
            stand, counted = plain(versions, ahead)
            if int(stand.sum()) >= _MANY:
                self._apply_columns(versions[stand], now)
                versions = versions[~counted]
        for key, group in by_ticket(versions):
            self._replace(key, group, now)

    def _apply_columns(self, versions: pd.DataFrame, now: Micros) -> None:
        keys = ticket_keys(versions)
        for key in keys if self._own or self._in_columns else ():
            self._take_back(key)
        postings = posting_columns(versions, self.rules, now, now - FLOW_KEPT)
        self.groups.add_columns(postings)
        posted = np.zeros(len(keys), bool)
        for column in postings.columns:
            posted[column.rows] = True
        self._in_columns.update((keys[row], (postings, row)) for row in np.flatnonzero(posted).tolist())

    def _replace(self, key: TicketKey, versions: list[Version], now: Micros) -> None:
        self._take_back(key)
        spans = timeline(versions)
        begun = until(spans, now)
        postings = tuple(self.rules.postings(begun, now - FLOW_KEPT))
        self.groups.add(postings)
        if postings:
            self._own[key] = postings
        if len(begun) < len(spans) and self._as_of is None:
            self._ahead[key] = versions
            heappush(self._next, (spans[len(begun)].start, key))

    def _take_back(self, key: TicketKey) -> None:
        self._ahead.pop(key, None)
        self.groups.remove(self._own.pop(key, ()))
        if key in self._in_columns:
            postings, row = self._in_columns.pop(key)
            self.groups.remove(postings.of(row))

    def _ours(self, versions: pd.DataFrame) -> pd.DataFrame:
        """All versions of those tickets that are, were or will be in the remit."""
        within = np.ones(len(versions), bool)
        for column, names in (("department", self.remit.departments), ("ward", self.remit.wards)):
            if names is not None:
                within &= versions[column].isin(names).to_numpy(bool)
        ours = all_of_their_tickets(versions, within)
        for key in dict.fromkeys(ticket_keys(versions[~ours])):
            self._take_back(key)
        return versions[ours]

    def _forget(self, before: Micros) -> None:
        self._forgotten = before
        self.groups.forget_flow_before(before)
        gone = [key for key, postings in self._own.items() if _all_before(postings, before)]
        for key in gone:
            del self._own[key]


def _all_before(postings: Sequence[Posting], before: Micros) -> bool:
    return all(posting.at < before and is_flow(posting.series) for posting in postings)


def _has_something_ahead(versions: pd.DataFrame, now: Micros) -> np.typing.NDArray[np.bool_]:
    ahead = versions["opened_at"].to_numpy() > now
    not_open = versions["state"].to_numpy() != "open"
    ending = versions[["updated_at", "finished_at"]].max(axis=1).to_numpy()
    something_ahead: np.typing.NDArray[np.bool_] = ahead | (not_open & (ending > now))
    return something_ahead

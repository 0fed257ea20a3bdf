"""The open set of one site, its ageing and its flow, kept up to date ticket by ticket.

The same class serves the live wall, which moves on with `advance`, and any past instant (`as_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import HOUR, NO_INSTANT, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.state.coverage import Coverage
from wallboard.state.plain_requests import plain
from wallboard.state.plain_rows import PlainRows
from wallboard.state.posting_table import is_flow
from wallboard.state.postings import FLOW_KEPT, Posting, PostingRules
from wallboard.state.requests_known import RequestsKnown
from wallboard.state.ticket_block import TicketBlock
from wallboard.state.ticket_groups import TicketGroups
from wallboard.state.ticket_versions import TicketKey, all_of_their_tickets, by_ticket, ticket_keys
from wallboard.state.timeline import OPEN, Version, timeline, until
from wallboard.state.values import Flags, Instants
from wallboard.state.version_columns import VersionColumns

if TYPE_CHECKING:
    import pandas as pd

_FORGET_EVERY = 6 * HOUR
# Below this many tickets, one at a time costs less than columns do.
_MANY = 400
# Where so many are counted at once, their keys are looked for in columns; a dictionary of them would be the larger part.
_LARGE = 5_000
_INSTANTS = ("opened_at", "updated_at", "finished_at")


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
        self._waiting: list[pd.DataFrame | tuple[Sequence[PlainRows], pd.DataFrame | None]] = []
        self._own: dict[TicketKey, tuple[Posting, ...]] = {}
        self._large_blocks: list[TicketBlock] = []
        self._in_blocks: dict[TicketKey, TicketBlock] = {}  # those of the small ones
        self._coming: list[TicketBlock] = []  # those with something still to come
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

    def apply_columns(self, parts: Sequence[PlainRows], others: pd.DataFrame | None = None) -> None:
        """Takes requests of which one version tells all (plain_requests.py), each once and whether it is of the remit or not;
        and all versions of others."""
        if self.now is None:
            self._waiting.append((parts, others))
            return
        anew = not (self._own or self._in_blocks or self._large_blocks)
        for requests in parts:
            if len(requests):
                self._apply_columns(requests, self.now, anew=anew)
        if others is not None and len(others):
            self._apply(others, self.now, anew=anew)

    def advance(self, now: Micros) -> None:
        """Moves on to `now`; never back, and nowhere where a past instant was asked for."""
        if self._as_of is not None:
            return
        self.now = now = max(now, self.now or now)
        waiting, self._waiting = self._waiting, []
        for versions in waiting:
            if isinstance(versions, tuple):
                self.apply_columns(*versions)
            else:
                self.apply(versions)
        while self._next and self._next[0][0] <= now:
            _, key = heappop(self._next)
            if key in self._ahead:
                self.groups.add(self._replaced(key, self._ahead[key], now))
        for block in self._coming:
            for key, version in block.come(now):
                self.groups.add(self._replaced(key, [version], now))
        self._coming = [block for block in self._coming if block.next != NEVER]
        if now - FLOW_KEPT > self._forgotten + _FORGET_EVERY:
            self._forget(now - FLOW_KEPT)
            self.groups.settle(now)

    def _apply(self, versions: pd.DataFrame, now: Micros, *, anew: bool = False) -> None:
        if self._learns:
            self.coverage.learn(versions)
        if not self.remit.whole_sites:
            versions = self._ours(versions)
        if len(versions) >= _MANY:
            opened, updated, finished = (versions[name].to_numpy() for name in _INSTANTS)
            unfit = self._ahead_of(now, opened, np.maximum(updated, finished), versions["state"].to_numpy() == OPEN)
            if not self.remit.whole_sites:
                unfit |= ~self._within(versions)
            stand, counted = plain(versions, unfit, now - FLOW_KEPT)
            if int(stand.sum()) >= _MANY:
                self._count(PlainRows.all(VersionColumns.of(versions[stand])), now, anew=anew)
                versions = versions[~counted]
        if len(versions) < _MANY:
            for key, group in by_ticket(versions):
                self.groups.add(self._replaced(key, group, now))
        else:
            told = (self._replaced(key, group, now, anew=anew) for key, group in by_ticket(versions))
            self.groups.add_many(chain.from_iterable(told), now, anew=anew)

    def _apply_columns(self, requests: PlainRows, now: Micros, *, anew: bool) -> None:
        if self._learns:
            self.coverage.learn_plain(requests)
        ours = self._in_remit(requests)
        alone = ours & (requests.number("reopened_at") == NO_INSTANT)
        if int(alone.sum()) < _MANY:
            alone[:] = False
        elif alone.any():
            self._count(requests.only(alone), now, anew=anew)
        others = map(requests.version, np.flatnonzero(~alone & ours).tolist())
        told = (self._replaced((each.source, each.ticket), [each], now, anew=anew) for each in others)
        self.groups.add_many(chain.from_iterable(told), now, anew=anew)

    def _count(self, requests: PlainRows, now: Micros, *, anew: bool = False) -> None:
        """All at once; `anew` where none of them is known."""
        block, small = TicketBlock(requests, now, now - FLOW_KEPT), len(requests) < _LARGE
        keys = requests.keys() if small or not anew else []
        for key in keys if not anew else ():
            self._take_back(key)
        its = requests.singles(self.rules)
        if self._as_of is None:
            block.wait(its)
            self._coming += [block] if block.next != NEVER else []
        self.groups.add_columns(its, now, now - FLOW_KEPT, anew=anew)
        if small:
            self._in_blocks.update(dict.fromkeys(keys, block))
        else:
            self._large_blocks.append(block)

    def _replaced(
        self, key: TicketKey, versions: list[Version], now: Micros, *, anew: bool = False
    ) -> tuple[Posting, ...]:
        """What is to be posted of it now. What was posted before is taken back; nothing was where it is known `anew`."""
        if not anew:
            self._take_back(key)
        spans = timeline(versions)
        begun = until(spans, now)
        postings = tuple(self.rules.postings(begun, now - FLOW_KEPT))
        if postings:
            self._own[key] = postings
        if len(begun) < len(spans) and self._as_of is None:
            self._ahead[key] = versions
            heappush(self._next, (spans[len(begun)].start, key))
        return postings

    def _take_back(self, key: TicketKey) -> None:
        self._ahead.pop(key, None)
        self.groups.remove(self._own.pop(key, ()))
        small = self._in_blocks.pop(key, None)
        for block in self._large_blocks if small is None else (small,):
            self.groups.remove(block.take_out(key, self.rules))

    def _in_remit(self, requests: PlainRows) -> Flags:
        within = np.ones(len(requests), bool)
        for column, names in (("department", self.remit.departments), ("ward", self.remit.wards)):
            if names is not None:
                within &= requests.words(column).among(names)
        return within

    def _within(self, versions: pd.DataFrame) -> Flags:
        """Which are in the remit."""
        within = np.ones(len(versions), bool)
        for column, names in (("department", self.remit.departments), ("ward", self.remit.wards)):
            if names is not None:
                within &= versions[column].isin(names).to_numpy(bool)
        return within

    def _ours(self, versions: pd.DataFrame) -> pd.DataFrame:
        """All versions of those tickets that are, were or will be in the remit."""
        ours = all_of_their_tickets(versions, self._within(versions))
        for key in dict.fromkeys(ticket_keys(versions[~ours])):
            self._take_back(key)
        return versions[ours]

    def _ahead_of(self, now: Micros, opened: Instants, ending: Instants, is_open: Flags) -> Flags:
        """Which have something still to come. None where a past instant was asked for: there it is left out."""
        if self._as_of is not None:
            return np.zeros(len(opened), bool)
        ahead: Flags = (opened > now) | (~is_open & (ending > now))
        return ahead

    def _forget(self, before: Micros) -> None:
        self._forgotten = before
        self.groups.forget_flow_before(before)
        gone = [key for key, postings in self._own.items() if _all_before(postings, before)]
        for key in gone:
            del self._own[key]
        for block in {id(block): block for block in self._in_blocks.values()}.values():
            for key in block.over_before(before, self.rules):
                if self._in_blocks.get(key) is block:  # else it was let go before, and perhaps told of again
                    del self._in_blocks[key]
        smaller = {id(block): block.without_over(before, self.rules) for block in self._large_blocks}
        self._large_blocks = [block for block in smaller.values() if len(block)]
        self._coming = [smaller.get(id(block), block) for block in self._coming]


def _all_before(postings: Sequence[Posting], before: Micros) -> bool:
    return all(posting.at < before and is_flow(posting.series) for posting in postings)

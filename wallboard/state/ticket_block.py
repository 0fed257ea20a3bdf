"""Many requests that were counted at once, each by the one version that tells all of it: a block. Of each it is remembered
what was told, not what it posted: that follows from it once more where the request changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import Micros
from wallboard.state.plain_rows import PlainRows
from wallboard.state.posting_columns import SingleVersions
from wallboard.state.postings import Posting, PostingRules
from wallboard.state.ticket_versions import TicketKey
from wallboard.state.timeline import Version, timeline, until
from wallboard.state.values import Flags


class TicketBlock:
    def __init__(self, requests: PlainRows, at: Micros, since: Micros) -> None:
        """They were counted as they stood at `at`, flow from `since` on."""
        self._requests, self._at, self._since = requests, at, since
        self._gone: set[int] = set()
        self._coming = self._places = np.zeros(0, np.int64)

    def __len__(self) -> int:
        """How many are still here."""
        return len(self._requests) - len(self._gone)

    def wait(self, its: SingleVersions) -> None:
        """For what was still to come of them."""
        coming = np.full(len(its.opened), NEVER)
        for instants in (its.stands, its.end, its.opened):
            coming = np.where((instants > self._at) & (instants < coming), instants, coming)
        places = np.flatnonzero(coming != NEVER)
        order = np.argsort(coming[places], kind="stable")
        self._coming, self._places = coming[places][order], places[order]

    @property
    def next(self) -> Micros:
        """When something comes of any of them; NEVER where nothing does."""
        return int(self._coming[0]) if len(self._coming) else NEVER

    def come(self, now: Micros) -> Iterable[tuple[TicketKey, Version]]:
        """Those of which something has come by `now`."""
        count = int(np.searchsorted(self._coming, now, side="right"))
        places, self._coming, self._places = self._places[:count], self._coming[count:], self._places[count:]
        versions = [self._requests.version(place) for place in places.tolist() if place not in self._gone]
        return [((version.source, version.ticket), version) for version in versions]

    def over_before(self, instant: Micros, rules: PostingRules) -> list[TicketKey]:
        """Those that were over by then, of which nothing is told any more."""
        return self._requests.only(self._stay() & (self._requests.singles(rules).end < instant)).keys()

    def without_over(self, instant: Micros, rules: PostingRules) -> TicketBlock:
        """The others alone, where most of them are over or are no longer here."""
        stay = self._stay() & (self._requests.singles(rules).end >= instant)
        if 2 * int(stay.sum()) > len(stay):
            return self
        smaller = TicketBlock(PlainRows(self._requests.only(stay).alone()), self._at, self._since)
        waits, place = stay[self._places], np.cumsum(stay) - 1
        smaller._coming, smaller._places = self._coming[waits], place[self._places[waits]]
        return smaller

    def _stay(self) -> Flags:
        stay = np.ones(len(self._requests), bool)
        stay[list(self._gone)] = False
        return stay

    def take_out(self, key: TicketKey, rules: PostingRules) -> Iterator[Posting]:
        """What it posted, if it is there; from now on it is not."""
        place = self._requests.place_of(*key)
        if place is None or place in self._gone:
            return iter(())
        self._gone.add(place)
        return rules.postings(until(timeline([self._requests.version(place)]), self._at), self._since)

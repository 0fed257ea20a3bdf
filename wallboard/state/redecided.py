"""What becomes later of decisions: a request that was kept is reopened, one that was late is promised another day.

Each request is decided once, so what a longer time says of promises is what stands at its end. It is put together of days: of
what was decided on each of them, and of what each of them changed of decisions of before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wallboard.model import NO_INSTANT, Micros
from wallboard.state.postings import Posting, PostingRules
from wallboard.state.timeline import Span

if TYPE_CHECKING:
    import pandas as pd

    from wallboard.state.values import Flags


class Redecided(NamedTuple):
    """`decision` is so no longer (`more` -1), or is as if it had been decided then (1)."""

    decision: Posting
    more: int


class Redecisions:
    """Of all requests of which a decision may become another: those without a plain history (plain_requests.py), and those
    that were `due_before_opened`."""

    def __init__(self, histories: Iterable[Sequence[Span]], rules: PostingRules) -> None:
        self._histories, self._rules = list(histories), rules
        self._known: dict[tuple[int, int], Sequence[Posting]] = {}
        began = [(span.start, place) for place, spans in enumerate(self._histories) for span in spans]
        self._at, self._place = np.array(sorted(began), np.int64).reshape(-1, 2).T

    def between(self, since: Micros, until: Micros) -> Iterator[Redecided]:
        """What [since, until) changed of decisions of before."""
        begun = slice(*np.searchsorted(self._at, (since, until)))
        for place in np.unique(self._place[begun]).tolist():
            before, after = (
                Counter(decision for decision in self._standing(place, at) if decision.at < since)
                for at in (since, until)
            )
            yield from (Redecided(decision, 1) for decision in (after - before).elements())
            yield from (Redecided(decision, -1) for decision in (before - after).elements())

    def _standing(self, place: int, at: Micros) -> Sequence[Posting]:
        """The decisions of one request before an instant. What stood before one change stood after the one before it."""
        spans = self._histories[place]
        begun = bisect_left(spans, at, key=lambda span: span.start)
        if (place, begun) not in self._known:
            self._known[place, begun] = tuple(self._rules.decisions(spans[:begun]))
        return self._known[place, begun]


def due_before_opened(versions: pd.DataFrame) -> Flags:
    """Those of requests that were late when they were opened, on a day that was over."""
    due = versions["due_at"].to_numpy()
    found: Flags = (due != NO_INSTANT) & (due < versions["opened_at"].to_numpy())
    return found

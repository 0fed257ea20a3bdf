"""The requests of a site at many instants of the past, counted from versions that are read once.

What they were at each is what `TicketState` tells of that instant. Those with a plain history are counted a column at a time,
with all that is the same at any instant worked out before; the others are few, and what each posts from one of its
changes to the next is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import NOT_KNOWN, Micros
from wallboard.settings import Settings
from wallboard.state.coverage import Coverage, SourceCoverage
from wallboard.state.loose_groups import LooseGroups, Posted
from wallboard.state.plain_requests import plain
from wallboard.state.posting_columns import SingleVersions, group_names
from wallboard.state.posting_table import EVERYONE, OVERDUE_SINCE, is_flow
from wallboard.state.postings import FLOW_KEPT, SITE, GroupKey, Posting, PostingRules
from wallboard.state.redecided import Redecided, Redecisions, due_before_opened
from wallboard.state.requests_known import RequestsKnown
from wallboard.state.ticket_versions import by_ticket
from wallboard.state.timeline import DIMENSIONS, Span, timeline
from wallboard.state.values import Flags, Instants
from wallboard.state.version_columns import VersionColumns
from wallboard.state.words import Codes, words

if TYPE_CHECKING:
    import pandas as pd

_ALWAYS = -NEVER
_NOT_THERE = -1  # the code of a group in which nothing is posted


class PastRequests:
    """Of a stretch of time."""

    def __init__(
        self,
        settings: Settings,
        site: str,
        versions: pd.DataFrame,
        told_first: Mapping[str, Micros],
        instants: Collection[Micros],
    ) -> None:
        """`versions`: as `Ledger.standing_between` gives them for a stretch that holds all `instants` which will be asked for.
        `told_first`: when each of their sources told of anything first."""
        self._site, self._rules = site, PostingRules(settings, site)
        self._sources = _Sources(versions, told_first)
        stand, covered = plain(versions, np.zeros(len(versions), bool))
        self._plain = SingleVersions.of(VersionColumns.of(versions[stand]), self._rules)
        self._names: dict[str, dict[str, int]] = {dimension: {} for dimension in DIMENSIONS}
        self._codes = {dimension: self._coded(dimension) for dimension in DIMENSIONS}
        others = _histories(versions[~covered])
        pieces = _pieces(others, self._rules, np.sort(np.array(list(instants), np.int64)))
        self._others = _Others(pieces, self._names)
        late_at_once = _histories(versions[stand & due_before_opened(versions)])
        self._redecisions = Redecisions([*others, *late_at_once], self._rules)

    def at(self, instant: Micros) -> RequestsKnown:
        since = instant - FLOW_KEPT
        posted = [*self._posted(instant, since), *self._others.posted(instant, since)]
        coverage = self._sources.coverage(instant, since)
        return RequestsKnown(self._site, self._rules, coverage, LooseGroups(self._names, posted))

    def redecided(self, since: Micros, until: Micros) -> Iterator[Redecided]:
        """What [since, until) changed of decisions of before, of requests to which something happened then."""
        return self._redecisions.between(since, until)

    def _coded(self, dimension: str) -> Codes:
        """The group of each value."""
        names = group_names(self._plain.words, dimension)
        known = self._names[dimension]
        return np.array([known.setdefault(name, len(known)) for name in names], np.int32)

    def _posted(self, instant: Micros, since: Micros) -> Iterator[Posted]:
        its = self._plain.lately(instant, since)
        codes = {name: self._codes[name][its.words[name].codes] for name in DIMENSIONS}
        for column in its.columns(instant, since):
            ours = {name: codes[name][column.rows] if name else None for name in column.dimensions}
            yield Posted(column.series, column.at, ours, column.due)


class _Piece(NamedTuple):
    """What one request posts in [begins, ends)."""

    begins: Micros
    ends: Micros
    postings: Sequence[Posting]


def _histories(versions: pd.DataFrame) -> list[list[Span]]:
    return [timeline(history) for _, history in by_ticket(versions)]


def _pieces(histories: Iterable[Sequence[Span]], rules: PostingRules, instants: Instants) -> Iterator[_Piece]:
    """Those in which any of the instants (in order) is."""
    for spans in histories:
        changes = [*(span.start for span in spans), NEVER]
        passed = np.searchsorted(instants, changes).tolist()
        for count, ((begins, ends), (before, after)) in enumerate(
            zip(pairwise(changes), pairwise(passed), strict=True), 1
        ):
            if before < after:
                yield _Piece(begins, ends, list(rules.postings(spans[:count], _ALWAYS)))


class _Others:
    """What requests post whose history is not plain, a row for each posting, by series."""

    def __init__(self, pieces: Iterable[_Piece], names: Mapping[str, dict[str, int]]) -> None:
        """Groups that `names` does not have yet get a code there."""
        coded = _Coded(names)
        rows = [
            (each.series, each.at, each.due, piece.begins, piece.ends, is_flow(each.series), *coded[each.groups])
            for piece in pieces
            for each in piece.postings
        ]
        rows.sort(key=itemgetter(0))
        self._series = Counter(str(row[0]) for row in rows)  # in their order
        told = np.array([row[1:] for row in rows], np.int64).reshape(-1, 5 + len(EVERYONE))
        self._at, self._due, self._begins, self._ends, flow = told.T[:5].copy()
        self._flow = flow.astype(bool)
        self._codes = dict(zip(EVERYONE, told.T[5:].astype(np.int32), strict=True))

    def posted(self, instant: Micros, since: Micros) -> Iterator[Posted]:
        """As they stood at `instant`; flow from `since` on."""
        there = (self._begins <= instant) & (self._ends > instant) & (~self._flow | (self._at >= since))
        begins = 0
        for series, count in self._series.items():
            rows = begins + np.flatnonzero(there[begins : begins + count])
            begins += count
            for dimension, codes in self._codes.items():
                ours = rows[codes[rows] != _NOT_THERE]
                if len(ours):
                    due = self._due[ours] if series == OVERDUE_SINCE else None
                    yield Posted(series, self._at[ours], {dimension: codes[ours] if dimension else None}, due)


class _Coded(dict[tuple[GroupKey, ...], tuple[int, ...]]):
    """Of the groups of a posting the code in each dimension."""

    def __init__(self, names: Mapping[str, dict[str, int]]) -> None:
        self._names = {**names, SITE.dimension: {SITE.name: 0}}

    def __missing__(self, groups: tuple[GroupKey, ...]) -> tuple[int, ...]:
        ours = {
            key.dimension: self._names[key.dimension].setdefault(key.name, len(self._names[key.dimension]))
            for key in groups
        }
        self[groups] = codes = tuple(ours.get(dimension, _NOT_THERE) for dimension in EVERYONE)
        return codes


class _Sources:
    """What the versions say of their sources, of those that the ledger would read for one instant alone."""

    def __init__(self, versions: pd.DataFrame, told_first: Mapping[str, Micros]) -> None:
        self._source, self._told_first = words(versions["source"]), told_first
        self._assigned = versions["assignee"].to_numpy() != ""
        self._tells = versions["reopens"].to_numpy() != NOT_KNOWN
        self._received, self._began, self._until = (
            versions[name].to_numpy(np.int64) for name in ("received_at", "began", "until")
        )

    def coverage(self, instant: Micros, since: Micros) -> Coverage:
        there = (self._began <= instant) & (self._until >= since)
        found: dict[str, SourceCoverage] = {}
        for code, name in enumerate(self._source.values):
            rows = there & (self._source.codes == code)
            if rows.any():
                found[name] = self._of(rows)
        coverage = Coverage(found)
        coverage.watched_since(self._told_first)
        return coverage

    def _of(self, rows: Flags) -> SourceCoverage:
        return SourceCoverage(
            int(self._received[rows].min()), bool(self._assigned[rows].any()), bool(self._tells[rows].any())
        )

"""The figures of one site's groups of tickets: the whole, and each department, service type and ward.

To put a large backlog in order costs more than all else that a start or a past instant needs, and few boards ask for every
dimension: where many are added at once to nothing, the groups of a dimension come into being when they are asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from wallboard.calendar import NEVER
from wallboard.collector import give_back
from wallboard.model import NO_INSTANT, Micros
from wallboard.state.marks import Marks, passed_or_never
from wallboard.state.overdue import Overdue
from wallboard.state.posted_together import Many, PostedSeries, posted_together
from wallboard.state.posting_columns import SingleVersions
from wallboard.state.posting_table import EVERYONE, MARKS, OVERDUE_SINCE, STANDING, is_count
from wallboard.state.postings import GroupKey, Posting
from wallboard.state.sorted_instants import SortedInstants
from wallboard.state.values import Instants

_NOTHING = SortedInstants()


class TicketGroup:
    """One group's instants, by series, and its counts."""

    __slots__ = ("_marks", "_series", "counts", "overdue")

    def __init__(self) -> None:
        self._series: dict[str, SortedInstants] = {}
        self._marks = {name: Marks() for name in MARKS}
        self.counts: Counter[str] = Counter()
        self.overdue = Overdue()

    def series(self, name: str) -> SortedInstants:
        """For reading; nothing may be added to it."""
        return self._series.get(name, _NOTHING)

    def marks(self, name: str) -> Marks:
        """Likewise, of MARKS."""
        return self._marks[name]

    def names(self) -> Iterator[str]:
        return iter(self._series)

    def add(self, name: str, at: Micros, due: Micros = NEVER) -> None:
        if name == OVERDUE_SINCE:
            self.overdue.add(due, at)
        elif is_count(name):
            self.counts[name] += 1
        elif name in self._marks:
            self._marks[name].add(at)
        else:
            self.kept(name).add(at)

    def remove(self, name: str, at: Micros, due: Micros = NEVER) -> None:
        if name == OVERDUE_SINCE:
            self.overdue.remove(due, at)
        elif is_count(name):
            self.counts[name] -= 1
        elif name in self._marks:
            self._marks[name].remove(at)
        else:
            self._series[name].remove(at)

    def add_many(self, name: str, instants: Instants, due: Instants | None = None) -> None:
        """In any order."""
        if due is not None:
            self.overdue.add_many(due, instants)
        elif is_count(name):
            self.counts[name] += len(instants)
        elif name in self._marks:
            self._marks[name].add_many(instants)
        else:
            self.kept(name).add_sorted(np.sort(instants, kind="stable"))

    def count_marks(self, name: str, passed: int, never: int) -> None:
        """Of MARKS, as `passed_or_never` tells them by when the group was settled."""
        self._marks[name].count(passed, never)

    def kept(self, name: str) -> SortedInstants:
        if name not in self._series:
            self._series[name] = SortedInstants()
        return self._series[name]

    def forget_flow_before(self, instant: Micros) -> None:
        for name, instants in self._series.items():
            if name not in STANDING:
                instants.forget_before(instant)

    def settle(self, now: Micros) -> None:
        self.overdue.open_since(now)
        for marks in self._marks.values():
            marks.settle(now)

    @property
    def is_empty(self) -> bool:
        return not any(map(len, self._series.values()))


_PUT_OFF_AT_MOST = 50_000  # changes: beyond that, they are the larger part of what is put off
_WORTH_GIVING_BACK = 50_000  # requests: what it took to read so many, and to put them in order


class _Change(NamedTuple):
    """Postings that came, or went."""

    postings: Sequence[Posting]
    by: int
    at_once: bool = False


class TicketGroups:
    """All groups of a site. Groups come into being with their first ticket."""

    def __init__(self) -> None:
        self._groups: defaultdict[GroupKey, TicketGroup] = defaultdict(TicketGroup)
        self._put_off: set[str] = set()  # dimensions that nobody asked for
        self._told: list[Many | _Change] = []  # what is in those, in its order
        self._changes = 0
        self._now = self._forgotten = NO_INSTANT

    def group(self, key: GroupKey) -> TicketGroup:
        """The group, empty if it has no tickets."""
        if key.dimension in self._put_off:
            self.want([key.dimension])
        return self._groups.get(key) or TicketGroup()

    def keys(self, dimension: str) -> list[GroupKey]:
        """Groups of a dimension in which anything is open or happened lately."""
        self.want([dimension])
        return [key for key, group in self._groups.items() if key.dimension == dimension and not group.is_empty]

    def want(self, dimensions: Iterable[str]) -> None:
        """They are asked for: several at once cost less than one after the other."""
        wanted = self._put_off.intersection(dimensions)
        if not wanted:
            return
        self._put_off -= wanted
        self._add_together(self._told, wanted)
        for told in self._told:
            if isinstance(told, _Change) and not told.at_once:
                self._change(told, wanted)
        for key, group in self._groups.items():
            if key.dimension in wanted:
                group.forget_flow_before(self._forgotten)
                group.settle(self._now)
        if not self._put_off:
            self._told.clear()

    def add(self, postings: Iterable[Posting]) -> None:
        self._take(_Change(tuple(postings), 1))

    def add_many(self, postings: Iterable[Posting], now: Micros, *, anew: bool = False) -> None:
        """The same of many tickets, as they stand at `now`; `anew`: of the first that are told of."""
        self._now = max(self._now, now)
        self._take(_Change(tuple(postings), 1, at_once=True), anew=anew)

    def remove(self, postings: Iterable[Posting]) -> None:
        self._take(_Change(tuple(postings), -1))

    def add_columns(self, its: SingleVersions, at: Micros, since: Micros, *, anew: bool = False) -> None:
        """Requests as they stand at `at`, flow from `since` on."""
        self._now = max(self._now, at)
        if not self._groups and not self._told:
            self._put_off.update(EVERYONE)
        many = Many(its, at, since)
        self._add_together([many], set(EVERYONE) - self._put_off)
        self._tell(many, 0 if anew else len(its.opened))

    def forget_flow_before(self, instant: Micros) -> None:
        self._forgotten = instant
        for group in self._groups.values():
            group.forget_flow_before(instant)

    def settle(self, now: Micros) -> None:
        """Also in groups that nobody reads, what has fallen due takes no more room than before."""
        self._now = max(self._now, now)
        for group in self._groups.values():
            group.settle(now)

    def _take(self, change: _Change, *, anew: bool = False) -> None:
        if change.postings:
            self._change(change, set(EVERYONE) - self._put_off)
            self._tell(change, 0 if anew else len(change.postings))

    def _tell(self, told: Many | _Change, more: int) -> None:
        """To those that nobody asked for yet."""
        if self._put_off:
            self._told.append(told)
            self._changes += more
            if self._changes > _PUT_OFF_AT_MOST:
                self.want(EVERYONE)

    def _change(self, change: _Change, dimensions: Collection[str]) -> None:
        """In the groups of some dimensions."""
        if change.at_once:
            self._add_together([change], dimensions)
            return
        for series, at, groups, due in change.postings if dimensions else ():
            for key in groups:
                if key.dimension in dimensions:
                    group = self._groups[key]
                    (group.add if change.by > 0 else group.remove)(series, at, due)

    def _add_together(self, told: Sequence[Many | _Change], dimensions: Collection[str]) -> None:
        """What came many at once."""
        if not dimensions:
            return
        many = [each for each in told if isinstance(each, Many)]
        alone = (each.postings for each in told if isinstance(each, _Change) and each.at_once)
        for posted in posted_together(many, chain.from_iterable(alone), dimensions):
            left = self._count_marks(posted) if posted.series in MARKS else posted
            for name, at, due in left.by_name() if len(left.at) else ():
                self._settled(GroupKey(posted.dimension, name)).add_many(posted.series, at, due)
        if sum(len(each.its.opened) for each in many) >= _WORTH_GIVING_BACK:
            give_back()

    def _count_marks(self, posted: PostedSeries) -> PostedSeries:
        """Those of which only the number matters are counted. The others."""
        passed, never = passed_or_never(posted.at, self._now)
        kinds = [np.bincount(posted.codes[which], minlength=len(posted.names)).tolist() for which in (passed, never)]
        for name, *counts in zip(posted.names, *kinds, strict=True):
            if any(counts):
                self._settled(GroupKey(posted.dimension, name)).count_marks(posted.series, *counts)
        return posted.only(~(passed | never))

    def _settled(self, key: GroupKey) -> TicketGroup:
        """What has passed is not put in order first."""
        group = self._groups[key]
        group.settle(self._now)
        return group

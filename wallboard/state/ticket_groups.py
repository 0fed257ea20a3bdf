"""The figures of one site's groups of tickets: the whole, and each department, service type and ward.

To put a large backlog in order costs more than all else that a start or a past instant needs, and few boards ask for every
dimension: where many are added at once to nothing, the groups of a dimension come into being when they are asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import NO_INSTANT, Micros
from wallboard.state.marks import Marks
from wallboard.state.overdue import Overdue
from wallboard.state.posting_columns import PostingColumn, SingleVersions, group_names
from wallboard.state.posting_table import EVERYONE, MARKS, OVERDUE_SINCE, STANDING, is_count
from wallboard.state.postings import SITE, GroupKey, Posting
from wallboard.state.sorted_instants import SortedInstants
from wallboard.state.values import Instants
from wallboard.state.words import Words

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
            self.kept(name).add_sorted(np.sort(instants))

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


class _Many(NamedTuple):
    """Requests in columns as they stood at `at`, flow from `since` on."""

    its: SingleVersions
    at: Micros
    since: Micros


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
        self._told: list[_Many | _Change] = []  # what is in those, in its order
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
        for told in self._told:
            if isinstance(told, _Many):
                self._add_columns(told, wanted)
            else:
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
        many = _Many(its, at, since)
        self._add_columns(many, set(EVERYONE) - self._put_off)
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
            self._change(change, set(EVERYONE) - self._put_off if self._put_off else None)
            self._tell(change, 0 if anew else len(change.postings))

    def _tell(self, told: _Many | _Change, more: int) -> None:
        """To those that nobody asked for yet."""
        if self._put_off:
            self._told.append(told)
            self._changes += more
            if self._changes > _PUT_OFF_AT_MOST:
                self.want(EVERYONE)

    def _change(self, change: _Change, dimensions: set[str] | None) -> None:
        """In the groups of some dimensions; None: of all."""
        if dimensions is not None and not dimensions:
            return
        if change.at_once:
            self._add_many(change.postings, dimensions)
            return
        for series, at, groups, due in change.postings:
            for key in groups:
                if dimensions is None or key.dimension in dimensions:
                    group = self._groups[key]
                    (group.add if change.by > 0 else group.remove)(series, at, due)

    def _add_many(self, postings: Iterable[Posting], dimensions: set[str] | None) -> None:
        by_series: defaultdict[tuple[GroupKey, str], list[tuple[Micros, Micros]]] = defaultdict(list)
        for series, at, groups, due in postings:
            for key in groups:
                if dimensions is None or key.dimension in dimensions:
                    by_series[key, series].append((at, due))
        for (key, series), told in by_series.items():
            at_, due_ = np.array(told, np.int64).T
            self._settled(key).add_many(series, at_, due_ if series == OVERDUE_SINCE else None)

    def _add_columns(self, many: _Many, dimensions: set[str]) -> None:
        if not dimensions:
            return
        for column in many.its.columns(many.at, many.since):
            for dimension in column.dimensions:
                if dimension not in dimensions:
                    continue
                if dimension:
                    self._add_by(dimension, many.its.words, column)
                else:
                    self._settled(SITE).add_many(column.series, column.at, column.due)

    def _add_by(self, dimension: str, words: Mapping[str, Words], column: PostingColumn) -> None:
        names = group_names(words, dimension)
        codes = words[dimension].codes[column.rows]
        if len(names) < 2**15 and codes.itemsize > 2:
            codes = codes.astype(np.int16)  # sorted by radix
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(names)))
        at, due = column.at[order], None if column.due is None else column.due[order]
        for name, start, end in zip(names, np.concatenate([[0], ends]), ends, strict=False):
            if start < end:
                group = self._settled(GroupKey(dimension, name))
                group.add_many(column.series, at[start:end], None if due is None else due[start:end])

    def _settled(self, key: GroupKey) -> TicketGroup:
        """What has passed is not put in order first."""
        group = self._groups[key]
        group.settle(self._now)
        return group

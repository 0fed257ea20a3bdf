"""The figures of one site's groups of tickets: the whole, and each department, service type and ward."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import Micros
from wallboard.state.marks import Marks
from wallboard.state.overdue import Overdue
from wallboard.state.posting_columns import PostingColumn, group_names
from wallboard.state.posting_table import MARKS, OVERDUE_SINCE, STANDING, is_count
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


class TicketGroups:
    """All groups of a site. Groups come into being with their first ticket."""

    def __init__(self) -> None:
        self._groups: defaultdict[GroupKey, TicketGroup] = defaultdict(TicketGroup)

    def group(self, key: GroupKey) -> TicketGroup:
        """The group, empty if it has no tickets."""
        return self._groups.get(key) or TicketGroup()

    def keys(self, dimension: str) -> list[GroupKey]:
        """Groups of a dimension in which anything is open or happened lately."""
        return [key for key, group in self._groups.items() if key.dimension == dimension and not group.is_empty]

    def add(self, postings: Iterable[Posting]) -> None:
        for series, at, groups, due in postings:
            for key in groups:
                self._groups[key].add(series, at, due)

    def add_many(self, postings: Iterable[Posting], now: Micros) -> None:
        """The same of many tickets, as they stand at `now`."""
        by_series: defaultdict[tuple[GroupKey, str], list[tuple[Micros, Micros]]] = defaultdict(list)
        for series, at, groups, due in postings:
            for key in groups:
                by_series[key, series].append((at, due))
        for (key, series), told in by_series.items():
            at, due = np.array(told, np.int64).T
            self._settled(key, now).add_many(series, at, due if series == OVERDUE_SINCE else None)

    def remove(self, postings: Iterable[Posting]) -> None:
        for series, at, groups, due in postings:
            for key in groups:
                self._groups[key].remove(series, at, due)

    def add_columns(self, columns: Iterable[PostingColumn], words: Mapping[str, Words], now: Micros) -> None:
        """As they stand at `now`. `words` holds the codes of their groups by dimension."""
        for column in columns:
            for dimension in column.dimensions:
                if dimension:
                    self._add_by(dimension, words, column, now)
                else:
                    self._settled(SITE, now).add_many(column.series, column.at, column.due)

    def _add_by(self, dimension: str, words: Mapping[str, Words], column: PostingColumn, now: Micros) -> None:
        names = group_names(words, dimension)
        codes = words[dimension].codes[column.rows]
        if len(names) < 2**15 and codes.itemsize > 2:
            codes = codes.astype(np.int16)  # sorted by radix
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(names)))
        at, due = column.at[order], None if column.due is None else column.due[order]
        for name, start, end in zip(names, np.concatenate([[0], ends]), ends, strict=False):
            if start < end:
                group = self._settled(GroupKey(dimension, name), now)
                group.add_many(column.series, at[start:end], None if due is None else due[start:end])

    def _settled(self, key: GroupKey, now: Micros) -> TicketGroup:
        """What has passed is not put in order first."""
        group = self._groups[key]
        group.settle(now)
        return group

    def forget_flow_before(self, instant: Micros) -> None:
        for group in self._groups.values():
            group.forget_flow_before(instant)

    def settle(self, now: Micros) -> None:
        """Also in groups that nobody reads, what has fallen due takes no more room than before."""
        for group in self._groups.values():
            group.settle(now)

"""The figures of one site's groups of tickets: the whole, and each department, service type and ward."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import Micros
from wallboard.state.overdue import Overdue
from wallboard.state.posting_columns import PostingColumn, PostingColumns
from wallboard.state.posting_table import OVERDUE_SINCE, STANDING, is_count
from wallboard.state.postings import SITE, GroupKey, Posting
from wallboard.state.sorted_instants import SortedInstants
from wallboard.state.values import Instants

_NOTHING = SortedInstants()


class TicketGroup:
    """One group's instants, by series, and its counts."""

    __slots__ = ("_series", "counts", "overdue")

    def __init__(self) -> None:
        self._series: dict[str, SortedInstants] = {}
        self.counts: Counter[str] = Counter()
        self.overdue = Overdue()

    def series(self, name: str) -> SortedInstants:
        """For reading; nothing may be added to it."""
        return self._series.get(name, _NOTHING)

    def names(self) -> Iterator[str]:
        return iter(self._series)

    def add(self, name: str, at: Micros, due: Micros = NEVER) -> None:
        if name == OVERDUE_SINCE:
            self.overdue.add(due, at)
        elif is_count(name):
            self.counts[name] += 1
        else:
            self.kept(name).add(at)

    def remove(self, name: str, at: Micros, due: Micros = NEVER) -> None:
        if name == OVERDUE_SINCE:
            self.overdue.remove(due, at)
        elif is_count(name):
            self.counts[name] -= 1
        else:
            self._series[name].remove(at)

    def add_sorted(self, name: str, instants: Instants, due: Instants | None = None) -> None:
        if due is not None:
            self.overdue.add_many(due, instants)
        elif is_count(name):
            self.counts[name] += len(instants)
        else:
            self.kept(name).add_sorted(instants)

    def kept(self, name: str) -> SortedInstants:
        if name not in self._series:
            self._series[name] = SortedInstants()
        return self._series[name]

    def forget_flow_before(self, instant: Micros) -> None:
        for name, instants in self._series.items():
            if name not in STANDING:
                instants.forget_before(instant)

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

    def remove(self, postings: Iterable[Posting]) -> None:
        for series, at, groups, due in postings:
            for key in groups:
                self._groups[key].remove(series, at, due)

    def add_columns(self, postings: PostingColumns) -> None:
        for column in postings.columns:
            order = np.argsort(column.at, kind="stable")
            rows, at = column.rows[order], column.at[order]
            due = None if column.due is None else column.due[order]
            for dimension in column.dimensions:
                if dimension:
                    self._add_by(dimension, postings, PostingColumn(column.series, rows, at, (), due))
                else:
                    self._groups[SITE].add_sorted(column.series, at, due)

    def _add_by(self, dimension: str, postings: PostingColumns, column: PostingColumn) -> None:
        names = postings.group_names(dimension)
        codes = postings.words[dimension].codes[column.rows]
        if len(names) < 2**15:
            codes = codes.astype(np.int16)  # sorted by radix
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(names)))
        at, due = column.at[order], None if column.due is None else column.due[order]
        for name, start, end in zip(names, np.concatenate([[0], ends]), ends, strict=False):
            if start < end:
                group = self._groups[GroupKey(dimension, name)]
                group.add_sorted(column.series, at[start:end], None if due is None else due[start:end])

    def forget_flow_before(self, instant: Micros) -> None:
        for group in self._groups.values():
            group.forget_flow_before(instant)

    def settle(self, now: Micros) -> None:
        """Also in groups that nobody reads, what has fallen due takes no more room than before."""
        for group in self._groups.values():
            group.overdue.open_since(now)

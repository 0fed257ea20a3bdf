"""Groups of requests as they stood at one instant that is looked at once: put together without an order, for an order costs more
than the few questions that are asked of it. What is asked of a living wall's groups can be asked of these."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from math import floor
from typing import NamedTuple

import numpy as np

from wallboard.model import Micros
from wallboard.state.overdue import Overdue
from wallboard.state.posting_table import OVERDUE_SINCE, is_count
from wallboard.state.postings import SITE, GroupKey
from wallboard.state.sorted_instants import sum_of
from wallboard.state.values import Instants
from wallboard.state.words import Codes

_SMALL = 2**15  # codes below are sorted by radix


class Posted(NamedTuple):
    """Postings of one series: when, and in which groups of each of its dimensions, as codes of their names ("": the site,
    which has no codes)."""

    series: str
    at: Instants
    codes: Mapping[str, Codes | None]
    due: Instants | None = None  # of OVERDUE_SINCE


class LooseInstants:
    """A multiset of instants in no order. Each question looks at all of them."""

    def __init__(self, at: Instants) -> None:
        self._at = at

    def __len__(self) -> int:
        return len(self._at)

    @cached_property
    def total(self) -> int:
        return sum_of(self._at)

    def count_until(self, instant: Micros) -> int:
        return int(np.count_nonzero(self._at <= instant))

    def count_before(self, instant: Micros) -> int:
        return int(np.count_nonzero(self._at < instant))

    def between(self, start: Micros, end: Micros) -> int:
        return self.count_until(end) - self.count_until(start)

    def kth(self, k: int) -> Micros:
        if not 0 <= k < len(self._at):
            raise IndexError(k)
        return int(self._in_order[k])

    def quantile(self, share: float) -> float:
        position = share * (len(self) - 1)
        below = floor(position)
        low = self.kth(below)
        return low if position == below else low + (position - below) * (self.kth(below + 1) - low)

    @cached_property
    def _in_order(self) -> Instants:
        return np.sort(self._at)


class _Split(NamedTuple):
    """The instants of one series by the groups of one dimension, one group after the other."""

    at: Instants
    due: Instants | None
    ends: Instants

    def of(self, code: int) -> slice:
        return slice(int(self.ends[code - 1]) if code else 0, int(self.ends[code]))


class LooseGroups:
    """All groups of a site."""

    def __init__(self, names: Mapping[str, Mapping[str, int]], posted: Iterable[Posted]) -> None:
        """`names`: of each dimension its groups with their codes, which count from 0."""
        self._names = {**names, SITE.dimension: {SITE.name: 0}}
        self._posted: defaultdict[str, list[Posted]] = defaultdict(list)
        for each in posted:
            self._posted[each.series].append(each)
        self._split: dict[tuple[str, str], _Split | None] = {}

    def group(self, key: GroupKey) -> LooseGroup:
        return LooseGroup(self, key)

    def want(self, dimensions: Iterable[str]) -> None:
        """Nothing is to be done for it."""

    def keys(self, dimension: str) -> list[GroupKey]:
        some = np.zeros(len(self._names[dimension]), bool)
        for series in self._posted:
            split = None if is_count(series) or series == OVERDUE_SINCE else self.split(series, dimension)
            if split is not None:
                some |= np.diff(split.ends, prepend=0) > 0
        return [GroupKey(dimension, name) for name, code in self._names[dimension].items() if some[code]]

    def series(self) -> Iterator[str]:
        return iter(self._posted)

    def code(self, key: GroupKey) -> int | None:
        return self._names[key.dimension].get(key.name)

    def split(self, series: str, dimension: str) -> _Split | None:
        """None where nothing is posted there."""
        if (series, dimension) not in self._split:
            ours = [each for each in self._posted.get(series, ()) if dimension in each.codes and len(each.at)]
            self._split[series, dimension] = self._split_up(ours, dimension) if ours else None
        return self._split[series, dimension]

    def _split_up(self, ours: list[Posted], dimension: str) -> _Split:
        at = np.concatenate([each.at for each in ours])
        due = np.concatenate([each.due for each in ours if each.due is not None]) if ours[0].due is not None else None
        given = [codes for each in ours if (codes := each.codes[dimension]) is not None]
        if not given:
            return _Split(at, due, np.array([len(at)]))
        codes, groups = np.concatenate(given), len(self._names[dimension])
        order = np.argsort(codes.astype(np.int16) if groups < _SMALL else codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=groups))
        return _Split(at[order], None if due is None else due[order], ends)


class LooseGroup:
    """One of them."""

    def __init__(self, groups: LooseGroups, key: GroupKey) -> None:
        self._groups, self._key, self._code = groups, key, groups.code(key)

    def series(self, name: str) -> LooseInstants:
        split = None if self._code is None else self._groups.split(name, self._key.dimension)
        return _NOTHING if split is None or self._code is None else LooseInstants(split.at[split.of(self._code)])

    def marks(self, name: str) -> LooseInstants:
        return self.series(name)

    def names(self) -> Iterator[str]:
        return (name for name in self._groups.series() if not is_count(name) and name != OVERDUE_SINCE)

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter({name: len(self.series(name)) for name in self._groups.series() if is_count(name)})

    @cached_property
    def overdue(self) -> Overdue:
        overdue = Overdue()
        split = None if self._code is None else self._groups.split(OVERDUE_SINCE, self._key.dimension)
        if split is not None and split.due is not None and self._code is not None:
            ours = split.of(self._code)
            overdue.add_many(split.due[ours], split.at[ours])
        return overdue


_NOTHING = LooseInstants(np.array([], np.int64))

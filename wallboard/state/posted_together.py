"""What many requests post at once, in one piece for each series and dimension: to put that in order costs more than all else, and once
for all of them less than for one part after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from wallboard.model import Micros
from wallboard.state.posting_columns import PostingColumn, SingleVersions, group_names
from wallboard.state.posting_table import OVERDUE_SINCE
from wallboard.state.postings import SITE, Posting
from wallboard.state.values import Instants, Ints

_SMALL = 2**15  # codes below are sorted by radix


class Many(NamedTuple):
    """Requests in columns as they stood at `at`, flow from `since` on."""

    its: SingleVersions
    at: Micros
    since: Micros


class PostedSeries(NamedTuple):
    """Instants of one series, in the groups of one dimension: in which of its `names`."""

    series: str
    dimension: str
    names: Sequence[str]
    codes: Ints
    at: Instants
    due: Instants | None  # of OVERDUE_SINCE

    def only(self, rows: np.ndarray) -> PostedSeries:
        return self._replace(codes=self.codes[rows], at=self.at[rows], due=None if self.due is None else self.due[rows])

    def by_name(self) -> Iterator[tuple[str, Instants, Instants | None]]:
        """The instants of each of its groups in which there are any."""
        if len(self.names) == 1:
            yield self.names[0], self.at, self.due
            return
        order = np.argsort(self.codes, kind="stable")
        ends = np.cumsum(np.bincount(self.codes, minlength=len(self.names))).tolist()
        at, due = self.at[order], None if self.due is None else self.due[order]
        for name, start, end in zip(self.names, [0, *ends], ends, strict=False):
            if start < end:
                yield name, at[start:end], None if due is None else due[start:end]


def posted_together(
    many: Sequence[Many], postings: Iterable[Posting], dimensions: Collection[str]
) -> Iterator[PostedSeries]:
    """Of some dimensions ("": the site). No two of the same series and dimension hold the same posting."""
    known = _Known(dimensions)
    codes = [{name: known.codes(name, each.its) for name in dimensions if name} for each in many]
    alone = known.postings(postings)
    for step in zip(*(each.its.steps(each.at, each.since) for each in many), strict=True):
        found: defaultdict[tuple[str, str], list[_Part]] = defaultdict(list)
        for each, theirs, columns in zip(many, codes, step, strict=True):
            for column in columns:
                for dimension in column.dimensions:
                    if dimension in dimensions:
                        found[column.series, dimension].append(_part(each, theirs.get(dimension), column, dimension))
        for key, parts in found.items():
            yield known.posted(key, [*parts, *alone.pop(key, ())])
    for key, parts in alone.items():
        yield known.posted(key, parts)


class _Part(NamedTuple):
    codes: Ints
    at: Instants
    due: Instants | None


def _part(many: Many, codes: Ints | None, column: PostingColumn, dimension: str) -> _Part:
    if codes is None:
        return _Part(np.zeros(len(column.rows), np.int16), column.at, column.due)
    return _Part(codes[many.its.words[dimension].codes[column.rows]], column.at, column.due)


class _Known:
    """The groups of some dimensions by name, each with its code."""

    def __init__(self, dimensions: Collection[str]) -> None:
        self._names: Mapping[str, dict[str, int]] = {name: {} for name in dimensions}

    def codes(self, dimension: str, its: SingleVersions) -> Ints:
        """By the codes of its words."""
        known = self._names[dimension]
        codes = [known.setdefault(name, len(known)) for name in group_names(its.words, dimension)]
        return np.array(codes, np.int16 if len(known) < _SMALL else np.int32)

    def postings(self, postings: Iterable[Posting]) -> dict[tuple[str, str], list[_Part]]:
        """Those of requests that were not told in columns."""
        rows: defaultdict[tuple[str, str], list[tuple[int, Micros, Micros]]] = defaultdict(list)
        for series, at, groups, due in postings:
            for dimension, name in groups:
                known = self._names.get(dimension)
                if known is not None:
                    rows[series, dimension].append((known.setdefault(name, len(known)), at, due))
        return {key: [_part_of(told, due=key[0] == OVERDUE_SINCE)] for key, told in rows.items()}

    def posted(self, key: tuple[str, str], parts: Sequence[_Part]) -> PostedSeries:
        series, dimension = key
        names = tuple(self._names[dimension]) or (SITE.name,)
        codes, at = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
        due = [part.due for part in parts if part.due is not None]
        codes = codes.astype(np.int16 if len(names) < _SMALL else np.int32, copy=False)
        return PostedSeries(series, dimension, names, codes, at, np.concatenate(due) if due else None)


def _part_of(told: Sequence[tuple[int, Micros, Micros]], *, due: bool) -> _Part:
    codes, at, due_at = np.array(told, np.int64).T
    return _Part(codes.astype(np.int32), at, due_at if due else None)

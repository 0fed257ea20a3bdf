"""Promises that were decided: each once, at the earlier of being finished and being due, for who had it then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from wallboard.model import NAMELESS, NO_INSTANT, Micros
from wallboard.state.lives import other_place
from wallboard.state.posting_columns import SingleVersions, group_names
from wallboard.state.posting_table import LATE, ON_TIME
from wallboard.state.postings import GroupKey, Posting, PostingRules
from wallboard.state.timeline import DIMENSIONS, Span
from wallboard.state.timeline import until as begun_by
from wallboard.state.values import Flags, Instants
from wallboard.state.whose import Whose
from wallboard.state.words import Words


class Decisions(NamedTuple):
    """A row each: which request (`place` as in `Lives`), when, whether it was kept, and of which group of each dimension."""

    place: Instants
    at: Instants
    kept: Flags
    groups: Mapping[str, Words]

    def of(self, rows: Flags) -> Decisions:
        """Some of them."""
        groups = {name: Words(its.codes[rows], its.values) for name, its in self.groups.items()}
        return Decisions(self.place[rows], self.at[rows], self.kept[rows], groups)


def decisions_of(
    plain: SingleVersions, others: Iterable[Sequence[Span]], whose: Whose, rules: PostingRules, now: Micros
) -> Decisions:
    """All up to `now`. `rules`: within the remit of `whose`."""
    ours = whose.rows(plain.words)
    posted = [each for each in plain.posted(now, NO_INSTANT).columns if each.series in (ON_TIME, LATE)]
    known = [(each, ours[each.rows] & (each.at <= now)) for each in posted]
    rows = np.concatenate([each.rows[there] for each, there in known] or [np.zeros(0, np.int64)])
    at = [each.at[there] for each, there in known]
    kept = [np.full(int(there.sum()), each.series == ON_TIME) for each, there in known]
    found = list(_of_others(others, whose, rules, now))
    more = [decision for _, decision in found]
    groups = {}
    for dimension in DIMENSIONS:
        names = {name: code for code, name in enumerate(group_names(plain.words, dimension))}
        codes = [names.setdefault(_name(each, dimension), len(names)) for each in more]
        groups[dimension] = Words(
            np.concatenate([plain.words[dimension].codes[rows], np.array(codes, np.int32)]), tuple(names)
        )
    return Decisions(
        np.concatenate([rows, np.array([other_place(place) for place, _ in found], np.int64)]),
        np.concatenate([*at, np.array([each.at for each in more], np.int64)]),
        np.concatenate([*kept, np.array([each.series == ON_TIME for each in more], bool)]),
        groups,
    )


def _of_others(
    histories: Iterable[Sequence[Span]], whose: Whose, rules: PostingRules, now: Micros
) -> Iterator[tuple[int, Posting]]:
    kind = whose.service_type
    only = None if kind is None else GroupKey("service_type", kind or NAMELESS["service_type"])
    for place, spans in enumerate(histories):
        for decision in rules.decisions(begun_by(spans, now)):
            if decision.at <= now and (only is None or only in decision.groups):
                yield place, decision


def _name(decision: Posting, dimension: str) -> str:
    return next(key.name for key in decision.groups if key.dimension == dimension)

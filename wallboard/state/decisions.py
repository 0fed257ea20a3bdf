"""Promises that were decided: each once, at the earlier of being finished and being due, for who had it then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import NAMELESS, Micros
from wallboard.state.plain_past import PlainPast
from wallboard.state.span_columns import SpanColumns, decided_by
from wallboard.state.timeline import DIMENSIONS
from wallboard.state.values import Flags, Instants, Ints
from wallboard.state.whose import Whose
from wallboard.state.words import Words, one_after_the_other


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
    plain: PlainPast, others: SpanColumns, whose: Whose, now: Micros, dimensions: Collection[str] = DIMENSIONS
) -> Decisions:
    """All up to `now`, with their groups of these dimensions."""
    rows, at, kept = _of_plain(plain, whose, now)
    more = decided_by(others, now)
    theirs = {name: Words(its.codes[more.span], its.values) for name, its in others.words.items()}
    has = np.flatnonzero(whose.rows(theirs))
    groups = {}
    for name in dimensions:
        ours = Words(plain.words[name].codes[rows], plain.words[name].values)
        its = one_after_the_other(ours, Words(theirs[name].codes[has], theirs[name].values))
        groups[name] = _named(its, NAMELESS[name])
    return Decisions(
        np.concatenate([rows, -1 - more.requests[has]]),
        np.concatenate([at, more.at[has]]),
        np.concatenate([kept, more.kept[has]]),
        groups,
    )


def _of_plain(plain: PlainPast, whose: Whose, now: Micros) -> tuple[Ints, Instants, Flags]:
    """Which rows, when, and whether they were kept."""
    begun = plain.promised & whose.rows(plain.words) & (plain.opened <= now)
    ended = plain.end <= now
    in_time = ended & (plain.end <= plain.due)
    stopped = np.minimum(np.where(ended, plain.end, NEVER), np.where(plain.stands <= now, plain.stands, NEVER))
    falls_due = (plain.due != NEVER) & (plain.due <= stopped)
    kept = begun & in_time & plain.finished
    late = begun & falls_due & ~in_time & (plain.due < now)
    rows = np.flatnonzero(kept | late)
    was_kept = kept[rows]
    return rows, np.where(was_kept, plain.end[rows], plain.due[rows] + 1), was_kept


def _named(its: Words, nameless: str) -> Words:
    """Words as names of groups, of which two may be one."""
    names = [value or nameless for value in its.values]
    codes = {name: code for code, name in enumerate(dict.fromkeys(names))}
    if len(codes) == len(names):
        return Words(its.codes, tuple(names))
    return Words(np.array([codes[name] for name in names], np.int32)[its.codes], tuple(codes))

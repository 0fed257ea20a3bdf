"""What figures of the past need to know of requests with a plain history (plain_requests.py), in columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from wallboard.state.posting_columns import SingleVersions
from wallboard.state.timeline import DIMENSIONS
from wallboard.state.values import Flags, Instants, Ints
from wallboard.state.whose import Whose
from wallboard.state.words import Words


class PlainPast(NamedTuple):
    """A row each. `end`: NEVER of those that are open. `stands`: since when the clock of its promise stands in a pause, else NEVER.
    `due`: as if that clock never stood; NEVER where nothing is promised."""

    words: Mapping[str, Words]
    opened: Instants
    end: Instants
    finished: Flags
    removed: Flags
    stands: Instants
    promised: Flags
    due: Instants

    @classmethod
    def of(cls, single: SingleVersions) -> PlainPast:
        words = {name: single.words[name] for name in DIMENSIONS}
        its = (single.opened, single.end, single.finished, single.removed, single.stands, single.promised)
        return cls(words, *its, single.marks[2])

    def of_whose(self, whose: Whose) -> PlainPast:
        """Those of whoever is asked for. They are mostly all, of which nothing need be copied."""
        ours = whose.rows(self.words)
        return self if ours.all() else self.take(np.flatnonzero(ours))

    def take(self, rows: Ints) -> PlainPast:
        """Some of them."""
        words = {name: Words(its.codes[rows], its.values) for name, its in self.words.items()}
        return PlainPast(words, **{name: getattr(self, name)[rows] for name in _ONE_EACH})


_ONE_EACH = tuple(name for name in PlainPast._fields if name != "words")

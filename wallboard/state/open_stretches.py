"""When requests were open and of whoever is asked for: how many at any instant, for how long together, and how old."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import DAY, Micros
from wallboard.state.plain_past import PlainPast
from wallboard.state.span_columns import SpanColumns
from wallboard.state.values import Flags, Instants
from wallboard.state.whose import Whose


class OpenStretches(NamedTuple):
    """A row each, from `start` up to `end` (NEVER of those that go on). `since`: when its request would have been opened to be as
    old without the time for which it was closed."""

    start: Instants
    end: Instants
    since: Instants

    def open_at(self, at: Micros) -> Flags:
        """Which were open then."""
        there: Flags = (self.start <= at) & (self.end > at)
        return there

    def mean_open(self, since: Micros, until: Micros) -> float:
        """On average of the time in [since, until)."""
        lasted = np.minimum(self.end, until) - np.maximum(self.start, since)
        return float(np.maximum(lasted, 0).sum(dtype=np.float64)) / (until - since)

    def mean_age_days(self, at: Micros) -> float | None:
        """Of what was open then, in calendar days; None where nothing was."""
        since = self.since[self.open_at(at)]
        return float((at - since).mean(dtype=np.float64)) / DAY if len(since) else None


def open_stretches(plain: PlainPast, others: SpanColumns, whose: Whose) -> OpenStretches:
    opened, end = (its := plain.of_whose(whose)).opened, its.end
    there = np.flatnonzero(others.is_open & whose.rows(others.words))
    since = np.repeat(others.start[others.begins], np.diff(others.first)) + others.closed_before()
    ends = np.full(len(others.start), NEVER, np.int64)
    before = others.followed()
    ends[before] = others.start[before + 1]
    columns = zip((opened, end, opened), (others.start[there], ends[there], since[there]), strict=True)
    return OpenStretches(*(np.concatenate([column, more]) for column, more in columns))

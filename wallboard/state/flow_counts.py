"""What became of requests in each of many stretches of time: every change of the open set, on its own date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from wallboard.model import Micros
from wallboard.state.in_order import passed
from wallboard.state.plain_past import PlainPast
from wallboard.state.span_columns import SpanColumns
from wallboard.state.timeline import Flow, Span, flows
from wallboard.state.values import Instants, Ints
from wallboard.state.whose import Whose


class FlowCounts(NamedTuple):
    """A number for each stretch."""

    opened: Ints
    finished: Ints
    reopened: Ints
    moved_in: Ints
    moved_out: Ints
    removed: Ints

    @property
    def came(self) -> Ints:
        return self.opened + self.reopened + self.moved_in

    @property
    def went(self) -> Ints:
        return self.finished + self.moved_out + self.removed

    @property
    def net(self) -> Ints:
        """The change in open."""
        return self.came - self.went


def flow_counts(plain: PlainPast, others: SpanColumns, whose: Whose, edges: Sequence[Micros]) -> FlowCounts:
    """`edges`, rising: stretch n is from edge n up to the next. A move between departments of theirs is one in and one out; one
    between wards or types of theirs is none."""
    its, stretches = plain.of_whose(whose), np.array(edges, np.int64)
    ended = passed(stretches, its.end)
    counts = {
        "opened": _counted(passed(stretches, its.opened), edges),
        "finished": _counted(ended[its.finished], edges),
        "removed": _counted(ended[its.removed], edges),
    }
    nothing = np.zeros(len(edges) - 1, np.int64)
    more = {name: _counted(passed(stretches, at), edges) for name, at in _changed(others, whose).items()}
    return FlowCounts(**{name: counts.get(name, nothing) + count for name, count in more.items()})


def _changed(its: SpanColumns, whose: Whose) -> dict[str, Instants]:
    """When each kind of change was: what `flows` tells of one request, of many."""
    has = whose.rows(its.words)
    first = its.begins
    before = its.followed()
    after = before + 1
    at = its.start[after]
    had, has_it, was_open, is_open = has[before], has[after], its.is_open[before], its.is_open[after]
    department = its.words["department"].codes
    passed = was_open & had & has_it & (department[before] != department[after])
    ended = was_open & ~is_open & has_it
    return {
        "opened": its.start[first[its.is_open[first] & has[first]]],
        "finished": at[ended & its.finished[after]],
        "reopened": at[~was_open & is_open & has_it],
        "moved_in": at[passed | (was_open & ~had & has_it)],
        "moved_out": at[passed | (was_open & had & ~has_it)],
        "removed": at[ended & ~its.finished[after]],
    }


def changes(others: Iterable[Sequence[Span]], whose: Whose) -> Iterable[Flow]:
    """The same one by one, of those that are not plain."""
    has = None if whose.everyones else whose.has
    return (flow for spans in others for flow in flows(spans, has) if flow.dimension in ("", "department"))


def _counted(place: Ints, edges: Sequence[Micros]) -> Ints:
    """How many are in each stretch: after so many edges."""
    return np.bincount(place, minlength=len(edges) + 1)[1:-1].astype(np.int64)

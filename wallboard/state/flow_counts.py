"""What became of requests in each of many stretches of time: every change of the open set, on its own date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from wallboard.model import Micros
from wallboard.state.posting_columns import SingleVersions
from wallboard.state.timeline import Flow, Span, flows
from wallboard.state.values import Flags, Instants, Ints
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


def flow_counts(
    plain: SingleVersions, others: Iterable[Sequence[Span]], whose: Whose, edges: Sequence[Micros]
) -> FlowCounts:
    """`edges`, rising: stretch n is from edge n up to the next. A move between departments of theirs is one in and one out; one
    between wards or types of theirs is none."""
    ours = whose.rows(plain.words)
    counts = {
        "opened": _counted(plain.opened[ours], edges),
        "finished": _counted(plain.end[ours & plain.finished], edges),
        "removed": _counted(plain.end[ours & plain.removed], edges),
    }
    found: dict[str, list[Micros]] = {name: [] for name in FlowCounts._fields}
    for flow in changes(others, whose):
        found[flow.kind].append(flow.at)
    nothing = np.zeros(len(edges) - 1, np.int64)
    return FlowCounts(
        **{name: counts.get(name, nothing) + _counted(np.array(at, np.int64), edges) for name, at in found.items()}
    )


def changes(others: Iterable[Sequence[Span]], whose: Whose) -> Iterable[Flow]:
    has = None if whose.everyones else whose.has
    return (flow for spans in others for flow in flows(spans, has) if flow.dimension in ("", "department"))


def _counted(at: Instants, edges: Sequence[Micros]) -> Ints:
    place = np.searchsorted(np.array(edges, np.int64), at, side="right") - 1
    there: Flags = (place >= 0) & (place < len(edges) - 1)
    return np.bincount(place[there], minlength=len(edges) - 1).astype(np.int64)

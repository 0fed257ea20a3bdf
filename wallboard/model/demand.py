"""What snapshots are asked for: it is recorded as they are asked, and nobody lists it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from wallboard.model.readings import Scope

_NONE: frozenset[str] = frozenset()


class Asks(NamedTuple):
    """Metrics, windows and dimensions ("department" ...) that were asked for. What is taken is every one in every other."""

    metrics: frozenset[str] = _NONE
    windows: frozenset[str] = _NONE
    dimensions: frozenset[str] = _NONE


class Demand:
    """What was asked for so far. It only grows, and only by metrics that there are in windows that they have, so that
    whoever asks anew until nothing is missing comes to an end. Any thread may note: what two note at once and is lost by
    it is missing in the next snapshot, and noted then."""

    def __init__(self, there_are: Mapping[str, Collection[str]]) -> None:
        """`there_are`: the windows of every metric."""
        self.asks = Asks()
        self._there_are = there_are

    def note(self, metric: str, window: str, dimension: str) -> None:
        metrics, windows, dimensions = self.asks
        if metric in metrics and window in windows and (not dimension or dimension in dimensions):
            return
        if window in self._there_are.get(metric, ()):
            more = {dimension} if dimension else _NONE
            self.asks = Asks(metrics | {metric}, windows | {window}, dimensions | more)


def dimension_of(scope: Scope) -> str:
    """By which dimension a scope is one of several; "" where by none of them."""
    if scope.department:
        return "department"
    return "service_type" if scope.service_type else "ward" if scope.ward else ""

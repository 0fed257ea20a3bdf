"""Which figure, of which instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallboard.metrics import METRICS, Metric
from wallboard.model import Micros, ReadingKey, Scope


class NoSuchFigure(ValueError):
    """There is no such figure, or not for whoever asks: nobody can tell which."""


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """A reading by its key, as it was at the instant `at` by what is known now, or, with `known`, by what had arrived by
    then."""

    key: ReadingKey
    at: Micros
    known: Micros | None = None

    @property
    def metric(self) -> Metric[Any]:
        """Raises NoSuchFigure."""
        metric = METRICS.get(self.key.metric)
        if metric is None or self.key.window not in metric.windows:
            raise NoSuchFigure(f"{self.key.metric}, {self.key.window}")
        return metric

    @property
    def scope(self) -> Scope:
        return self.key.scope

    @property
    def part(self) -> tuple[str, str] | None:
        """Of its scope that which `Figure.part` says."""
        scope = self.scope
        return ("reason", scope.reason) if scope.reason else ("band", scope.band) if scope.band else None

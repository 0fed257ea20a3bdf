"""Departments with something past due, as page and documents show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wallboard.model import Scope
from wallboard.review import Review, ReviewedFigure

OPEN, BREACHED, OLDEST = "tickets.open", "tickets.breached", "tickets.age_max_days"
DUE_SOON = "tickets.due_soon"
_ASKED = frozenset({OPEN, BREACHED, OLDEST, DUE_SOON})


class Sore(NamedTuple):
    """`figures` by metric: what is past due, due soon and open, and how old the oldest is."""

    department: str
    figures: Mapping[str, ReviewedFigure]

    @property
    def breached(self) -> ReviewedFigure:
        return self.figures[BREACHED]

    def value(self, metric: str) -> float:
        figure = self.figures.get(metric)
        return 0.0 if figure is None or figure.value is None else figure.value


def sore_departments(review: Review) -> Sequence[Sore] | None:
    """Most past due first. None where no department is told."""
    told: dict[str, dict[str, ReviewedFigure]] = {}
    for figure in review.figures:
        scope = figure.key.scope
        if scope.department and scope == Scope(review.site, department=scope.department):
            told.setdefault(scope.department, {})
            if figure.key.metric in _ASKED:
                told[scope.department][figure.key.metric] = figure
    sore = (each for each in map(Sore, told.keys(), told.values()) if each.value(BREACHED))
    return sorted(sore, key=lambda each: (-each.value(BREACHED), -each.value(OLDEST))) if told else None

"""The figure of a question, by its metric's own entry in the tables."""

from __future__ import annotations

from wallboard.metrics.registry import Figure, Metric, S
from wallboard.metrics.walk import plan
from wallboard.questions.behind.question import FigureQuestion


def figure(table: tuple[Metric[S], ...], question: FigureQuestion, state: S) -> Figure | None:
    """Computed from a state of the table; None where there is none of this variant and part."""
    metric, _scope, window, variant = question.key
    computed = plan(table, window, (metric,)).compute(state)
    figures = (each for one in computed for each in one.figures)
    return next((each for each in figures if (each.variant, each.part) == (variant, question.part)), None)

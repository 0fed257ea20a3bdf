"""Figures of other systems, as a review takes them."""

from __future__ import annotations

from collections.abc import Iterable

from wallboard.questions.outside_figures import OutsideFigureDays
from wallboard.review.make import OutsideFigure
from wallboard.review.table import Kind

_TOLD: dict[str, Kind] = {
    "flow": "flow",
    "ratio": "ratio",
    "mean": "mean",
    "last": "stock",
    "smallest": "extreme",
    "largest": "extreme",
}


def reviewed_figures(declared: Iterable[OutsideFigureDays]) -> list[OutsideFigure]:
    """The unit of a share is that of every share; what was promised of each is said by the settings (`targets.py`)."""
    return [
        OutsideFigure(
            name=its.name,
            title=its.title,
            kind=its.kind,
            told=_TOLD[its.declared.kind],
            unit="ratio" if its.declared.kind == "ratio" else its.declared.unit,
            better=its.better,
            days=its.days,
            gaps=its.gaps,
        )
        for its in declared
    ]

"""The weekly review: what was promised, what was kept, what changed that is more than noise. See docs/review.md.

Pure: days in, a review out. Whoever has the days (`wallboard/engine/kept_days.py`) and the words of people hands them in.
"""

from __future__ import annotations

from wallboard.review.records import (
    Box,
    Compared,
    FigureKey,
    FigureState,
    HalfHour,
    Review,
    ReviewedFigure,
    Season,
    WeekChart,
)

__all__ = [
    "Box",
    "Compared",
    "FigureKey",
    "FigureState",
    "HalfHour",
    "Review",
    "ReviewedFigure",
    "Season",
    "WeekChart",
]

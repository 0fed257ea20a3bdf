"""The question of a review."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from wallboard.periods import PeriodKind


class ReviewQuestion(NamedTuple):
    """The week, month or quarter of a site that holds a day."""

    site: str
    day: date
    kind: PeriodKind = PeriodKind.WEEK

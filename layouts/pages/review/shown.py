"""What all parts of the review's page go by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from layouts.pages.review.asked import Asked
from layouts.review.names import figure_name
from wallboard.model.review_words import FigureKey, ReviewEntry
from wallboard.periods import PeriodKind
from wallboard.questions.review_words import WeekWords
from wallboard.review import Review, ReviewedFigure
from wallboard.settings import Settings

FIGURE = "/review/figure"
CALLS, REQUESTS, OUTSIDE = "calls.", "tickets.", "outside."


@dataclass(frozen=True, slots=True)
class Shown:
    """One review as somebody looks at it. `people`: what was written of its week; None of another period than a week, of which
    there are `notes` alone.
    `today` is the site's local day."""

    asked: Asked
    review: Review
    settings: Settings
    today: date
    people: WeekWords | None = None
    notes: Mapping[FigureKey, Sequence[ReviewEntry]] = field(default_factory=dict)
    may_write: bool = False
    sees_calls: bool = True  # whole sites are in the remit: else nothing is told of calls
    still_reading: bool = False  # a source of the site reads its history: what is not here may only not have come yet
    may_export: bool = False
    standards: Sequence[ReviewEntry] = ()  # what teams promised of themselves, and nobody reviewed for long

    @property
    def kind(self) -> PeriodKind:
        return self.review.under_review.kind

    @property
    def is_over(self) -> bool:
        return self.review.under_review.last < self.today

    def name(self, figure: ReviewedFigure) -> str:
        return figure_name(figure.key, figure.title, self.settings)

    def figure_address(self, figure: ReviewedFigure) -> str:
        return figure_address(self.asked, figure)

    def of(self, start: str, dimension: str = "") -> list[ReviewedFigure]:
        """Figures of a subject in one dimension; without one, those of the site as a whole."""
        return [each for each in self.review.figures if each.key.metric.startswith(start) and _is_of(each, dimension)]

    def kept(self, figures: Sequence[ReviewedFigure]) -> tuple[list[ReviewedFigure], int]:
        """Those that are shown, and how many are folded away because they are as usual."""
        if not self.asked.exceptions:
            return list(figures), 0
        usual = {each.key for each in self.review.as_usual()}
        kept = [each for each in figures if each.key not in usual or each.met is False]
        return kept, len(figures) - len(kept)


def figure_address(asked: Asked, figure: ReviewedFigure) -> str:
    """Of the page of one figure of a period."""
    key = figure.key
    about = {"metric": key.metric} | {name: value for name, value in key.scope.as_dict().items() if name != "site"}
    if key.variant:
        about["variant"] = key.variant
    return f"{FIGURE}?{urlencode(about | plain(asked).query())}"


def plain(asked: Asked) -> Asked:
    """The period alone, however it was looked at."""
    return Asked(asked.site, asked.kind, asked.day)


def _is_of(figure: ReviewedFigure, dimension: str) -> bool:
    about = [name for name, value in figure.key.scope.as_dict().items() if name != "site" and value]
    return about == ([dimension] if dimension else [])

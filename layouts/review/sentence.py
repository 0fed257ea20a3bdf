"""One thing that is said of a review, with the figure that it is said of."""

from __future__ import annotations

from typing import NamedTuple

from wallboard.metrics.xmr import Tendency
from wallboard.review import FigureKey


class Sentence(NamedTuple):
    """One whole sentence, or some that belong together. `figure` is what it opens, None where it is of several; `tendency`
    says whether that is better or worse, None without a signal."""

    text: str
    figure: FigureKey | None = None
    tendency: Tendency | None = None

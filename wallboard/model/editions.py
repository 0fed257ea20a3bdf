"""A published review: its figures frozen, with who published it when. What was published once stays as it was."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from wallboard.model.instants import Micros
from wallboard.model.review_words import Author
from wallboard.periods import PeriodKind


class Published(NamedTuple):
    """Which period of which site: that of its `kind` that ends on `last`."""

    site: str
    kind: PeriodKind
    last: date


class KeptEdition(NamedTuple):
    """`number` counts from 1 for each period; `content` is the review as JSON."""

    period: Published
    number: int
    by: Author
    at: Micros
    content: str

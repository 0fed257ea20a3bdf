"""A reader of many spans of visits, made of one that reads a single one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from wallboard.ledger import OutOfRetention
from wallboard.model import Micros
from wallboard.questions.usual import ReadSpans, Span


def span_by_span(read: Callable[[str, Micros, Micros], pd.DataFrame]) -> ReadSpans:
    """As the ledger does it: nothing of spans that are no longer kept."""

    def one(site: str, span: Span) -> pd.DataFrame:
        try:
            return read(site, *span)
        except OutOfRetention:
            return pd.DataFrame({"queue": []})

    def every(site: str, spans: Sequence[Span]) -> Sequence[pd.DataFrame]:
        return [one(site, span) for span in spans]

    return every

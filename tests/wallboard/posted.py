"""What each of many requests posts that are counted by columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from wallboard.calendar import NEVER
from wallboard.model import Micros
from wallboard.state.posting_columns import SingleVersions, group_names
from wallboard.state.postings import SITE, GroupKey, Posting, PostingRules
from wallboard.state.version_columns import VersionColumns


class Posted:
    """Of versions (one for each request, none of them reopened) as they stood at `at`; flow from `since` on."""

    def __init__(self, versions: pd.DataFrame, rules: PostingRules, at: Micros, since: Micros) -> None:
        its = SingleVersions.of(VersionColumns.of(versions), rules)
        self._words, self._columns = its.words, list(its.columns(at, since))

    def of(self, row: int) -> Iterator[Posting]:
        for column in self._columns:
            first, end = np.searchsorted(column.rows, (row, row + 1))
            groups = tuple(self._group(dimension, row) for dimension in column.dimensions)
            for i in range(first, end):
                due = NEVER if column.due is None else int(column.due[i])
                yield Posting(column.series, int(column.at[i]), groups, due)

    def _group(self, dimension: str, row: int) -> GroupKey:
        if not dimension:
            return SITE
        return GroupKey(dimension, group_names(self._words, dimension)[self._words[dimension].codes[row]])

"""What is known of a site's requests at one instant, however it was put together: metrics read this, and nothing behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol

from wallboard.model import Micros
from wallboard.state.coverage import Coverage
from wallboard.state.overdue import Overdue
from wallboard.state.posting_table import NOBODY, UNSTAFFED
from wallboard.state.postings import GroupKey, PostingRules


class InstantsKnown(Protocol):
    """A multiset of instants."""

    @property
    def total(self) -> int:
        """Their sum."""

    def __len__(self) -> int: ...
    def count_until(self, instant: Micros) -> int: ...
    def count_before(self, instant: Micros) -> int: ...
    def between(self, start: Micros, end: Micros) -> int:
        """How many are after `start` and at or before `end`."""

    def kth(self, k: int) -> Micros:
        """The k-th in rising order, from 0. Raises IndexError."""

    def quantile(self, share: float) -> float:
        """Interpolated linearly. Raises IndexError when there are none."""


class MarksKnown(Protocol):
    """A multiset of instants of which only what is past is asked."""

    def __len__(self) -> int: ...
    def count_until(self, instant: Micros) -> int: ...
    def count_before(self, instant: Micros) -> int: ...


class GroupKnown(Protocol):
    """One group of requests: its instants by series, and its counts."""

    @property
    def counts(self) -> Counter[str]: ...
    @property
    def overdue(self) -> Overdue: ...
    def series(self, name: str) -> InstantsKnown: ...
    def marks(self, name: str) -> MarksKnown:
        """Of MARKS."""

    def names(self) -> Iterator[str]: ...


class GroupsKnown(Protocol):
    def group(self, key: GroupKey) -> GroupKnown:
        """Empty where it has no requests."""

    def keys(self, dimension: str) -> list[GroupKey]:
        """Groups of a dimension in which anything is open or happened lately."""

    def want(self, dimensions: Iterable[str]) -> None:
        """Those of these dimensions will be asked for."""


class RequestsKnown:
    """Of one site, at one instant."""

    def __init__(self, site: str, rules: PostingRules, coverage: Coverage, groups: GroupsKnown) -> None:
        self.site, self.rules, self.coverage = site, rules, coverage
        self.groups = groups

    @property
    def observed_since(self) -> Micros | None:
        """Since when we have been watching every source of the site; what is earlier is reconstructed."""
        return self.coverage.observed_since

    @property
    def tells_reopens(self) -> bool:
        return self.coverage.reopens

    def unassigned(self, group: GroupKnown) -> int:
        """Open items in no department, in one with nobody on it, or with nobody where the source tells who."""
        return group.counts[UNSTAFFED] + sum(group.counts[NOBODY + source] for source in self.coverage.assigning())

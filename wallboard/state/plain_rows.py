"""Many requests with a plain history, each by its last version, and some of them as they stood by what had come at an instant.

What was told of such a request before its last version says that it was open, and all else as that does. So nothing is read of
what was told before but when it came first; and what is worked out of a last version serves every instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wallboard.model import NO_INSTANT, Micros
from wallboard.state.posting_columns import SingleVersions
from wallboard.state.timeline import OPEN, Version
from wallboard.state.values import Flags, Instants
from wallboard.state.version_columns import VersionColumns, together
from wallboard.state.words import Words

if TYPE_CHECKING:
    from wallboard.settings import Settings
    from wallboard.state.postings import PostingRules

NOT_READ = -1  # instead of when a request came first


class PlainRequests:
    """Of one site, a row each. `until`: when anything last happened to each, as the ledger counts."""

    def __init__(self, versions: VersionColumns, until: Instants) -> None:
        self.versions, self.until = versions, until
        self.came = np.full(len(versions), NOT_READ)
        self.told_reopens = np.zeros(len(versions), bool)  # when it came first, where that is read
        self._worked_out: tuple[Settings, SingleVersions] | None = None

    def __len__(self) -> int:
        return len(self.versions)

    def singles(self, rules: PostingRules) -> SingleVersions:
        """The same for all who go by the same settings."""
        known = self._worked_out
        if known is None or known[0] is not rules.settings:
            known = self._worked_out = rules.settings, SingleVersions.of(self.versions, rules)
        return known[1]._replace(rules=rules)


@dataclass(frozen=True, slots=True)
class PlainRows:
    """Some of them, by their rows (rising; None: all). `before`: of which the last version had not come yet."""

    of: PlainRequests
    rows: Instants | None = None
    before: Flags | None = None

    @classmethod
    def all(cls, versions: VersionColumns) -> PlainRows:
        return cls(PlainRequests(versions, np.zeros(len(versions), np.int64)))

    def __len__(self) -> int:
        return len(self.of) if self.rows is None else len(self.rows)

    def only(self, which: Flags) -> PlainRows:
        """Those of these."""
        if which.all():
            return self
        rows = np.flatnonzero(which)
        ours = rows if self.rows is None else self.rows[rows]
        return PlainRows(self.of, ours, None if self.before is None else self.before[rows])

    def number(self, name: str) -> Instants:
        """A column of their last versions."""
        column = self.of.versions.numbers[name]
        return column if self.rows is None else column[self.rows]

    def words(self, name: str) -> Words:
        its = self.of.versions.words[name]
        return its if self.rows is None else Words(its.codes[self.rows], its.values)

    def received(self) -> Instants:
        """When what was known of each came, or a part of it."""
        received = self.number("received_at")
        return received if self.before is None else np.where(self.before, self._first(self.of.came), received)

    def tells_reopens(self, not_known: int) -> Flags:
        tells: Flags = self.number("reopens") != not_known
        return tells if self.before is None else np.where(self.before, self._first(self.of.told_reopens), tells)

    def singles(self, rules: PostingRules) -> SingleVersions:
        its = self.of.singles(rules)
        if self.rows is not None:
            its = its.of_rows(self.rows)
        return its if self.before is None else its.open_still(self.before)

    def columns(self) -> VersionColumns:
        """Their last versions."""
        return self.of.versions if self.rows is None else self.of.versions.take(self.rows)

    def alone(self) -> PlainRequests:
        """Without the others."""
        if self.rows is None:
            return self.of
        ours = PlainRequests(self.columns(), self.of.until[self.rows])
        ours.came, ours.told_reopens = self.of.came[self.rows], self.of.told_reopens[self.rows]
        return ours

    def keys(self) -> list[tuple[str, str]]:
        return self.columns().keys()

    def version(self, place: int) -> Version:
        """As it was known, in all that figures are made of."""
        version = self.of.versions.version(self._row(place))
        if self.before is None or not self.before[place]:
            return version
        return version._replace(
            state=OPEN, outcome="", finished_at=NO_INSTANT, first_finished_at=NO_INSTANT, updated_at=version.opened_at
        )

    def place_of(self, source: str, ticket: str) -> int | None:
        row = self.of.versions.row_of(source, ticket)
        if row is None or self.rows is None:
            return row
        place = int(np.searchsorted(self.rows, row))
        return place if place < len(self.rows) and self.rows[place] == row else None

    def _row(self, place: int) -> int:
        return place if self.rows is None else int(self.rows[place])

    def _first(self, column: Instants | Flags) -> Instants | Flags:
        return column if self.rows is None else column[self.rows]


def joined(several: list[PlainRequests]) -> PlainRequests:
    """The rows of one after those of the other; there is one at least."""
    every = PlainRequests(together([each.versions for each in several]), np.concatenate([s.until for s in several]))
    every.came = np.concatenate([each.came for each in several])
    every.told_reopens = np.concatenate([each.told_reopens for each in several])
    return every


def known_by(requests: PlainRequests, within: Flags, known: Micros) -> tuple[Flags, Flags]:
    """Of those `within`: which had come by `known` at all, and of which the last version had not."""
    received = requests.versions.numbers["received_at"]
    whole = within & (received <= known)
    before = within & ~whole & (requests.came <= known)
    return whole | before, before

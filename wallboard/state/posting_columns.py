"""The postings of many tickets at once, each with a single version: what `PostingRules` does, a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from wallboard.calendar import NEVER, Calendar
from wallboard.model import NAMELESS, NO_INSTANT, SECOND, Micros
from wallboard.state.posting_table import DECIDED, EVERYONE, FLOW, OPEN, Moments, Name, RequestCase
from wallboard.state.postings import SITE, GroupKey, Posting, PostingRules
from wallboard.state.promises import Term, linear, parts
from wallboard.state.timeline import DIMENSIONS, FINISHED, PAUSED, REMOVED
from wallboard.state.values import Flags, Instants

if TYPE_CHECKING:
    import pandas as pd

Codes = npt.NDArray[np.int32]


class Words(NamedTuple):
    """A column of texts as codes into its different values."""

    codes: Codes
    values: tuple[str, ...]

    def having(self, true: Callable[[str], bool]) -> Flags:
        return np.array([true(value) for value in self.values], bool)[self.codes]

    def equal(self, value: str) -> Flags:
        return self.having(value.__eq__)


class PostingColumn(NamedTuple):
    """Postings of one series: for which tickets (rows, rising), when, and in groups of which dimensions."""

    series: str
    rows: Instants
    at: Instants
    dimensions: tuple[str, ...]
    due: Instants | None = None  # of OVERDUE_SINCE


class PostingColumns(NamedTuple):
    """Postings of many tickets. `words` holds the codes of their groups by dimension."""

    columns: tuple[PostingColumn, ...]
    words: Mapping[str, Words]

    def of(self, row: int) -> Iterator[Posting]:
        """What was posted for one ticket."""
        for column in self.columns:
            first, end = np.searchsorted(column.rows, (row, row + 1))
            groups = tuple(self._group(dimension, row) for dimension in column.dimensions)
            yield from (
                Posting(column.series, int(column.at[i]), groups, NEVER if column.due is None else int(column.due[i]))
                for i in range(first, end)
            )

    def _group(self, dimension: str, row: int) -> GroupKey:
        return GroupKey(dimension, self.group_names(dimension)[self.words[dimension].codes[row]]) if dimension else SITE

    def group_names(self, dimension: str) -> tuple[str, ...]:
        return tuple(value or NAMELESS[dimension] for value in self.words[dimension].values)


def words(texts: pd.Series[str]) -> Words:
    codes, values = texts.astype(object).factorize()  # at half the cost
    return Words(codes.astype(np.int32), tuple(str(value) for value in values))


def posting_columns(frame: pd.DataFrame, rules: PostingRules, at: Micros, since: Micros) -> PostingColumns:
    """Of versions (one for each ticket, none of them reopened) as they stood at `at`; flow from `since` on."""
    return _SingleVersions(frame, rules, at, since).columns()


class _SingleVersions:
    def __init__(self, frame: pd.DataFrame, rules: PostingRules, at: Micros, since: Micros) -> None:
        self.rules, self.at, self.since, self.frame = rules, at, since, frame
        self.words = {name: words(frame[name]) for name in (*DIMENSIONS, "priority", "source", "outcome", "state")}
        self.opened, updated = _instants(frame, "opened_at"), _instants(frame, "updated_at")
        state = self.words["state"]
        self.finished, self.removed = state.equal(FINISHED), state.equal(REMOVED)
        finished_at = _instants(frame, "finished_at")
        ends = np.where(self.finished & (finished_at != NO_INSTANT), finished_at, updated)
        self.end = np.where(self.finished | self.removed, np.maximum(self.opened, ends), NEVER)
        self.paused = np.where(state.equal(PAUSED), np.maximum(self.opened, updated), NEVER)
        self.begun = self.opened <= at
        self.is_open = self.begun & (self.end > at)
        self.ended = self.begun & (self.end <= at)

    def columns(self) -> PostingColumns:
        marks, promised = self._marks()
        case, moments = self._case(marks[2], promised), self._moments(marks)
        posted = [*self._open(case, moments), *self._flow(), *self._decided(case, moments)]
        return PostingColumns(tuple(column for column in posted if len(column.rows)), self.words)

    def _case(self, due: Instants, promised: Flags) -> RequestCase[Flags]:
        unstaffed = self.words["department"].having(self.rules.is_unstaffed)
        return RequestCase(
            open=self.is_open,
            finished=self.ended & self.finished,
            in_time=self.ended & (self.end <= due),
            promised=promised,
            falls_due=promised & (due != NEVER),
            unstaffed=unstaffed,
            unassigned=~unstaffed & (self.frame["assignee"].to_numpy() == ""),
            emergency=self.words["service_type"].having(self.rules.is_emergency),
        )

    def _moments(self, marks: tuple[Instants, ...]) -> Moments[Instants]:
        nothing, department_since = np.zeros_like(self.opened), self._department_open_since()
        at75, at90, due, at300 = marks
        return Moments(nothing, self.opened, self.opened, department_since, at75, at90, due, at300, self.end, due + 1)

    def _open(self, case: RequestCase[Flags], moments: Moments[Instants]) -> Iterator[PostingColumn]:
        for series, which, at, dimensions, by, _ in OPEN:
            due = getattr(moments, by) if by else None
            yield from self._columns(series, which(case), getattr(moments, at), dimensions, due)

    def _flow(self) -> Iterator[PostingColumn]:
        """What happens to one who has a single version."""
        yield from self._change("opened", self.begun, self.opened)
        yield from self._change("finished", self.ended & self.finished, self.end)
        yield from self._change("removed", self.ended & self.removed, self.end)

    def _change(self, kind: str, which: Flags, at: Instants) -> Iterator[PostingColumn]:
        lately = which & (at >= self.since)
        for series in FLOW[kind]:
            yield from self._columns(series, lately, at)

    def _decided(self, case: RequestCase[Flags], moments: Moments[Instants]) -> Iterator[PostingColumn]:
        for rule in DECIDED:
            at = getattr(moments, rule.at)
            yield from self._columns(rule.series, self.begun & rule.which(case) & (at >= self.since), at)

    def _columns(
        self,
        series: Name,
        which: Flags,
        at: Instants,
        dimensions: tuple[str, ...] = EVERYONE,
        due: Instants | None = None,
    ) -> Iterator[PostingColumn]:
        for name, ours in self._named(series, which):
            rows = np.flatnonzero(ours)
            yield PostingColumn(name, rows, at[rows], dimensions, None if due is None else due[rows])

    def _named(self, series: Name, which: Flags) -> Iterator[tuple[str, Flags]]:
        """The series by each word with which its name goes on."""
        if not series.column:
            yield series.name, which
            return
        words = self.words[series.column]
        for word in words.values:
            yield series.of(word), which & words.equal(word)

    def _department_open_since(self) -> Instants:
        department = self.words["department"]
        since = self.opened
        for code, name in enumerate(department.values):
            calendar = self.rules.book.ages_in(name)
            if calendar is not None:
                ours = department.codes == code
                since = since.copy()
                since[ours] = calendar.business_us(self.opened[ours])
        return since

    def _marks(self) -> tuple[tuple[Instants, ...], Flags]:
        """75 %, 90 %, due and 300 % of each promise; NEVER where the clock stood before."""
        due_at = _instants(self.frame, "due_at")
        promised = due_at != NO_INSTANT
        marks = tuple(np.full(len(due_at), NEVER) for _ in range(4))
        by_source = np.flatnonzero(promised)
        for mark, at in zip(marks, linear(self.opened[by_source], due_at[by_source]), strict=True):
            mark[by_source] = at
        for rows, term in self._terms(~promised):
            promised[rows] = True
            extra = np.maximum(0, _instants(self.frame, "paused_s")[rows]) * SECOND
            for mark, amount in zip(marks, parts(np.full(len(rows), term.amount)), strict=True):
                mark[rows] = _reached(self.opened[rows], amount + extra, term.calendar)
        stands = np.where(self.end <= self.at, self.end, NEVER)
        stands = np.where(self.paused <= self.at, np.minimum(stands, self.paused), stands)
        return tuple(np.where(mark > stands, NEVER, mark) for mark in marks), promised

    def _terms(self, wanted: Flags) -> Iterator[tuple[Instants, Term]]:
        """The rows that each promise of the settings covers."""
        kinds = [self.words[name] for name in ("service_type", "department", "priority")]
        shape = tuple(max(1, len(kind.values)) for kind in kinds)
        combined = np.ravel_multi_index(tuple(kind.codes for kind in kinds), shape)
        rows = np.flatnonzero(wanted)
        rows = rows[np.argsort(combined[rows], kind="stable")]
        starts = np.flatnonzero(np.diff(combined[rows], prepend=-1))
        for ours in np.split(rows, starts[1:]) if len(rows) else ():
            names = [kind.values[kind.codes[ours[0]]] for kind in kinds]
            periods = self.rules.book.periods(*names)
            period = np.searchsorted([start for start, _ in periods], self.opened[ours], side="right") - 1
            for i, (_, term) in enumerate(periods):
                if term is not None:
                    yield ours[period == i], term


def _instants(frame: pd.DataFrame, column: str) -> Instants:
    return frame[column].to_numpy(dtype=np.int64)


def _reached(opened: Instants, amount: Instants, calendar: Calendar | None) -> Instants:
    return opened + amount if calendar is None else calendar.instant_at(calendar.business_us(opened) + amount)

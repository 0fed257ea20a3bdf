"""The postings of many tickets at once, each with a single version: what `PostingRules` does, a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from wallboard.calendar import NEVER, Calendar
from wallboard.model import NAMELESS, NO_INSTANT, SECOND, Micros
from wallboard.state.postings import (
    EMERGENCY,
    EMERGENCY_AT75,
    EMERGENCY_DUE,
    EMERGENCY_OPENED,
    LATE,
    MARKS,
    NO_PROMISE,
    NOBODY,
    ON_TIME,
    OPEN_SINCE,
    OVERDUE_SINCE,
    SITE,
    UNSTAFFED,
    GroupKey,
    Posting,
    PostingRules,
)
from wallboard.state.promises import Term
from wallboard.state.timeline import DIMENSIONS, FINISHED, PAUSED, REMOVED

Instants = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
_ALL = ("", *DIMENSIONS)


class Words(NamedTuple):
    """A column of texts as codes into its different values."""

    codes: Codes
    values: tuple[str, ...]

    def having(self, true: Callable[[str], bool]) -> Flags:
        return np.array([true(value) for value in self.values], bool)[self.codes]

    def equal(self, value: str) -> Flags:
        return self.having(value.__eq__)


class Column(NamedTuple):
    """Postings of one series: for which tickets (rows, rising), when, and in groups of which dimensions."""

    series: str
    rows: Instants
    at: Instants
    dimensions: tuple[str, ...]
    due: Instants | None = None  # of OVERDUE_SINCE


class PostingColumns(NamedTuple):
    """Postings of many tickets. `words` holds the codes of their groups by dimension."""

    columns: tuple[Column, ...]
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
    codes, values = pd.factorize(texts)
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
        told = _instants(frame, "finished_at")
        ends = np.where(self.finished & (told != NO_INSTANT), told, updated)
        self.end = np.where(self.finished | self.removed, np.maximum(self.opened, ends), NEVER)
        self.paused = np.where(state.equal(PAUSED), np.maximum(self.opened, updated), NEVER)
        self.begun = self.opened <= at
        self.is_open = self.begun & (self.end > at)

    def columns(self) -> PostingColumns:
        marks, promised = self._marks()
        found = [*self._open(marks, promised), *self._flow(), *self._decided(marks[2], promised)]
        return PostingColumns(tuple(column for column in found if len(column.rows)), self.words)

    def _open(self, marks: tuple[Instants, ...], promised: Flags) -> Iterator[Column]:
        due = marks[2]
        falls_due = self.is_open & promised & (due != NEVER)
        for since, dimensions in (
            (self.opened, ("", "service_type", "ward")),
            (self._department_open_since(), ("department",)),
        ):
            yield self._column(OPEN_SINCE, self.is_open, since, dimensions)
            yield self._column(OVERDUE_SINCE, falls_due, since, dimensions)._replace(due=due[falls_due])
        for series, instants in zip(MARKS, marks, strict=True):
            yield self._column(series, self.is_open & promised, instants)
        nothing = np.zeros_like(self.opened)
        yield self._column(NO_PROMISE, self.is_open & ~promised, nothing)
        unstaffed = self.words["department"].having(self.rules.is_unstaffed)
        yield self._column(UNSTAFFED, self.is_open & unstaffed, nothing)
        nobody = self.is_open & ~unstaffed & (self.frame["assignee"].to_numpy() == "")
        for source in self.words["source"].values:
            yield self._column(NOBODY + source, nobody & self.words["source"].equal(source), nothing)
        emergency = self.words["service_type"].having(self.rules.is_emergency)
        yield self._column(EMERGENCY, self.is_open & emergency, nothing)
        yield self._column(EMERGENCY_OPENED, self.is_open & emergency, self.opened)
        yield self._column(EMERGENCY_AT75, self.is_open & emergency & promised, marks[0])
        yield self._column(EMERGENCY_DUE, self.is_open & emergency & promised, due)

    def _flow(self) -> Iterator[Column]:
        yield self._column("opened", self.begun & (self.opened >= self.since), self.opened)
        ended = (self.end <= self.at) & (self.end >= self.since) & self.begun
        yield self._column("removed", ended & self.removed, self.end)
        finished = ended & self.finished
        yield self._column("finished", finished, self.end)
        for outcome in self.words["outcome"].values:
            ours = finished & self.words["outcome"].equal(outcome)
            yield self._column(f"finished:{outcome or 'done'}", ours, self.end)

    def _decided(self, due: Instants, promised: Flags) -> Iterator[Column]:
        known = self.begun & promised
        on_time = known & self.finished & (self.end <= self.at) & (self.end <= due)
        yield self._column(ON_TIME, on_time & (self.end >= self.since), self.end)
        gone = self.removed & (self.end <= self.at) & (due >= self.end)
        late = known & ~on_time & ~gone & (due != NEVER)
        yield self._column(LATE, late & (due + 1 >= self.since), due + 1)

    def _column(self, series: str, which: Flags, instants: Instants, dimensions: tuple[str, ...] = _ALL) -> Column:
        rows = np.flatnonzero(which)
        return Column(series, rows, instants[rows], dimensions)

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
        told = _instants(self.frame, "due_at")
        by_source = told != NO_INSTANT
        marks = _told_marks(self.opened, told)
        promised = by_source.copy()
        for rows, term in self._terms(~by_source):
            promised[rows] = True
            extra = np.maximum(0, _instants(self.frame, "paused_s")[rows]) * SECOND
            for mark, amount in zip(marks, _parts(np.full(len(rows), term.amount)), strict=True):
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


def _parts(amount: Instants) -> tuple[Instants, Instants, Instants, Instants]:
    return amount * 3 // 4, amount * 9 // 10, amount, amount * 3


def _told_marks(opened: Instants, due: Instants) -> tuple[Instants, Instants, Instants, Instants]:
    known = due != NO_INSTANT
    length = np.where(known, np.maximum(0, np.where(known, due, 0) - opened), 0)
    at75, at90, _, at300 = _parts(length)
    later = due > opened
    return (
        np.where(later, opened + at75, due),
        np.where(later, opened + at90, due),
        due.copy(),
        np.maximum(due, opened + at300),
    )


def _reached(opened: Instants, amount: Instants, calendar: Calendar | None) -> Instants:
    return opened + amount if calendar is None else calendar.instant_at(calendar.business_us(opened) + amount)

"""The postings of many tickets at once, each with a single version: what `PostingRules` does, a column at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import NAMELESS, NO_INSTANT, Micros
from wallboard.state.posting_table import DECIDED, EVERYONE, FLOW, OPEN, Moments, Name, RequestCase
from wallboard.state.postings import PostingRules
from wallboard.state.promise_columns import promise_columns
from wallboard.state.timeline import DIMENSIONS, FINISHED, PAUSED, REMOVED
from wallboard.state.values import Flags, Instants
from wallboard.state.version_columns import VersionColumns
from wallboard.state.words import Words


class PostingColumn(NamedTuple):
    """Postings of one series: for which tickets (rows, rising), when, and in groups of which dimensions."""

    series: str
    rows: Instants
    at: Instants
    dimensions: tuple[str, ...]
    due: Instants | None = None  # of OVERDUE_SINCE


def group_names(its: Mapping[str, Words], dimension: str) -> tuple[str, ...]:
    """By their codes."""
    return tuple(value or NAMELESS[dimension] for value in its[dimension].values)


class SingleVersions(NamedTuple):
    """Versions (one for each ticket, none of them reopened) in columns, with what is the same of them at any instant."""

    rules: PostingRules
    words: Mapping[str, Words]
    opened: Instants
    finished: Flags
    removed: Flags
    end: Instants  # NEVER of those that are open
    stands: Instants  # since when the clock of its promise stands in a pause, else NEVER
    department_since: Instants
    nobody: Flags
    promised: Flags
    marks: tuple[Instants, ...]  # 75 %, 90 %, due and 300 % of each promise, as if its clock never stood

    @classmethod
    def of(cls, versions: VersionColumns, rules: PostingRules) -> SingleVersions:
        its = {name: versions.words[name] for name in (*DIMENSIONS, "priority", "source", "outcome", "state")}
        opened, updated, finished_at = (versions.numbers[name] for name in ("opened_at", "updated_at", "finished_at"))
        finished, removed = its["state"].equal(FINISHED), its["state"].equal(REMOVED)
        ends = np.where(finished & (finished_at != NO_INSTANT), finished_at, updated)
        promises = promise_columns(versions, its, opened, rules.book)
        stands = its["state"].equal(PAUSED) & promises["stands"]
        return cls(
            rules,
            its,
            opened,
            finished,
            removed,
            end=np.where(finished | removed, np.maximum(opened, ends), NEVER),
            stands=np.where(stands, np.maximum(opened, updated), NEVER),
            department_since=_department_open_since(its["department"], opened, rules),
            nobody=versions.words["assignee"].equal(""),
            promised=promises["promised"],
            marks=promises["marks"],
        )

    def lately(self, at: Micros, since: Micros) -> SingleVersions:
        """Without those that post nothing as they stood at `at`: opened later, or over before `since`."""
        return self.of_rows(np.flatnonzero((self.opened <= at) & (self.end >= since)))

    def of_rows(self, rows: Instants) -> SingleVersions:
        return self._replace(
            words={name: Words(its.codes[rows], its.values) for name, its in self.words.items()},
            marks=tuple(mark[rows] for mark in self.marks),
            **{name: getattr(self, name)[rows] for name in _ONE_EACH},
        )

    def open_still(self, which: Flags) -> SingleVersions:
        """Before anything was told of these but that they are open."""
        end, stands = (np.where(which, NEVER, column) for column in (self.end, self.stands))
        return self._replace(end=end, stands=stands, finished=self.finished & ~which, removed=self.removed & ~which)

    def columns(self, at: Micros, since: Micros) -> Iterator[PostingColumn]:
        """What they post as they stood at `at`; flow and decisions from `since` on. Each is made when the one before it is done
        with."""
        return chain.from_iterable(self.steps(at, since))

    def steps(self, at: Micros, since: Micros) -> Iterator[Iterator[PostingColumn]]:
        """The same, a step for each rule of the table: as many for whichever versions."""
        return _Standing(self, at, since).steps()


_ONE_EACH = tuple(name for name in SingleVersions._fields if name not in ("rules", "words", "marks"))


class _Standing:
    def __init__(self, its: SingleVersions, at: Micros, since: Micros) -> None:
        self.its, self.since, self.words = its, since, its.words
        self.begun = its.opened <= at
        self.is_open = self.begun & (its.end > at)
        self.ended = self.begun & (its.end <= at)
        stands = np.where(its.end <= at, its.end, NEVER)
        stands = np.where(its.stands <= at, np.minimum(stands, its.stands), stands)
        self.marks = tuple(np.where(mark > stands, NEVER, mark) for mark in its.marks)

    def steps(self) -> Iterator[Iterator[PostingColumn]]:
        case, moments = self._case(), self._moments()
        for rule in OPEN:
            due = getattr(moments, rule.by) if rule.by else None
            yield self._columns(rule.series, rule.which(case), getattr(moments, rule.at), rule.dimensions, due)
        yield from self._flow()
        for rule in DECIDED:
            at = getattr(moments, rule.at)
            yield self._columns(rule.series, self.begun & rule.which(case) & (at >= self.since), at)

    def _case(self) -> RequestCase[Flags]:
        its, due = self.its, self.marks[2]
        unstaffed = self.words["department"].having(its.rules.is_unstaffed)
        return RequestCase(
            open=self.is_open,
            finished=self.ended & its.finished,
            in_time=self.ended & (its.end <= due),
            promised=its.promised,
            falls_due=its.promised & (due != NEVER),
            unstaffed=unstaffed,
            unassigned=~unstaffed & its.nobody,
            emergency=self.words["service_type"].having(its.rules.is_emergency),
        )

    def _moments(self) -> Moments[Instants]:
        opened, end, (at75, at90, due, at300) = self.its.opened, self.its.end, self.marks
        nothing, department_since = np.zeros_like(opened), self.its.department_since
        return Moments(nothing, opened, opened, department_since, at75, at90, due, at300, end, due + 1)

    def _flow(self) -> Iterator[Iterator[PostingColumn]]:
        """What happens to one who has a single version."""
        yield from self._change("opened", self.begun, self.its.opened)
        yield from self._change("finished", self.ended & self.its.finished, self.its.end)
        yield from self._change("removed", self.ended & self.its.removed, self.its.end)

    def _change(self, kind: str, which: Flags, at: Instants) -> Iterator[Iterator[PostingColumn]]:
        lately = which & (at >= self.since)
        return (self._columns(series, lately, at) for series in FLOW[kind])

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
            if len(rows):
                yield PostingColumn(name, rows, at[rows], dimensions, None if due is None else due[rows])

    def _named(self, series: Name, which: Flags) -> Iterator[tuple[str, Flags]]:
        """The series by each word with which its name goes on."""
        if not series.column:
            yield series.name, which
            return
        words = self.words[series.column]
        for word in words.values:
            yield series.of(word), which & words.equal(word)


def _department_open_since(department: Words, opened: Instants, rules: PostingRules) -> Instants:
    since = opened
    for code, name in enumerate(department.values):
        calendar = rules.book.ages_in(name)
        if calendar is not None:
            ours = department.codes == code
            since = since.copy()
            since[ours] = calendar.business_us(opened[ours])
    return since

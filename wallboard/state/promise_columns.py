"""What was promised for many requests at once, each with a single version: what `promises.marks` does, a column at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np

from wallboard.calendar import NEVER, Calendar
from wallboard.model import NO_INSTANT, SECOND
from wallboard.state.promises import Periods, PromiseBook, Term, linear, parts, stands_in_pauses
from wallboard.state.values import Flags, Instants
from wallboard.state.version_columns import VersionColumns
from wallboard.state.words import Words, words

if TYPE_CHECKING:
    import pandas as pd

_TERM_BY = ("service_type", "department", "priority")
_SMALL = 2**15  # codes below are sorted by radix


class PromiseColumns(TypedDict):
    """`stands`: whether a pause stops its clock."""

    promised: Flags
    marks: tuple[Instants, ...]
    stands: Flags


def promise_columns(
    versions: VersionColumns, its: Mapping[str, Words], opened: Instants, book: PromiseBook
) -> PromiseColumns:
    due_at = versions.numbers["due_at"]
    promised = due_at != NO_INSTANT
    stands = _stands_by_source(its["source"], book)
    marks = tuple(np.full(len(due_at), NEVER) for _ in range(4))
    told = np.flatnonzero(promised)
    for mark, at in zip(marks, linear(opened[told], due_at[told]), strict=True):
        mark[told] = at
    for rows, term in _terms(its, opened, np.flatnonzero(~promised), book):
        promised[rows] = True
        extra = _more_for_pauses(versions.numbers["paused_s"], rows, term, stands)
        for mark, amount in zip(marks, parts(np.full(len(rows), term.amount)), strict=True):
            mark[rows] = _reached(opened[rows], amount + extra, term.calendar)
    return {"promised": promised, "marks": marks, "stands": stands}


class DueBySettings(NamedTuple):
    """`due`: NO_INSTANT where the settings promise nothing. `apart`: how much later the due instant that the source told is, in the
    promise's clock. `stands`: whether a pause stops that clock, and `source_stands` that of what the source told."""

    due: Instants
    apart: Instants
    stands: Flags
    source_stands: Flags


def due_by_settings(frame: pd.DataFrame, book: PromiseBook) -> DueBySettings:
    """Whatever sources tell of when they are due; as if no clock stood now."""
    its = {name: words(frame[name]) for name in (*book.by, "source")}
    opened, told = instants(frame, "opened_at"), instants(frame, "due_at")
    due, apart = np.full(len(frame), NO_INSTANT), np.zeros(len(frame), np.int64)
    source_stands = _stands_by_source(its["source"], book)
    stands = source_stands.copy()
    for rows, term in _terms(its, opened, np.arange(len(frame)), book):
        extra = _more_for_pauses(instants(frame, "paused_s"), rows, term, stands)
        due[rows] = _reached(opened[rows], term.amount + extra, term.calendar)
        apart[rows] = term.apart(told[rows], np.where(due[rows] == NEVER, told[rows], due[rows]))
    return DueBySettings(due, apart, stands, source_stands)


def _stands_by_source(source: Words, book: PromiseBook) -> Flags:
    return source.having(lambda name: stands_in_pauses(None, book.source_clock(name)))


def _more_for_pauses(paused_s: Instants, rows: Instants, term: Term, stands: Flags) -> Instants:
    """By how much more a promise lasts for pauses that the source counted, in seconds of each row of the column. Says of the
    rows whether pauses stop its clock."""
    if term.pauses is not None:
        stands[rows] = term.pauses
    more: Instants = np.where(stands[rows], np.maximum(0, paused_s[rows]), 0) * SECOND
    return more


def _terms(
    its: Mapping[str, Words], opened: Instants, rows: Instants, book: PromiseBook
) -> Iterator[tuple[Instants, Term]]:
    """The rows that each promise of the settings covers, whatever types and departments they are of."""
    covered: defaultdict[Term, list[Instants]] = defaultdict(list)
    for ours, periods in _by_periods(its, rows, book):
        period = np.searchsorted([start for start, _ in periods], opened[ours], side="right") - 1
        for i, (_, term) in enumerate(periods):
            if term is not None:
                covered[term].append(ours[period == i])
    return ((np.concatenate(each), term) for term, each in covered.items())


def _by_periods(its: Mapping[str, Words], rows: Instants, book: PromiseBook) -> Iterator[tuple[Instants, Periods]]:
    """The rows to which the same is promised by when they were opened: of thousands of kinds of requests, some dozens."""
    if not len(rows):
        return
    kind, names = _kinds({name: its[name] for name in book.by}, rows)
    known: dict[int, tuple[int, Periods]] = {}
    every = (book.periods(*(each.get(name, "") for name in _TERM_BY)) for each in names)
    of_kind = [known.setdefault(id(periods), (len(known), periods))[0] for periods in every]
    promised = np.array(of_kind, np.int16 if len(known) < _SMALL else np.int64)[kind]
    ends = np.cumsum(np.bincount(promised))
    ours = np.split(rows[np.argsort(promised, kind="stable")], ends[:-1])
    yield from zip(ours, (periods for _, periods in known.values()), strict=True)


def _kinds(by: Mapping[str, Words], rows: Instants) -> tuple[Instants, list[dict[str, str]]]:
    """Of each row a code of its words, and of each code the words."""
    import pandas as pd

    shape = tuple(len(its.values) for its in by.values())
    codes, there = pd.factorize(np.ravel_multi_index(tuple(its.codes[rows] for its in by.values()), shape))
    names = zip(*np.unravel_index(there, shape), strict=True)
    return codes, [
        {name: its.values[code] for (name, its), code in zip(by.items(), each, strict=True)} for each in names
    ]


def instants(frame: pd.DataFrame, column: str) -> Instants:
    return frame[column].to_numpy(dtype=np.int64)


def _reached(opened: Instants, amount: Instants, calendar: Calendar | None) -> Instants:
    return opened + amount if calendar is None else calendar.instant_at(calendar.business_us(opened) + amount)

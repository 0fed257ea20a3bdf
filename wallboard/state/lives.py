"""For how long requests were open, as far as was known at an instant: what survival estimates are made of.

The clock of a request stands between being finished and being reopened, as its age does, and runs on while it is paused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from wallboard.calendar import NEVER, Calendar
from wallboard.model import Micros
from wallboard.state.posting_columns import SingleVersions
from wallboard.state.promises import PromiseBook, marks
from wallboard.state.timeline import DIMENSIONS, FINISHED, OPEN, REMOVED, Span, Version
from wallboard.state.timeline import until as begun_by
from wallboard.state.values import Flags, Floats, Instants
from wallboard.state.whose import Whose
from wallboard.state.words import Words

LATE_AT_ONCE = 2.0  # of a promise, by whoever was opened when it was over


class Cohort(NamedTuple):
    """Requests opened in [since, until), as they stood at `at`."""

    since: Micros
    until: Micros
    at: Micros


class Lives(NamedTuple):
    """A row each. `lasted`: microseconds in which it was open, by a clock, up to being finished or removed, else up to the
    instant. `promised`: how many of them its promise has, NEVER where nothing is promised. `used`: the share of its
    promise that was used up by then, over 1 where it is late; NaN where nothing is promised. `place`: which request it is, of
    those that are plain; less than 0 of the others (`other_place`)."""

    place: Instants
    opened: Instants
    lasted: Instants
    finished: Flags
    removed: Flags
    promised: Instants
    used: Floats
    words: Mapping[str, Words]

    def of(self, rows: Flags) -> Lives:
        """Some of them."""
        return Lives(
            **{name: getattr(self, name)[rows] for name in _ONE_EACH},
            words={name: Words(its.codes[rows], its.values) for name, its in self.words.items()},
        )


def other_place(place: int) -> int:
    """Of the history at this place among those that are not plain; and the place of such a one."""
    return -1 - place


_ONE_EACH = tuple(name for name in Lives._fields if name != "words")


def lives_of(
    plain: SingleVersions,
    others: Iterable[Sequence[Span]],
    whose: Whose,
    cohort: Cohort,
    clock: Calendar | None = None,
) -> Lives:
    """Those of whoever has them at the end. `others`: the histories of those that are not plain. `clock`: the calendar whose
    open hours count; None for all hours."""
    columns = _of_plain(plain, whose, cohort, clock)
    rows = list(_of_others(others, whose, cohort, clock, plain.rules.book))
    return _joined(columns, rows) if rows else columns


def _of_plain(plain: SingleVersions, whose: Whose, cohort: Cohort, clock: Calendar | None) -> Lives:
    ours = whose.rows(plain.words) & (plain.opened >= cohort.since) & (plain.opened < min(cohort.until, cohort.at + 1))
    opened, end, stands, due = (column[ours] for column in (plain.opened, plain.end, plain.stands, plain.marks[2]))
    ended = end <= cohort.at
    until = np.minimum(end, cohort.at)
    promised = plain.promised[ours]
    stopped = np.minimum(until, stands)  # when its promise's clock did
    late = (due <= stopped) & (until > due)
    used = np.where(promised, _used(opened, stopped, due, late), np.nan)
    of_promise = np.where(promised, between(clock, opened, np.maximum(opened, due)), NEVER)
    words = {name: Words(its.codes[ours], its.values) for name, its in plain.words.items() if name in DIMENSIONS}
    finished, removed = ended & plain.finished[ours], ended & plain.removed[ours]
    lasted = between(clock, opened, until)
    return Lives(np.flatnonzero(ours), opened, lasted, finished, removed, of_promise, used, words)


def between(clock: Calendar | None, since: Instants, until: Instants) -> Instants:
    """How much of a clock passed; None: of all hours."""
    return until - since if clock is None else clock.business_us(until) - clock.business_us(since)


def _used(opened: Instants, stopped: Instants, due: Instants, late: Flags) -> Floats:
    """Up to 1 is in time."""
    term = due - opened
    with np.errstate(divide="ignore", invalid="ignore"):
        used = np.where(term > 0, (stopped - opened) / term, LATE_AT_ONCE)
    return np.where(late, np.maximum(used, np.nextafter(1.0, 2.0)), np.minimum(used, 1.0))


class _Life(NamedTuple):
    """One row of Lives."""

    place: int
    opened: Micros
    lasted: Micros
    finished: bool
    removed: bool
    promised: Micros
    used: float
    version: Version


def _of_others(
    histories: Iterable[Sequence[Span]], whose: Whose, cohort: Cohort, clock: Calendar | None, book: PromiseBook
) -> Iterator[_Life]:
    for place, history in enumerate(histories):
        if not cohort.since <= history[0].start < cohort.until or history[0].start > cohort.at:
            continue
        spans = begun_by(history, cohort.at)
        if whose.has(spans[-1].version):
            yield _life(other_place(place), spans, cohort.at, clock, book)


def _life(place: int, spans: Sequence[Span], at: Micros, clock: Calendar | None, book: PromiseBook) -> _Life:
    last = spans[-1]
    opened = [(span.start, after.start) for span, after in pairwise(spans) if span.in_open_set]
    opened += [(last.start, at)] if last.in_open_set else []
    lasted = sum(_length(clock, since, until) for since, until in opened)
    promised, used = _promise(spans, at, clock, book)
    finished, removed = last.state == FINISHED, last.state == REMOVED
    return _Life(place, spans[0].start, lasted, finished, removed, promised, used, last.version)


def _length(clock: Calendar | None, since: Micros, until: Micros) -> Micros:
    return until - since if clock is None else clock.business_us(until) - clock.business_us(since)


def _promise(spans: Sequence[Span], at: Micros, clock: Calendar | None, book: PromiseBook) -> tuple[Micros, float]:
    """As if its clock had never stopped where it stands now: so much of it was used up to then."""
    decided = marks(spans, book)
    if decided is None:
        return NEVER, float("nan")
    opened, until = spans[0].start, at if spans[-1].in_open_set else spans[-1].start
    late, due, stopped = until > decided.due, decided.due, until
    if due == NEVER:
        due, stopped = _before_it_stopped(spans, until, book)
    if due == NEVER:  # it was promised while its clock stood
        return NEVER, 0.0
    used = _used(_one(opened), _one(stopped), _one(due), np.array([late]))
    return _length(clock, opened, max(opened, due)), float(used[0])


def _before_it_stopped(spans: Sequence[Span], until: Micros, book: PromiseBook) -> tuple[Micros, Micros]:
    """When it would have been due, had its clock not stopped, and when it did."""
    ran = max((place for place, span in enumerate(spans) if span.state == OPEN), default=0)
    # what is promised is of whoever has it at last
    running = marks([*spans[:ran], spans[ran]._replace(version=spans[-1].version)], book)
    return NEVER if running is None else running.due, spans[ran + 1].start if ran + 1 < len(spans) else until


def _one(instant: Micros) -> Instants:
    return np.array([instant], np.int64)


def _joined(columns: Lives, rows: Sequence[_Life]) -> Lives:
    def both(name: str) -> Any:
        column = getattr(columns, name)
        return np.concatenate([column, np.array([getattr(row, name) for row in rows], column.dtype)])

    words = {name: _more(its, [getattr(row.version, name) for row in rows]) for name, its in columns.words.items()}
    return Lives(**{name: both(name) for name in _ONE_EACH}, words=words)


def _more(words: Words, texts: Sequence[str]) -> Words:
    codes = {value: code for code, value in enumerate(words.values)}
    added = [codes.setdefault(text, len(codes)) for text in texts]
    return Words(np.concatenate([words.codes, np.array(added, np.int32)]), tuple(codes))

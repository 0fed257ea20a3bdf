"""For how long requests were open, as far as was known at an instant: what survival estimates are made of.

The clock of a request stands between being finished and being reopened, as its age does, and runs on while it is paused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from wallboard.calendar import NEVER, Calendar
from wallboard.model import Micros
from wallboard.state.plain_past import PlainPast
from wallboard.state.span_columns import SpanColumns, stopped_at
from wallboard.state.timeline import DIMENSIONS
from wallboard.state.values import Flags, Floats, Instants, Ints
from wallboard.state.whose import Whose
from wallboard.state.words import Words, one_after_the_other

LATE_AT_ONCE = 2.0  # of a promise, by whoever was opened when it was over


class Cohort(NamedTuple):
    """Requests opened in [since, until), as they stood at `at`."""

    since: Micros
    until: Micros
    at: Micros


class Lives(NamedTuple):
    """A row each. `lasted`: microseconds in which it was open, by a clock, up to being finished or removed, else up to the
    instant. `promised`: how many of them its promise has, NEVER where none is that ends. `used`: the share of its
    promise that was used up by then, over 1 where it is late; NaN where nothing is promised. `place`: which request it is, of
    those that are plain; less than 0 of the others (`other_places`)."""

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


def other_places(places: Ints) -> Ints:
    """Of the histories at these places among those that are not plain; and the places of such."""
    return -1 - places


_ONE_EACH = tuple(name for name in Lives._fields if name != "words")


def lives_of(
    plain: PlainPast, others: SpanColumns, whose: Whose, cohort: Cohort, clock: Calendar | None = None
) -> Lives:
    """Those of whoever has them at the end. `clock`: the calendar whose open hours count; None for all hours."""
    columns, more = _of_plain(plain, whose, cohort, clock), _of_others(others, whose, cohort, clock)
    if not len(more.place):
        return columns
    words = {name: one_after_the_other(its, more.words[name]) for name, its in columns.words.items()}
    both = {name: np.concatenate([getattr(columns, name), getattr(more, name)]) for name in _ONE_EACH}
    return Lives(**both, words=words)


def _of_plain(plain: PlainPast, whose: Whose, cohort: Cohort, clock: Calendar | None) -> Lives:
    ours = np.flatnonzero(
        whose.rows(plain.words) & (plain.opened >= cohort.since) & (plain.opened < min(cohort.until, cohort.at + 1))
    )
    its = plain.take(ours)
    ended = its.end <= cohort.at
    until = np.minimum(its.end, cohort.at)
    stopped = np.minimum(until, its.stands)  # when its promise's clock did
    late = (its.due <= stopped) & (until > its.due)
    used = np.where(its.promised, _used(its.opened, stopped, its.due, late), np.nan)
    return Lives(
        place=ours,
        opened=its.opened,
        lasted=between(clock, its.opened, until),
        finished=ended & its.finished,
        removed=ended & its.removed,
        promised=_length(clock, its.opened, its.due, its.promised),
        used=used,
        words=its.words,
    )


def between(clock: Calendar | None, since: Instants, until: Instants) -> Instants:
    """How much of a clock passed; None: of all hours."""
    return until - since if clock is None else clock.business_us(until) - clock.business_us(since)


def _length(clock: Calendar | None, opened: Instants, due: Instants, promised: Flags) -> Instants:
    """Of promises; NEVER where there is none, or none that ends. No calendar is asked for that: it would be put down to its last
    year."""
    ends = promised & (due != NEVER)
    return np.where(ends, between(clock, opened, np.where(ends, np.maximum(opened, due), opened)), NEVER)


def _used(opened: Instants, stopped: Instants, due: Instants, late: Flags) -> Floats:
    """Up to 1 is in time."""
    term = due - opened
    with np.errstate(divide="ignore", invalid="ignore"):
        used = np.where(term > 0, (stopped - opened) / term, LATE_AT_ONCE)
    return np.where(late, np.maximum(used, np.nextafter(1.0, 2.0)), np.minimum(used, 1.0))


def _of_others(its: SpanColumns, whose: Whose, cohort: Cohort, clock: Calendar | None) -> Lives:
    requests, last = its.last_by(cohort.at)
    opened = its.start[its.begins[requests]]
    has = whose.rows({name: Words(its.words[name].codes[last], its.words[name].values) for name in DIMENSIONS})
    ours = has & (opened >= cohort.since) & (opened < cohort.until)
    requests, last, opened = requests[ours], last[ours], opened[ours]
    ats = np.full(len(last), cohort.at, np.int64)
    is_open, start = its.is_open[last], its.start[last]
    until = np.where(is_open, ats, start)
    lasted = _open_before(its, clock)[last] + np.where(is_open, between(clock, start, ats), 0)
    due, promised = its.due[last], its.promised[last]
    late = its.reached[last] & (until > due)
    stopped = np.where(its.reached[last], until, stopped_at(its, requests, last, until))
    told = promised & (due != NEVER)  # else it was promised while its clock stood
    used = np.where(told, _used(opened, stopped, due, late), np.where(promised, 0.0, np.nan))
    return Lives(
        place=-1 - requests,
        opened=opened,
        lasted=lasted,
        finished=its.finished[last],
        removed=its.removed[last],
        promised=_length(clock, opened, due, told),
        used=used,
        words={name: Words(its.words[name].codes[last], its.words[name].values) for name in DIMENSIONS},
    )


def _open_before(its: SpanColumns, clock: Calendar | None) -> Instants:
    """For how long its request had been open when each span began."""
    before = its.followed()
    lasted = np.zeros(len(its.start), np.int64)
    passed = between(clock, its.start[before], its.start[before + 1])
    lasted[before + 1] = np.where(its.is_open[before], passed, 0)
    return its.within_request(np.cumsum(lasted))

"""The histories of requests that are not plain, as columns of their spans: what figures of the past are counted of at once.

What a promise came to depends on how a request went on. It is told of each span as it stood while that span was the last one, so
that any instant can be asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from wallboard.calendar import NEVER
from wallboard.model import Micros
from wallboard.state.promises import PromiseBook, marks
from wallboard.state.timeline import DIMENSIONS, FINISHED, OPEN, REMOVED, Span
from wallboard.state.values import Flags, Instants, Ints
from wallboard.state.words import Words

_NOWHERE = -1


class SpanColumns(NamedTuple):
    """A row for each span, those of one request in their order. `first`: where those of each request begin, and last how many
    there are.

    As it stood while this span was the last: `promised`; `reached`: its promise's clock got to its end, which is `due`; else `due` is
    when it would have, had the clock not stopped with the span `stopped` rows after its first one (_NOWHERE: it has not).
    """

    words: Mapping[str, Words]
    first: Ints
    start: Instants
    is_open: Flags
    finished: Flags
    removed: Flags
    promised: Flags
    reached: Flags
    due: Instants
    stopped: Ints

    @property
    def begins(self) -> Ints:
        """The first row of each request."""
        return self.first[:-1]

    @property
    def request(self) -> Ints:
        """Whose each span is."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def last_by(self, at: Micros) -> tuple[Ints, Ints]:
        """The requests that had begun by an instant, and the last span of each by then."""
        if not len(self.start):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        begun = np.add.reduceat((self.start <= at).astype(np.int64), self.begins)
        requests = np.flatnonzero(begun > 0)
        return requests, self.begins[requests] + begun[requests] - 1

    def followed(self) -> Ints:
        """The spans which another one of the same request follows."""
        follows = np.ones(len(self.start), bool)
        follows[self.first[1:] - 1] = False
        return np.flatnonzero(follows)

    def closed_before(self) -> Instants:
        """For how long its request had been closed when each span began."""
        before = self.followed()
        closed = np.zeros(len(self.start), np.int64)
        lasted = self.start[before + 1] - self.start[before]
        closed[before + 1] = np.where(self.is_open[before], 0, lasted)
        return self.within_request(np.cumsum(closed))

    def within_request(self, summed: Instants) -> Instants:
        """Sums over all spans, of those of each one's own request alone."""
        return summed - np.repeat(summed[self.begins], np.diff(self.first))

    def take(self, requests: Ints) -> SpanColumns:
        """Those of some requests."""
        sizes = self.first[requests + 1] - self.first[requests]
        first = np.append(0, np.cumsum(sizes))
        rows = np.arange(first[-1]) + np.repeat(self.first[requests] - first[:-1], sizes)
        words = {name: Words(its.codes[rows], its.values) for name, its in self.words.items()}
        return SpanColumns(words, first, **{name: getattr(self, name)[rows] for name in _ONE_EACH})


_ONE_EACH = tuple(name for name in SpanColumns._fields if name not in ("words", "first"))


def span_columns(
    histories: Iterable[Sequence[Span]], book: PromiseBook, known: Mapping[str, tuple[str, ...]]
) -> SpanColumns:
    """`known`: words that have codes already, by dimension; others get the next ones."""
    codes = {name: {value: code for code, value in enumerate(known.get(name, ()))} for name in DIMENSIONS}
    coded = [codes[name] for name in DIMENSIONS]
    sizes: list[int] = []
    rows: list[tuple[int, ...]] = []
    for spans in histories:
        sizes.append(len(spans))
        for count, span in enumerate(spans, 1):
            version = span.version
            places = zip(coded, (version.department, version.service_type, version.ward), strict=True)
            named = (its.setdefault(word, len(its)) for its, word in places)
            rows.append((span.start, span.in_open_set, span.state == FINISHED, span.state == REMOVED,
                         *_promise(spans[:count], book), *named))  # fmt: skip
    start, *flags, due, stopped, department, service_type, ward = np.array(rows, np.int64).reshape(-1, 11).T.copy()
    is_open, finished, removed, promised, reached = (each.astype(bool) for each in flags)
    named_codes = zip(DIMENSIONS, (department, service_type, ward), strict=True)
    words = {name: Words(each.astype(np.int32), tuple(codes[name])) for name, each in named_codes}
    first = np.append(0, np.cumsum(np.array(sizes, np.int64)))
    return SpanColumns(words, first, start, is_open, finished, removed, promised, reached, due, stopped)


def _promise(spans: Sequence[Span], book: PromiseBook) -> tuple[bool, bool, Micros, int]:
    """promised, reached, due, stopped."""
    decided = marks(spans, book)
    if decided is None:
        return False, False, NEVER, _NOWHERE
    if decided.due != NEVER:
        return True, True, decided.due, _NOWHERE
    ran = max((place for place, span in enumerate(spans) if span.state == OPEN), default=0)
    # what is promised is of whoever has it at last
    running = marks([*spans[:ran], spans[ran]._replace(version=spans[-1].version)], book)
    stopped = ran + 1 if ran + 1 < len(spans) else _NOWHERE
    return True, False, NEVER if running is None else running.due, stopped


def stopped_at(its: SpanColumns, requests: Ints, rows: Ints, until: Instants) -> Instants:
    """When the clocks of promises that did not reach their end stopped; `until` of those that have not."""
    place = its.stopped[rows]
    there = np.where(place == _NOWHERE, 0, place)
    return np.where(place == _NOWHERE, until, its.start[its.begins[requests] + there])


class Decided(NamedTuple):
    """Promises that were decided: of which requests, when, whether kept, and the span by which somebody had it then."""

    requests: Ints
    at: Instants
    kept: Flags
    span: Ints


def decided_by(its: SpanColumns, now: Micros) -> Decided:
    """By what had become of them then: each at the earlier of being finished and being due. What was removed before it was due was
    never decided."""
    requests, last = its.last_by(now)
    due = np.where(its.reached[last], its.due[last], NEVER)
    in_time = ~its.is_open[last] & (its.start[last] <= due)
    kept = its.promised[last] & its.finished[last] & in_time
    late = its.promised[last] & its.reached[last] & ~in_time
    at = np.where(kept, its.start[last], due + 1)
    there = (kept | late) & (at <= now)
    requests, last, at, kept = requests[there], last[there], at[there], kept[there]
    return Decided(requests, at, kept, _had_it(its, requests, last, at, kept))


def _had_it(its: SpanColumns, requests: Ints, last: Ints, at: Instants, kept: Flags) -> Ints:
    """The last span that had begun then, else the first; of those that were kept the last of all."""
    span, begins = last.copy(), its.begins[requests]
    for _ in range(int((last - begins).max(initial=0))):
        later = ~kept & (its.start[span] > at) & (span > begins)
        if not later.any():
            break
        span[later] -= 1
    return span


def moved(its: SpanColumns) -> Ints:
    """The spans with which an open request came to another department, also to one that finished it at once."""
    before = its.followed()
    department = its.words["department"].codes
    went = its.is_open[before] & (department[before] != department[before + 1])
    came: Ints = before[went] + 1
    return came


def returned(its: SpanColumns, rows: Ints) -> Flags:
    """Which of these moves brought a request to a department that already had it open."""
    words = its.words["department"]
    request = its.request
    found = np.zeros(len(rows), bool)
    somebody = words.having(bool)[rows]
    for back in range(2, int(np.diff(its.first).max(initial=0))):
        before = np.maximum(rows - back, 0)
        same = (rows >= back) & (request[before] == request[rows])
        if not same.any():
            break
        found |= same & its.is_open[before] & (words.codes[before] == words.codes[rows])
    return found & somebody


def there_since(its: SpanColumns) -> Instants:
    """Of each span that is open: when its department got its request, put off by the time for which it was closed since."""
    rows, department = np.arange(len(its.start)), its.words["department"].codes
    came = np.zeros(len(rows), np.int64)
    came[its.begins] = its.begins
    after = its.followed() + 1
    came[after] = np.where(department[after] != department[after - 1], after, 0)
    came = np.maximum.accumulate(came)
    closed = its.closed_before()
    since: Instants = its.start[came] + closed - closed[came]
    return since

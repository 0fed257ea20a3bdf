"""The requests of a site over a stretch of the past, with all that figures of it need, in some twenty-five bytes each.

Words are codes of a vocabulary that grows, instants seconds of four bytes where they are whole. Which request a row is, is known by
the number of one of its versions in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from wallboard.state.packed import PackedColumns, packed_together
from wallboard.state.plain_past import PlainPast
from wallboard.state.span_columns import SpanColumns
from wallboard.state.timeline import DIMENSIONS
from wallboard.state.values import Flags, Ints
from wallboard.state.words import Words

CODED = (*DIMENSIONS, "source", "channel")
_FINISHED, _REMOVED, _PROMISED, _BY_SOURCE, _TELLS, _OPEN, _REACHED = (1 << n for n in range(7))
_PLAIN_INSTANTS = frozenset({"opened", "end", "due", "stands"})
_SPAN_INSTANTS = frozenset({"start", "due"})


class Vocabulary(dict[str, dict[str, int]]):
    """A code for each text of CODED. It only grows."""

    def __init__(self) -> None:
        super().__init__((name, {}) for name in CODED)

    def coded(self, name: str, its: Words) -> Ints:
        known = self[name]
        codes = np.array([known.setdefault(value, len(known)) for value in its.values], np.int64)
        return codes[its.codes] if len(codes) else np.zeros(0, np.int64)

    def words(self, name: str, codes: np.ndarray) -> Words:
        return Words(codes.astype(np.int32), tuple(self[name]))


class Marked(NamedTuple):
    """What is known of each request beside its history. `number`: of a version of it in the ledger. `by_source`: its source tells
    its own history; `tells`: and how often it was reopened."""

    number: Ints
    source: Words
    channel: Words
    by_source: Flags
    tells: Flags


class PastShelf(NamedTuple):
    """`plain`: a row for each request with a plain history. `others`: one for each of the others, and `spans` theirs, of which
    `others` has `size` from `first` on."""

    plain: PackedColumns
    others: PackedColumns
    spans: PackedColumns

    def __len__(self) -> int:
        return len(self.plain) + len(self.others)

    @property
    def nbytes(self) -> int:
        return sum(each.nbytes for each in self)

    def take(self, plain: Ints, others: Ints) -> PastShelf:
        begins, spans = self.spans_of(others)
        return PastShelf(
            self.plain.take(plain), self.others.take(others).having("first", begins), self.spans.take(spans)
        )

    def spans_of(self, others: Ints) -> tuple[Ints, Ints]:
        """The spans of some of the others, one after the other, and where those of each begin among them."""
        first, size = (self.others[name][others].astype(np.int64) for name in ("first", "size"))
        ends = np.cumsum(size)
        begins = ends - size
        return begins, np.arange(len(size) and ends[-1]) + np.repeat(first - begins, size)

    def last_spans(self, others: Ints) -> Ints:
        """The last span of each of some."""
        last: Ints = self.others["first"][others].astype(np.int64) + self.others["size"][others] - 1
        return last


def shelf(
    known: Vocabulary, plain: PlainPast, plain_marked: Marked, spans: SpanColumns, others_marked: Marked
) -> PastShelf:
    def coded(words: Mapping[str, Words]) -> dict[str, Ints]:
        return {name: known.coded(name, words[name]) for name in DIMENSIONS}

    def marked(its: Marked) -> dict[str, Ints]:
        words = {"source": known.coded("source", its.source), "channel": known.coded("channel", its.channel)}
        return {"number": its.number, **words}

    its_flags = (plain.finished, plain.removed, plain.promised, plain_marked.by_source, plain_marked.tells)
    plain_columns = {
        **marked(plain_marked),
        **coded(plain.words),
        "flags": _flags(its_flags, (_FINISHED, _REMOVED, _PROMISED, _BY_SOURCE, _TELLS), len(plain.opened)),
        "opened": plain.opened,
        "end": plain.end,
        "due": plain.due,
        "stands": plain.stands,
    }
    others_columns = {
        **marked(others_marked),
        "flags": _flags((others_marked.by_source, others_marked.tells), (_BY_SOURCE, _TELLS), len(spans.begins)),
        "first": spans.begins,
        "size": np.diff(spans.first),
    }
    span_flags = (spans.is_open, spans.finished, spans.removed, spans.promised, spans.reached)
    span_columns = {
        **coded(spans.words),
        "flags": _flags(span_flags, (_OPEN, _FINISHED, _REMOVED, _PROMISED, _REACHED), len(spans.start)),
        "start": spans.start,
        "due": spans.due,
        "stopped": spans.stopped,
    }
    return PastShelf(
        PackedColumns(plain_columns, _PLAIN_INSTANTS),
        PackedColumns(others_columns, frozenset()),
        PackedColumns(span_columns, _SPAN_INSTANTS),
    )


def shelves_together(several: Sequence[PastShelf]) -> PastShelf:
    plain, others, spans = (packed_together(each) for each in zip(*several, strict=True))
    size = others["size"].astype(np.int64)
    return PastShelf(plain, others.having("first", np.cumsum(size) - size), spans)


def _flags(columns: Sequence[Flags], bits: Sequence[int], count: int) -> Ints:
    told = np.zeros(count, np.int64)
    for column, bit in zip(columns, bits, strict=True):
        told |= np.where(column, bit, 0)
    return told


def plain_past(known: Vocabulary, its: PackedColumns) -> PlainPast:
    flags = its["flags"]
    return PlainPast(
        {name: known.words(name, its[name]) for name in DIMENSIONS},
        opened=its.instants("opened"),
        end=its.instants("end"),
        finished=flags & _FINISHED > 0,
        removed=flags & _REMOVED > 0,
        stands=its.instants("stands"),
        promised=flags & _PROMISED > 0,
        due=its.instants("due"),
    )


def spans_past(known: Vocabulary, its: PastShelf) -> SpanColumns:
    flags = its.spans["flags"]
    bits = (_OPEN, _FINISHED, _REMOVED, _PROMISED, _REACHED)
    is_open, finished, removed, promised, reached = (flags & bit > 0 for bit in bits)
    return SpanColumns(
        {name: known.words(name, its.spans[name]) for name in DIMENSIONS},
        np.append(its.others["first"].astype(np.int64), len(flags)),
        its.spans.instants("start"),
        is_open,
        finished,
        removed,
        promised,
        reached,
        its.spans.instants("due"),
        its.spans["stopped"].astype(np.int64),
    )


def still_open(its: PastShelf, spans: Ints) -> Flags:
    """In which of these spans a request is open."""
    there: Flags = its.spans["flags"][spans] & _OPEN > 0
    return there


class ToldBy(NamedTuple):
    """By codes: the sources of requests, those of them that tell their own history, and whether any tells of reopenings."""

    sources: set[int]
    telling: set[int]
    tells_reopens: bool


def told_by(its: PackedColumns, rows: Ints) -> ToldBy:
    source, flags = its["source"][rows], its["flags"][rows]
    telling = source[flags & _BY_SOURCE > 0]
    every, some = (set(np.flatnonzero(np.bincount(each)).tolist()) for each in (source, telling))
    return ToldBy(every, some, bool((flags & _TELLS).any()))

"""The requests of a site over a stretch of the past, held in columns and kept up to date by what comes: whatever is asked of them, and
however it is narrowed, nothing is read again.

All of them lie sorted by department, so that those of one are found without looking at the others. What changed since lies beside
them, and is sorted in when it is much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wallboard.calendar import NEVER
from wallboard.ledger import Ledger, RequestKey
from wallboard.ledger.past_reader import PastPart
from wallboard.model import BY_SOURCE, NOT_KNOWN, Micros
from wallboard.model.remit import Names, Remit
from wallboard.questions.requests_past import NO_REQUEST, PastColumns, PastQuestion, RequestsPast
from wallboard.settings import Settings
from wallboard.state.packed import Packed, PackedColumns
from wallboard.state.past_shelf import (
    Marked,
    PastShelf,
    Vocabulary,
    plain_past,
    shelf,
    shelves_together,
    spans_past,
    still_open,
    told_by,
)
from wallboard.state.plain_past import PlainPast
from wallboard.state.posting_columns import SingleVersions
from wallboard.state.postings import PostingRules
from wallboard.state.span_columns import span_columns
from wallboard.state.ticket_versions import TicketKey, by_ticket
from wallboard.state.timeline import Span, timeline
from wallboard.state.values import Flags, Ints
from wallboard.state.whose import Whose
from wallboard.state.words import Words, words, words_of

if TYPE_CHECKING:
    import pandas as pd

MOST_LATER = 50_000  # rows that came since: beyond that, all are read again
_BESIDE = 50_000  # requests
_MOST_EVER = 64  # departments or remits
_NOBODY = np.zeros(0, np.int64)


class Outdated(Exception):
    """It cannot be brought up to date: it is to be read again."""


class SitePast:
    """Of one site, by the settings of one moment: `since` an instant, up to what has come. Any thread may ask."""

    def __init__(self, settings: Settings, site: str, since: Micros) -> None:
        """Of nothing yet: see `read`."""
        self.settings, self.site, self.since = settings, site, since
        self._rules = PostingRules(settings, site)
        self._known = Vocabulary()
        self._lock = Lock()
        self._told_first: dict[str, Micros] = {}
        self._as_of, self._row, self._rewritten = since, 0, 0
        self._main: PastShelf
        self._beside: PastShelf

    def read(self, ledger: Ledger) -> Iterator[None]:
        """Reads all, a part at each step. Raises LedgerError."""
        self._row, self._rewritten = ledger.newest_row(), ledger.rewritten
        shelves = []
        for part in ledger.past_parts(self.site, self.since):
            shelves.append(self._shelf(part))
            yield
        self._main = self._sorted(shelves)
        self._take_down()

    def follow(self, ledger: Ledger, as_of: Micros) -> None:
        """Takes in what came since, where it is asked for a later instant than before. Raises LedgerError, and Outdated."""
        with self._lock:
            if as_of == self._as_of:
                return
            later = ledger.past_later(self.site, self._row, MOST_LATER)
            if later is None or later.newest < self._row or self._rewritten != ledger.rewritten:
                raise Outdated
            if len(later.numbers):
                self._leave_out(np.sort(later.numbers))
                self._beside = shelves_together([self._beside, self._shelf(later.part)])
                if len(self._beside) > _BESIDE:
                    self._main = self._sorted([self._main.take(*map(np.flatnonzero, self._stays)), self._beside])
                    self._take_down()
            self._row, self._as_of = later.newest, as_of

    def of(self, question: PastQuestion, ledger: Ledger, within: Remit, now: Micros) -> RequestsPast:
        """As far as it was read."""
        with self._lock:
            columns = self._columns(question, within, ledger)
        return RequestsPast(question, columns, self.settings, within, now)

    @property
    def nbytes(self) -> int:
        return self._main.nbytes + self._beside.nbytes

    # -- what is held

    def _shelf(self, part: PastPart) -> PastShelf:
        versions = part.plain.versions
        plain = PlainPast.of(SingleVersions.of(versions, self._rules))
        marked = Marked(
            part.plain.number,
            versions.words["source"],
            part.plain.channel,
            versions.words["basis"].equal(BY_SOURCE),
            versions.numbers["reopens"] != NOT_KNOWN,
        )
        others = dict(by_ticket(part.others))
        spans = span_columns(map(timeline, others.values()), self._rules.book, {})
        return shelf(self._known, plain, marked, spans, _marked(part.others, list(others)))

    def _sorted(self, shelves: Sequence[PastShelf]) -> PastShelf:
        whole = shelves_together(shelves)
        plain = np.lexsort((whole.plain["number"], whole.plain["department"]))
        return whole.take(plain, np.argsort(whole.others["number"]))

    def _take_down(self) -> None:
        """Nothing changed since."""
        departments = np.arange(len(self._known["department"]) + 1)
        self._begins = np.searchsorted(self._main.plain["department"], departments)
        self._stays: tuple[Flags, Flags] = np.ones(len(self._main.plain), bool), np.ones(len(self._main.others), bool)
        self._ever: dict[frozenset[str], Ints] = {}
        self._beside = self._main.take(_NOBODY, _NOBODY)

    def _leave_out(self, numbers: Ints) -> None:
        """Requests of which these rows, rising, are versions."""
        plain, others = self._stays
        for begins, ends in self._slices(None):
            plain[begins + _among(self._main.plain["number"][begins:ends], numbers)] = False
        others[_among(self._main.others["number"], numbers)] = False
        beside = (~np.isin(each["number"], numbers) for each in self._beside[:2])
        self._beside = self._beside.take(*map(np.flatnonzero, beside))

    # -- what is asked of it

    def _columns(self, question: PastQuestion, within: Remit, ledger: Ledger) -> PastColumns:
        whose = Whose(question.remit(within))
        main, beside = self._of_main(whose, question), self._of_beside(whose, question)
        told = [told_by(*each) for each in (main.plain, main.others, beside.plain, beside.others)]
        sources, telling = (
            set().union(*each) for each in ([its.sources for its in told], [its.telling for its in told])
        )
        its = shelves_together([self._taken(each, question.service_type) for each in (main, beside)])
        return PastColumns(
            plain_past(self._known, its.plain),
            spans_past(self._known, its),
            self._observed_since(sources - telling, ledger),
            any(its.tells_reopens for its in told),
            _OfRows(ledger, its.plain["number"], its.others["number"]),
        )

    def _taken(self, its: _Chosen, service_type: str | None) -> PastShelf:
        """Of the others each may once have been of that type."""
        rows = its.rows
        if service_type is not None:
            rows = rows[self._having("service_type", service_type, its.shelf.plain, rows)]
        return its.shelf.take(rows, its.requests)

    def _having(self, name: str, word: str | None, its: PackedColumns, rows: Ints | slice) -> Flags:
        column = its[name][rows]
        there: Flags = np.ones(len(column), bool) if word is None else column == self._known[name].get(word, -1)
        return there

    def _of_main(self, whose: Whose, question: PastQuestion) -> _Chosen:
        its, (plain, others) = self._main, self._stays
        rows = [_NOBODY]
        for begins, ends in self._slices(whose.remit.departments):
            ours = slice(begins, ends)
            rows.append(begins + np.flatnonzero(plain[ours] & self._plain_of(its, ours, whose, question)))
        ever = self._ever_of(whose.remit.departments)
        ever = ever[others[ever]]
        return _Chosen(its, np.concatenate(rows), self._others_of(its, ever, whose, question.since, question.channel))

    def _of_beside(self, whose: Whose, question: PastQuestion) -> _Chosen:
        its, every = self._beside, np.arange(len(self._beside.others))
        rows = np.flatnonzero(self._plain_of(its, slice(None), whose, question))
        return _Chosen(its, rows, self._others_of(its, every, whose, question.since, question.channel))

    def _ever_of(self, departments: Names) -> Ints:
        """The others that ever were in these departments: found once for all that is asked of them."""
        if departments is None:
            return np.arange(len(self._main.others))
        if departments not in self._ever:
            if len(self._ever) >= _MOST_EVER:
                self._ever.clear()
            every, whose = np.arange(len(self._main.others)), Whose(Remit(departments=departments))
            self._ever[departments] = self._others_of(self._main, every, whose, -NEVER, None)
        return self._ever[departments]

    def _slices(self, departments: Names) -> Iterator[tuple[int, int]]:
        """Where those of these departments lie."""
        names = list(self._known["department"])[: len(self._begins) - 1]
        for code, name in enumerate(names):
            if departments is None or name in departments:
                yield int(self._begins[code]), int(self._begins[code + 1])

    def _plain_of(self, its: PastShelf, rows: slice, whose: Whose, question: PastQuestion) -> Flags:
        """Of any type."""
        has = whose.rows(self._as_kept(its.plain, rows, whose)) & its.plain.reaching("end", rows, question.since)
        return has & self._having("channel", question.channel, its.plain, rows)

    def _as_kept(self, its: PackedColumns, rows: Ints | slice, whose: Whose) -> dict[str, Words]:
        """What `whose` looks at, in its small codes: not to count with."""
        return {name: Words(its[name][rows], tuple(self._known[name])) for name in whose.dimensions}

    def _others_of(self, its: PastShelf, among: Ints, whose: Whose, since: Micros, channel: str | None) -> Ints:
        """Which of some of the others ever were of whoever is asked for, and were open or changed since."""
        among = among[self._having("channel", channel, its.others, among)]
        last = its.last_spans(among)
        among = among[its.spans.reaching("start", last, since) | still_open(its, last)]
        begins, spans = its.spans_of(among)
        if not len(among):
            return among
        has = whose.rows(self._as_kept(its.spans, spans, whose))
        there: Ints = among[np.logical_or.reduceat(has, begins)]
        return there

    def _observed_since(self, codes: Iterable[int], ledger: Ledger) -> Micros | None:
        names = list(self._known["source"])
        sources = [names[code] for code in codes]
        if missing := [name for name in sources if name not in self._told_first]:
            self._told_first |= ledger.first_told(missing)
        return max((self._told_first[name] for name in sources if name in self._told_first), default=None)


class _Chosen(NamedTuple):
    """Some of a shelf: of the plain ones and of the others."""

    shelf: PastShelf
    rows: Ints
    requests: Ints

    @property
    def plain(self) -> tuple[PackedColumns, Ints]:
        return self.shelf.plain, self.rows

    @property
    def others(self) -> tuple[PackedColumns, Ints]:
        return self.shelf.others, self.requests


class _OfRows:
    """The requests behind figures, read where somebody asks for them: one that was deleted since has no key, and no history."""

    def __init__(self, ledger: Ledger, plain: Packed, others: Packed) -> None:
        """Of these rows."""
        self._ledger, self._plain, self._others = ledger, plain, others

    def plain(self, places: Ints) -> Sequence[RequestKey]:
        return self._keys(self._plain[places])

    def others(self, places: Ints) -> Sequence[RequestKey]:
        return self._keys(self._others[places])

    def histories(self, others: Ints) -> Sequence[Sequence[Span]]:
        if not len(others):
            return []
        versions = self._ledger.versions_of_rows(self._others[others].astype(np.int64))
        found = {RequestKey(ticket, source): timeline(each) for (source, ticket), each in by_ticket(versions)}
        return [found.get(key, ()) for key in self.others(others)]

    def _keys(self, rows: Packed) -> list[RequestKey]:
        found = self._ledger.requests_of_rows(rows.astype(np.int64)) if len(rows) else {}
        return [found.get(number, NO_REQUEST) for number in rows.tolist()]


def _among(numbers: Ints, some: Ints) -> Ints:
    """Where in a rising column some numbers are, as far as they are."""
    place = np.searchsorted(numbers, some)
    there = place < len(numbers)
    place, some = place[there], some[there]
    found: Ints = place[numbers[place] == some]
    return found


def _marked(others: pd.DataFrame, keys: Sequence[TicketKey]) -> Marked:
    """Of all versions of some requests: of each, in the order of their keys. Its channel is the one that was told last."""
    if not keys:
        return Marked(np.zeros(0, np.int64), words_of([]), words_of([]), np.zeros(0, bool), np.zeros(0, bool))
    its = others.assign(by_source=others["basis"] == BY_SOURCE, tells=others["reopens"] != NOT_KNOWN)
    each = its.groupby(["source", "ticket"]).agg({"id": "min", "by_source": "any", "tells": "any"}).loc[list(keys)]
    channel = others[others["latest"] > 0].set_index(["source", "ticket"])["channel"].loc[list(keys)]
    return Marked(
        each["id"].to_numpy(np.int64),
        words_of([source for source, _ in keys]),
        words(channel),
        each["by_source"].to_numpy(bool),
        each["tells"].to_numpy(bool),
    )

"""Requests asked for by their ids: which are there, as they are now, and which are gone for certain.

Nothing is taken for gone on half a word: a server may not know the argument, may give fewer than were asked for, or may
have no address for a single request. So whoever is missing in a list is asked for alone, and the answer counts where the
server was seen to answer for one that is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from data_sources._georeport.answers import Told
from data_sources._georeport.asking import Asking, Refused
from data_sources._georeport.looks import Looks
from data_sources._georeport.options import Options
from data_sources._georeport.requests import finished_words, id_of, text_of
from data_sources._georeport.walk import FEW
from data_sources._http.client import ServerTrouble
from wallboard.model import Micros
from wallboard.source import SourceError

_COMMA = ","  # stands between the ids of a list: an id in which one is cannot be asked for
_ALONE_AT_MOST = 2
_MISSING_AT_MOST = 200_000
_SHARE_OF_DEADLINE = 0.5  # what may be spent on questions that can wait


class ByIds:
    """`sparing`: what changes is learned otherwise, and only who is gone has to be found out."""

    def __init__(self, asking: Asking, options: Options) -> None:
        self._over = finished_words(options.mapping())
        self._asking, self._options = asking, options
        self._enough_s = options.deadline_s * _SHARE_OF_DEADLINE
        self._at_once = options.ids_at_once
        self._there = ""  # the id of a request that was there a moment ago
        self._lists: bool | None = None  # whether the server knows lists of ids ...
        self._alone: bool | None = None  # ... and single requests
        self._missing: dict[str, None] = {}  # those that a list lacked, until it is their turn to be asked for alone
        self.looks = Looks()
        self.sparing = False

    def there(self, rows: Sequence[Told]) -> None:
        self._there = next((id_of(row) for row in rows), self._there)

    def known(self, ids: Collection[str], now: Micros) -> set[str] | None:
        """Those of a few that there are; None where the server does not say."""
        some = sorted(each for each in ids if _COMMA not in each)
        try:
            rows = self._listed(some, now)
            if not rows and not self._lists:
                rows = [row for each in some[:_ALONE_AT_MOST] for row in self._single(each, now) or ()]
        except SourceError:
            return None
        return {id_of(row) for row in rows}

    def found(self, ids: Collection[str], now: Micros) -> list[Told]:
        """Those that there are, as far as there is time to ask. Raises SourceError."""
        rows = dict[str, Told]()
        for some in self._pieces(sorted(each for each in ids if _COMMA not in each)):
            listed = self._listed(some, now)
            if self._lists is False:
                listed = [row for each in some if self._in_time() for row in self._single(each, now) or ()]
            rows |= {id_of(row): row for row in listed}
        return list(rows.values())

    def gone(self, ids: Collection[str], now: Micros) -> set[str]:
        """Of open ones those that are gone for certain, of as many as are asked for at a time; what was seen of the others goes
        to `looks`. Raises SourceError."""
        ids = [each for each in ids if _COMMA not in each]
        lists = 1 if self.sparing else self._options.id_requests
        asked = self.looks.chosen(ids, lists * (self._at_once if self._lists is not False else 1))
        tried = set[str]()
        for some in self._pieces(asked):
            rows = self._listed(some, now)
            self.there(rows)
            self._saw(rows, now)
            tried.update(some)
            self._lacked(some, rows)
        self.looks.not_learned(set(asked) - tried)
        return {each for each in self._alone_now(ids) if self._is_gone(each, now)}

    def _saw(self, rows: Sequence[Told], now: Micros) -> None:
        """Of ones that are open as far as anybody was told."""
        self.looks.insist((row for row in rows if self._is_over(row)), now)
        self.looks.saw(rows)

    def _is_over(self, row: Told) -> bool:
        return text_of(row.get("status")).casefold() in self._over

    def _lacked(self, asked: Sequence[str], rows: Sequence[Told]) -> None:
        there = {id_of(row) for row in rows}
        if len(self._missing) > _MISSING_AT_MOST:
            self._missing.clear()
        for each in asked:
            if each in there:
                self._missing.pop(each, None)
            else:
                self._missing.setdefault(each)

    def _alone_now(self, ids: Sequence[str]) -> Iterator[str]:
        """Some of those that a list lacked, each in its turn, as far as there is time: who is lacked for ever keeps nobody
        from being asked for."""
        ours = set(ids)
        for each in [each for each in self._missing if each in ours][: self._options.id_requests]:
            if not self._in_time():
                return
            del self._missing[each]
            yield each

    def _pieces(self, ids: Sequence[str]) -> Iterator[list[str]]:
        """As far as there is time."""
        size = self._at_once
        for start in range(0, len(ids), size):
            if not self._in_time():
                return
            yield list(ids[start : start + size])

    def _in_time(self) -> bool:
        return self._asking.client.time_left_s() > self._enough_s

    def _listed(self, ids: Sequence[str], now: Micros) -> list[Told]:
        """Those of the ids that a list of them gives."""
        if self._lists is False or not ids:
            return []
        try:
            rows = self._asking.by_ids(ids, now).answered.rows
        except Refused:
            self._lists = False
            return []
        except ServerTrouble:  # FixMyStreet's fails over a list, and over nothing else
            if self._lists or len(ids) == 1 or not (self._there and self._single(self._there, now)):
                raise
            self._lists = False
            return []
        ours = [row for row in rows if id_of(row) in ids]
        if len(rows) - len(ours) > len(ours):  # it gives whatever it likes, and some of them among it
            self._lists = False
        elif len(ours) > 1:
            self._lists = True
        if self._lists and len(ids) - len(ours) >= FEW:  # it gives no more at once
            self._at_once = max(FEW, min(self._at_once, len(ours)))
        return ours

    def _single(self, ticket: str, now: Micros) -> list[Told] | None:
        """The request, asked for alone; none where the server says that there is none; None where that cannot be told."""
        try:
            reply = self._asking.one(ticket, now)
        except Refused:
            return None
        if not reply.there or not reply.answered.rows:
            return []
        ours = [row for row in reply.answered.rows if id_of(row) == ticket]
        return ours or None

    def _is_gone(self, ticket: str, now: Micros) -> bool:
        if self._alone is None and self._there:
            self._alone = bool(self._single(self._there, now))
        if not self._alone:
            return False
        rows = self._single(ticket, now)
        self._saw(rows or (), now)
        return rows == []

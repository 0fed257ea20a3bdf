"""Open requests are asked for by their ids, some at a time: what is learned of them is told by the next poll.

Kept in memory alone. What is lost with it is learned again when their turn comes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from hashlib import sha256

from data_sources._georeport.answers import Told
from data_sources._georeport.requests import SEEN, id_of
from wallboard.clock import iso
from wallboard.model import Micros

_KNOWN_AT_MOST = 200_000


class Looks:
    def __init__(self) -> None:
        self._turn = 0
        self._asked: dict[str, int] = {}  # id -> in which turn
        self._known: dict[str, str] = {}  # id -> mark of what was last told of it
        self._news: dict[str, Told] = {}
        self._insisted: dict[str, str] = {}  # id -> mark of what was told of it with the time at which it was seen
        self._handed: tuple[int, dict[str, str]] = (0, {})  # by the number of a cursor, what was told with it

    def chosen(self, ids: Collection[str], most: int) -> list[str]:
        """Those whose turn it is: never asked for first, then those asked for longest ago."""
        if len(self._asked) > _KNOWN_AT_MOST:
            self._asked.clear()
            self._known = {key: self._known[key] for key in self._news}
            self._insisted.clear()
        self._turn += 1
        some = sorted(ids, key=lambda each: (self._asked.get(each, 0), each))[:most]
        self._asked |= dict.fromkeys(some, self._turn)
        return sorted(some)

    def not_learned(self, ids: Iterable[str]) -> None:
        """They are asked for again soon."""
        for each in ids:
            self._asked.pop(each, None)

    def saw(self, rows: Iterable[Told]) -> None:
        for row in rows:
            key, mark = id_of(row), _mark(row)
            if key and self._known.get(key) != mark:
                self._known[key] = mark
                self._news[key] = row

    def insist(self, rows: Iterable[Told], now: Micros) -> None:
        """On what was told and made no difference: its server says that it was so before what is known. Once."""
        for row in rows:
            key, mark = id_of(row), _mark(row)
            if key not in self._news and self._known.get(key) == mark != self._insisted.get(key):
                self._insisted[key] = mark
                self._news[key] = {**row, SEEN: iso(now)}

    def news(self, looks: int) -> list[Told]:
        """What is to be told. `looks`: as of the cursor that polls go on by; those told before it need not be told again."""
        number, told = self._handed
        if number and looks == number:
            for key, mark in told.items():
                if self._known.get(key) == mark:  # else it was seen to change once more
                    self._news.pop(key, None)
        self._handed = (looks + 1, {key: self._known[key] for key in self._news if key in self._known})
        return list(self._news.values())


def _mark(row: Told) -> str:
    return sha256(json.dumps(row, sort_keys=True, default=str).encode()).hexdigest()[:16]

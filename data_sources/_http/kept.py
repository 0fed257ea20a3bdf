"""Answers that are kept for as long as a server says that they are still so."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

_BYTES_AT_MOST = 16_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: `headers` by their names in small letters."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class KeptAnswers:
    """The last ones that came with a mark by which they can be asked about again; as many as fit."""

    def __init__(self, bytes_at_most: int = _BYTES_AT_MOST) -> None:
        self._at_most = bytes_at_most
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._size = 0

    def headers(self, address: str) -> dict[str, str]:
        """What asks the server to answer only if it has another answer by now."""
        kept = self._kept.get(address)
        if kept is None:
            return {}
        asked = {"if-none-match": kept.headers.get("etag"), "if-modified-since": kept.headers.get("last-modified")}
        return {name: value for name, value in asked.items() if value}

    def get(self, address: str) -> Answer | None:
        if address in self._kept:
            self._kept.move_to_end(address)
        return self._kept.get(address)

    def put(self, address: str, answer: Answer) -> None:
        """Keeps it, if it has a mark."""
        before = self._kept.pop(address, None)
        self._size -= len(before.body) if before else 0
        if not (answer.headers.get("etag") or answer.headers.get("last-modified")):
            return
        self._kept[address] = answer
        self._size += len(answer.body)
        while self._size > self._at_most:
            self._size -= len(self._kept.popitem(last=False)[1].body)

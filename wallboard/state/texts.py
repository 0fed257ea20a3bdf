"""A column of texts of which each is another: kept as one run of bytes, and found again by a sorted column of their hashes.

A list of them and a dictionary take some 150 bytes for each text, this takes its own bytes and 20.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from wallboard.state.values import Instants

BETWEEN = "\x1f"  # between two of them, where it is in none


class Texts:
    """In their order."""

    def __init__(self, joined: str, count: int, between: str = BETWEEN) -> None:
        """`count` texts with one sign of ASCII between them. Raises ValueError where they are another number."""
        self._bytes, self._count, self.between = joined.encode(), count, between
        ends = np.flatnonzero(np.frombuffer(self._bytes, np.uint8) == ord(between)) if count else np.array([], int)
        if len(ends) != max(0, count - 1):
            raise ValueError(f"{len(ends) + 1} texts where there should be {count}")
        kind = np.int32 if len(self._bytes) < np.iinfo(np.int32).max else np.int64
        self._ends = np.append(ends, [len(self._bytes)] if count else []).astype(kind)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Raises ValueError where they hold every sign that could stand between them."""
        if not any(BETWEEN in text for text in texts):
            return cls(BETWEEN.join(texts), len(texts))
        held = set().union(*texts)
        between = next((sign for sign in map(chr, range(1, 128)) if sign not in held), BETWEEN)
        return cls(between.join(texts), len(texts), between)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> str:
        start = int(self._ends[row - 1]) + 1 if row else 0
        return self._bytes[start : int(self._ends[row])].decode()

    def all(self) -> list[str]:
        return self.joined().split(self.between) if self._count else []

    def joined(self) -> str:
        return self._bytes.decode()

    def take(self, rows: Instants) -> Texts:
        texts = self.all()
        return Texts.of([texts[row] for row in rows.tolist()])

    def rows_of(self, text: str) -> Iterator[int]:
        """Where it is."""
        hashes, rows = self._by_hash
        wanted = hash(text)
        place = bisect_left(hashes, wanted)
        while place < self._count and hashes[place] == wanted:
            if self[rows[place]] == text:
                yield rows[place]
            place += 1

    @cached_property
    def _by_hash(self) -> tuple[memoryview[int], memoryview[int]]:
        hashes = np.fromiter(map(hash, self.all()), np.int64, self._count)
        order = np.argsort(hashes)
        return hashes[order].data, order.astype(np.int32).data


def together(several: Sequence[Texts]) -> Texts:
    """One column after the other."""
    some = [texts for texts in several if len(texts)]
    if any(texts.between != BETWEEN for texts in some):
        return Texts.of([text for texts in some for text in texts.all()])
    return Texts(BETWEEN.join(texts.joined() for texts in some), sum(map(len, some)))

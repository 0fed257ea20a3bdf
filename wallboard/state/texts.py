"""A column of texts of which each is another: kept as one run of bytes, and found again by a sorted column of their hashes.

A list of them and a dictionary take some 150 bytes for each text, this takes its own bytes and 20. What is made of others is put
together when it is looked at first: that of an instant of the past hardly ever is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import numpy as np

from wallboard.state.values import Instants

BETWEEN = "\x1f"  # between two of them, where it is in none


class _Run(NamedTuple):
    run: bytes
    ends: Instants
    between: str

    @classmethod
    def of(cls, joined: str, count: int, between: str = BETWEEN) -> _Run:
        """Raises ValueError where they are another number."""
        run = joined.encode()
        ends = np.flatnonzero(np.frombuffer(run, np.uint8) == ord(between)) if count else np.array([], np.int64)
        if len(ends) != max(0, count - 1):
            raise ValueError(f"{len(ends) + 1} texts where there should be {count}")
        kind = np.int32 if len(run) < np.iinfo(np.int32).max else np.int64
        return cls(run, np.append(ends, [len(run)] if count else []).astype(kind), between)


class Texts:
    """In their order. Any thread may look."""

    def __init__(self, count: int, make: Callable[[], _Run]) -> None:
        self._count = count
        self._make: Callable[[], _Run] | None = make
        self._made: _Run | None = None
        self._making = Lock()

    @classmethod
    def joined_by(cls, joined: str, count: int) -> Texts:
        """`count` texts with BETWEEN between them. Raises ValueError where they are another number."""
        run = _Run.of(joined, count)
        return cls(count, lambda: run)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Raises ValueError where they hold every sign that could stand between them."""
        run = _run_of(texts)
        return cls(len(texts), lambda: run)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> str:
        run, ends, _ = self._run
        return run[int(ends[row - 1]) + 1 if row else 0 : int(ends[row])].decode()

    def all(self) -> list[str]:
        return self._run.run.decode().split(self._run.between) if self._count else []

    def some(self, rows: Instants) -> list[str]:
        """Those of these rows, in their order."""
        run, ends, _ = self._run
        begins = np.where(rows > 0, ends[rows - 1] + 1, 0)
        return [run[begin:end].decode() for begin, end in zip(begins.tolist(), ends[rows].tolist(), strict=True)]

    def take(self, rows: Instants) -> Texts:
        return Texts(len(rows), lambda: _run_of(self.some(rows)))

    def rows_of(self, text: str) -> Iterator[int]:
        """Where it is."""
        hashes, rows = self._by_hash
        wanted = hash(text)
        place = bisect_left(hashes, wanted)
        while place < self._count and hashes[place] == wanted:
            if self[rows[place]] == text:
                yield rows[place]
            place += 1

    @property
    def _run(self) -> _Run:
        if self._made is None:
            with self._making:
                if self._make is not None:
                    self._made = self._make()
                    self._make = None  # what it was made of is let go
        assert self._made is not None  # noqa: S101 - who waited has what another made
        return self._made

    @cached_property
    def _by_hash(self) -> tuple[memoryview[int], memoryview[int]]:
        hashes = np.fromiter(map(hash, self.all()), np.int64, self._count)
        order = np.argsort(hashes)
        return hashes[order].data, order.astype(np.int32).data


def together(several: Sequence[Texts]) -> Texts:
    """One column after the other."""

    def joined() -> _Run:
        return _run_of([text for texts in several for text in texts.all()])

    return Texts(sum(map(len, several)), joined)


def _run_of(texts: Sequence[str]) -> _Run:
    joined = BETWEEN.join(texts)
    if joined.count(BETWEEN) == max(0, len(texts) - 1):
        return _Run.of(joined, len(texts))
    held = set(joined)
    between = next((sign for sign in map(chr, range(1, 128)) if sign not in held), BETWEEN)
    return _Run.of(between.join(texts), len(texts), between)

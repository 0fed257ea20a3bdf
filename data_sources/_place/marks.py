"""By which a source is recognised as the one that was read before: fingerprints of some of the rows that it had.

The last ones read are marked, and of those further back ever fewer: enough to find how far a table that was set back
to an earlier state still is what it was. Hashes, because rows name callers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

LAST = 8  # rows at the end of every batch that get a mark ...
EVERY = 4_096  # ... and one row in so many of a long one
_DIGEST_BYTES = 6


def fingerprint(row: Sequence[Any]) -> str:
    """Of a row's content, without its number."""
    return blake2b("|".join(map(str, row)).encode("utf-8", "replace"), digest_size=_DIGEST_BYTES).hexdigest()


class Marks:
    """Row number -> fingerprint, the newest last."""

    def __init__(self, of: Mapping[int, str]) -> None:
        self.of = dict(sorted(of.items()))

    @classmethod
    def from_text(cls, text: str) -> Marks:
        """From what `to_text` wrote: "4096:9f.. 5000:0a..". Whatever is not of that form is no mark."""
        parts = (part.partition(":") for part in text.split())
        return cls({int(number): print_ for number, _, print_ in parts if number.isdecimal() and print_})

    def to_text(self) -> str:
        return " ".join(f"{number}:{print_}" for number, print_ in self.of.items())

    def after(self, rows: Sequence[Sequence[Any]]) -> Marks:
        """With those of rows just read, each beginning with its number, in ascending order."""
        chosen = [*rows[::EVERY], *rows[-LAST:]]
        return Marks(_thinned(self.of | {row[0]: fingerprint(row[1:]) for row in chosen}))

    def until(self, number: int) -> Marks:
        return Marks({each: print_ for each, print_ in self.of.items() if each <= number})

    def newest_of(self, rows: Iterable[Sequence[Any]]) -> int | None:
        """The highest number under which one of the rows is what it was; None where none is."""
        marked = (row for row in rows if row[0] in self.of)  # of thousands of rows a few
        same = (row[0] for row in marked if self.of[row[0]] == fingerprint(row[1:]))
        return max(same, default=None)


def _thinned(of: Mapping[int, str]) -> dict[int, str]:
    """The last ones all, and before them one for each doubling of the distance: some forty of a million rows."""
    kept: dict[int, str] = {}
    numbers = sorted(of, reverse=True)
    seen: set[int] = set()
    for place, number in enumerate(numbers):
        distance = (numbers[0] - number).bit_length()
        if place < LAST or distance not in seen:
            kept[number] = of[number]
            seen.add(distance)
    return kept

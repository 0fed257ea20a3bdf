"""Versions of many requests in columns, one of each request: what a frame holds, in a tenth of its room.

Words are codes of a byte or two, keys lie behind each other, and a column that says the same of all takes no room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from wallboard.model import VERSION_COLUMNS
from wallboard.state import texts
from wallboard.state.texts import Texts
from wallboard.state.timeline import Version
from wallboard.state.values import Instants
from wallboard.state.words import Words, words

if TYPE_CHECKING:
    import pandas as pd

KEY = "ticket"
NUMBERS = tuple(name for name in Version._fields if VERSION_COLUMNS[name] == "int64")
WORDS = tuple(name for name in Version._fields if name not in (KEY, *NUMBERS))
_SMALLEST = (np.uint8, np.int16, np.int32)


@dataclass(frozen=True, slots=True)
class VersionColumns:
    """`numbers` and `words` by the fields of Version that they are of."""

    tickets: Texts
    numbers: Mapping[str, Instants]
    words: Mapping[str, Words]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> VersionColumns:
        """Of rows with the columns of Version."""
        return cls(
            Texts.of(frame[KEY].tolist()),
            {name: frame[name].to_numpy(np.int64) for name in NUMBERS},
            {name: small(words(frame[name])) for name in WORDS},
        )

    @classmethod
    def none(cls) -> VersionColumns:
        """Of no rows."""
        numbers = {name: np.array([], np.int64) for name in NUMBERS}
        return cls(Texts.of([]), numbers, {name: Words(np.array([], np.uint8), ()) for name in WORDS})

    def __len__(self) -> int:
        return len(self.tickets)

    def take(self, rows: Instants) -> VersionColumns:
        return VersionColumns(
            self.tickets.take(rows),
            {name: _taken(column, rows) for name, column in self.numbers.items()},
            {name: Words(_taken(its.codes, rows), its.values) for name, its in self.words.items()},
        )

    def frame(self) -> pd.DataFrame:
        """The rows."""
        import pandas as pd

        columns: dict[str, Any] = {KEY: pd.Series(self.tickets.all(), dtype="str")}
        columns |= self.numbers
        for name, its in self.words.items():
            columns[name] = pd.Series(np.array(its.values, object)[its.codes], dtype="str")
        return pd.DataFrame({name: columns[name] for name in VERSION_COLUMNS if name in columns})

    def keys(self) -> list[tuple[str, str]]:
        """The source and the key of each."""
        its = self.words["source"]
        return [(its.values[code], ticket) for code, ticket in zip(its.codes.tolist(), self.tickets.all(), strict=True)]

    def version(self, row: int) -> Version:
        told: dict[str, Any] = {KEY: self.tickets[row]}
        told |= {name: int(column[row]) for name, column in self.numbers.items()}
        return Version(**told, **{name: self.word(name, row) for name in WORDS})  # type: ignore[arg-type]

    def word(self, name: str, row: int) -> str:
        its = self.words[name]
        return its.values[int(its.codes[row])]

    def row_of(self, source: str, ticket: str) -> int | None:
        return next((row for row in self.tickets.rows_of(ticket) if self.word("source", row) == source), None)


def together(several: Iterable[VersionColumns]) -> VersionColumns:
    """The rows of one after those of the other; there is one at least."""
    some = list(several)
    some = [each for each in some if len(each)] or some[:1]
    if len(some) == 1:
        return some[0]
    return VersionColumns(
        texts.together([each.tickets for each in some]),
        {name: packed(np.concatenate([each.numbers[name] for each in some])) for name in NUMBERS},
        {name: _words_together([each.words[name] for each in some]) for name in WORDS},
    )


def _words_together(several: Sequence[Words]) -> Words:
    known: dict[str, int] = {}
    anew = [np.array([known.setdefault(value, len(known)) for value in its.values], np.int32) for its in several]
    codes = np.concatenate([new[its.codes] for new, its in zip(anew, several, strict=True)])
    return small(Words(codes, tuple(known)))


def small(its: Words) -> Words:
    """In the smallest type that holds its codes."""
    kind = next(kind for kind in _SMALLEST if len(its.values) <= np.iinfo(kind).max)
    return Words(packed(its.codes.astype(kind)), its.values)


def packed(column: np.ndarray) -> np.ndarray:
    """Of the same value again and again, that value once."""
    if len(column) and (column == column[0]).all():
        return np.broadcast_to(column[:1].copy(), column.shape)
    return column


def _taken(column: np.ndarray, rows: Instants) -> np.ndarray:
    if column.strides == (0,) and len(rows):
        return np.broadcast_to(column[rows[:1]], rows.shape)
    return column[rows]

"""Columns in as little room as holds their values exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wallboard.calendar import NEVER
from wallboard.model import SECOND, Micros
from wallboard.state.values import Flags, Instants, Ints

Packed = npt.NDArray[Any]
_SECONDS = np.int32
_NEVER = np.iinfo(_SECONDS).max
_WHOLE = (np.uint8, np.int16, np.int32)


def packed_instants(at: Instants) -> Packed:
    """In seconds of four bytes where all are whole seconds of before 2038, or NEVER."""
    never = at == NEVER
    seconds = at // SECOND
    fits = never | ((seconds * SECOND == at) & (np.abs(seconds) < _NEVER))
    return np.where(never, _NEVER, seconds).astype(_SECONDS) if fits.all() else at


def unpacked_instants(packed: Packed) -> Instants:
    if packed.dtype != _SECONDS:
        return packed
    at = packed.astype(np.int64)
    at *= SECOND
    at[packed == _NEVER] = NEVER
    return at


def packed_numbers(numbers: Packed) -> Packed:
    """In the smallest type of whole numbers that holds all of them."""
    low, high = (int(numbers.min(initial=0)), int(numbers.max(initial=0)))
    kind = next((kind for kind in _WHOLE if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max), np.int64)
    return numbers.astype(kind, copy=False)


class PackedColumns:
    """Several columns of the same length, by name. Those that `instants` names hold instants, others whole numbers."""

    def __init__(self, columns: Mapping[str, Packed], instants: frozenset[str]) -> None:
        """Not packed yet."""
        self._instants = instants
        self._columns = {
            name: packed_instants(column) if name in instants else packed_numbers(column)
            for name, column in columns.items()
        }

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def __getitem__(self, name: str) -> Packed:
        """As it is kept: of numbers their values, of instants nothing to count with."""
        return self._columns[name]

    @property
    def nbytes(self) -> int:
        return sum(column.nbytes for column in self._columns.values())

    def instants(self, name: str) -> Instants:
        return unpacked_instants(self._columns[name])

    def reaching(self, name: str, rows: Ints | slice, since: Micros) -> Flags:
        """Which of some instants are at `since` or later."""
        column = self._columns[name][rows]
        there: Flags = column >= (-(-since // SECOND) if column.dtype == _SECONDS else since)
        return there

    def take(self, rows: Ints | Flags) -> PackedColumns:
        return self._with({name: column[rows] for name, column in self._columns.items()})

    def having(self, name: str, numbers: Ints) -> PackedColumns:
        """The same with other numbers in one column."""
        return self._with({**self._columns, name: packed_numbers(numbers)})

    def _with(self, columns: dict[str, Packed]) -> PackedColumns:
        its = PackedColumns({}, self._instants)
        its._columns = columns
        return its


def packed_together(several: Sequence[PackedColumns]) -> PackedColumns:
    """The rows of one after those of the other; there is one at least."""
    several = [each for each in several if len(each)] or several[:1]
    if len(several) == 1:
        return several[0]
    first = several[0]
    return first._with({name: _joined(name, several) for name in first._columns})


def _joined(name: str, several: Sequence[PackedColumns]) -> Packed:
    columns = [each[name] for each in several]
    if name in several[0]._instants and any(column.dtype != _SECONDS for column in columns):
        columns = [unpacked_instants(column) for column in columns]
    return np.concatenate(columns)

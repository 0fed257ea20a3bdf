"""A column of texts of which there are few different ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from wallboard.state.values import Flags

if TYPE_CHECKING:
    import pandas as pd

Codes = npt.NDArray[np.int32]


class Words(NamedTuple):
    """A column of texts as codes into its different values."""

    codes: Codes
    values: tuple[str, ...]

    def having(self, true: Callable[[str], bool]) -> Flags:
        return self._of([code for code, value in enumerate(self.values) if true(value)])

    def among(self, names: frozenset[str]) -> Flags:
        return self._of([code for code, value in enumerate(self.values) if value in names])

    def equal(self, value: str) -> Flags:
        return self._of([self.values.index(value)] if value in self.values else [])

    def _of(self, found: Sequence[int]) -> Flags:
        if len(found) < 2:  # as it mostly is: comparing takes a tenth of the time of looking up
            return self.codes == found[0] if found else np.zeros(len(self.codes), bool)
        there = np.zeros(len(self.values), bool)
        there[found] = True
        return there[self.codes]


def words(texts: pd.Series[str]) -> Words:
    codes, values = texts.astype(object).factorize()  # at half the cost
    return Words(codes.astype(np.int32), tuple(str(value) for value in values))


def words_of(texts: Sequence[str]) -> Words:
    """The same of texts that are in no frame."""
    values = tuple(dict.fromkeys(texts))
    codes = {value: code for code, value in enumerate(values)}
    return Words(np.fromiter(map(codes.__getitem__, texts), np.int32, len(texts)), values)


def one_after_the_other(one: Words, other: Words) -> Words:
    """Both columns as one."""
    if other.values[: len(one.values)] == one.values:
        return Words(np.concatenate([one.codes, other.codes]), other.values)
    known = {value: code for code, value in enumerate(one.values)}
    anew = np.array([known.setdefault(value, len(known)) for value in other.values], np.int32)
    return Words(np.concatenate([one.codes, anew[other.codes]]), tuple(known))

"""Arithmetic that reads the same for one ticket and for many: an instant is an int or a column of them."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Instants = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Value = TypeVar("Value", int, Instants)


def least(one: Value, other: Value) -> Value:
    return np.minimum(one, other) if isinstance(one, np.ndarray) else min(one, other)


def most(one: Value, other: Value) -> Value:
    return np.maximum(one, other) if isinstance(one, np.ndarray) else max(one, other)

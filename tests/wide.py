"""Tests that look at the same thing in many ways: in `make test` each value of each way at least once, with WALLBOARD_WIDE=1
every combination, for whoever changed what all of them show."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

WIDE = "WALLBOARD_WIDE" in os.environ


def every_value(*ways: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The combinations to look at, as pytest's parametrize wants them: as many as the longest way has values, the shorter
    ones beginning again and again; all of the product with WALLBOARD_WIDE."""
    values: list[Sequence[Any]] = [list(way) for way in ways]
    if WIDE:
        return list(product(*values))
    return [tuple(way[nth % len(way)] for way in values) for nth in range(max(map(len, values)))]


def usual(cases: Iterable[Any], by_default: Callable[[Any], bool]) -> list[Any]:
    """Of all cases those that are looked at by default; all of them with WALLBOARD_WIDE."""
    return [case for case in cases if WIDE or by_default(case)]

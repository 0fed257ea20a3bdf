"""Instants as the state keeps them, for tests that have them in any order."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from wallboard.model import Micros
from wallboard.state.sorted_instants import SortedInstants


def sorted_instants(instants: Iterable[Micros]) -> SortedInstants:
    return SortedInstants(np.sort(np.fromiter(instants, dtype=np.int64)))

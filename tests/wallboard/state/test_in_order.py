"""Numbers are in the order, and instants among the edges, that comparing would have them in."""

from __future__ import annotations

import numpy as np
import pytest

from wallboard.calendar import NEVER
from wallboard.model import DAY
from wallboard.state.in_order import in_order, passed
from wallboard.state.values import Floats, Instants

CHANCE = np.random.default_rng(311)
MANY = 20_000


@pytest.mark.parametrize(
    "values",
    [
        CHANCE.random(MANY),
        CHANCE.exponential(40, MANY) ** 6,
        1.0 + CHANCE.random(MANY) * 1e-9,
        np.append(1e12, CHANCE.random(MANY)),  # far below the first 32 bits of the largest
        CHANCE.integers(0, 300, MANY) / 7,
        np.full(MANY, 2.5),
        np.zeros(0),
        CHANCE.random(30),
    ],
)
def test_values_come_in_their_order(values: Floats) -> None:
    order = in_order(values)
    assert (values[order] == np.sort(values)).all()
    assert len(np.unique(order)) == len(values)


@pytest.mark.parametrize(
    "edges",
    [
        np.arange(58) * 7 * DAY,
        np.arange(58) * 7 * DAY + CHANCE.integers(-DAY, DAY, 58),
        np.append(np.arange(57) * 7 * DAY, 56 * 7 * DAY + 1),  # a week that began just now
        np.sort(CHANCE.integers(0, 400 * DAY, 30)),
        np.array([0, 0, 5]),
        np.array([3 * DAY]),
    ],
)
def test_instants_have_passed_the_edges_that_are_not_after_them(edges: Instants) -> None:
    at = np.concatenate([CHANCE.integers(-DAY, 500 * DAY, MANY), edges, edges - 1, [NEVER, -NEVER]])
    assert (passed(edges, at) == np.searchsorted(edges, at, side="right")).all()
    assert passed(edges, edges[:0]).tolist() == []

"""Ranges hold what came later as often as they say: of two demo cities by default, of twenty with WALLBOARD_WIDE."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.forecast_cover import told
from tests.wide import WIDE

SEEDS = range(1, 21) if WIDE else range(1, 3)
# So many of twenty are fewer in one of a hundred times where the range is right.
FEWEST = {0.95: 16, 0.9: 15}


@pytest.mark.slow
def test_ranges_cover_what_was_held_back() -> None:
    found = told(SEEDS)
    covered, asked = (Counter(each.what for each in some) for some in ([each for each in found if each.covered], found))
    if WIDE:
        assert {what: covered[what] for what in asked} == {
            each.what: max(covered[each.what], FEWEST[each.confidence]) for each in found
        }
    assert set(asked.values()) == {len(SEEDS)}
    assert covered.total() >= 0.75 * asked.total()

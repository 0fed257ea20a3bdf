"""Wilson's interval, against values worked out with scipy 1.17 (`binomtest(k, n).proportion_ci(method="wilson")`)."""

from __future__ import annotations

import pytest

from wallboard.metrics.share_interval import share_interval


@pytest.mark.parametrize(
    ("kept", "n", "low", "high"),
    [(8, 10, 0.490162, 0.943318), (0, 5, 0.0, 0.434482), (5, 5, 0.565518, 1.0), (880, 1000, 0.858391, 0.898701)],
)
def test_a_share_has_the_interval_of_its_number(kept: int, n: int, low: float, high: float) -> None:
    assert share_interval(kept / n, n) == pytest.approx((low, high), abs=2e-6)


def test_two_that_chance_alone_may_make_differ_meet() -> None:
    assert share_interval(0.8, 10).meets(share_interval(0.9, 10))
    assert not share_interval(0.8, 1000).meets(share_interval(0.9, 1000))

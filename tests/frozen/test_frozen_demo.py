"""Every reading of the demo city that was there before the house was rebuilt is there, and equal: see test_frozen.py."""

from __future__ import annotations

import pytest

from tests.frozen.asserting import assert_as_before

pytestmark = pytest.mark.slow


@pytest.mark.timeout(600)
def test_every_reading_of_the_demo_city_is_there_and_equal() -> None:
    assert_as_before("demo")

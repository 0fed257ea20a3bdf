"""Instants as people write them."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from wallboard.clock import instant

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize("text", ["2026-11-20T10:42", '"2026-11-20T10:42"', " 2026-11-20 10:42 ", "2026-11-20T15:42Z"])
def test_an_instant_is_taken_as_the_help_writes_it(text: str) -> None:
    assert instant(text, NEW_YORK) == instant("2026-11-20T10:42-05:00")


@pytest.mark.parametrize(
    "text", ['"tomorrow"', "", '""', "10:42", "20 Nov 2026", "2026-11-31T10:42", "2026-11-20T24:30"]
)
def test_what_is_no_instant_is_told_with_what_would_be_one(text: str) -> None:
    with pytest.raises(ValueError, match='is no instant; write one like "2026-11-20T10:42" or'):
        instant(text, NEW_YORK)


@pytest.mark.parametrize("text", ["2026-11-20", "2026-11-20T10:42", "20261120T104213"])
def test_what_is_told_to_add_for_a_zone_makes_an_instant(text: str) -> None:
    with pytest.raises(ValueError, match="has no time zone") as told:
        instant(text)
    for right in re.findall('"(.+?)"', str(told.value))[1:]:
        assert instant(right)


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59-05:00", "1899-12-31T10:42Z"])
def test_an_instant_beside_which_there_is_no_other_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="the year must be 1900 to 2199"):
        instant(text, NEW_YORK)

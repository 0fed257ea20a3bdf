"""Instants as people write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from wallboard.clock import instant

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize("text", ["2026-11-20T10:42", '"2026-11-20T10:42"', " 2026-11-20 10:42 ", "2026-11-20T15:42Z"])
def test_an_instant_is_taken_as_the_help_writes_it(text: str) -> None:
    assert instant(text, NEW_YORK) == instant("2026-11-20T10:42-05:00")


def test_what_is_no_instant_is_told_with_what_would_be_one() -> None:
    with pytest.raises(ValueError, match="is no instant; write one like"):
        instant('"tomorrow"', NEW_YORK)

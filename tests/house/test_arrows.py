"""Folders import one way: none can be reached from one that it imports."""

from __future__ import annotations

from tests.house.arrows import arrows, circles


def test_no_folder_is_in_a_circle() -> None:
    found = arrows()
    assert "wallboard/model" in found["wallboard/engine"]
    assert circles(found) == []


def test_a_circle_is_found_however_long() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [{"a", "b", "c"}]

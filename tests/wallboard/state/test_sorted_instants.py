"""A sorted multiset answers as a plain sorted list would, whatever was added, removed and forgotten."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wallboard.instants import sorted_instants
from wallboard.state import sorted_instants as module
from wallboard.state.sorted_instants import SortedInstants

SMALL = st.integers(-20, 20)


def test_nothing_has_no_median() -> None:
    empty = SortedInstants()
    assert len(empty) == 0
    assert empty.count_until(5) == 0
    assert empty.between(-5, 5) == 0
    with pytest.raises(IndexError):
        empty.quantile(0.5)


def test_an_instant_that_is_not_there_cannot_be_removed() -> None:
    instants = sorted_instants([1, 3])
    for absent in (0, 2, 4):
        with pytest.raises(KeyError):
            instants.remove(absent)
    assert list(instants) == [1, 3]


def test_what_was_forgotten_is_neither_added_nor_removed_again() -> None:
    instants = sorted_instants([1, 3, 5])
    assert instants.forget_before(3) == 1
    instants.add(2)
    instants.remove(1)
    instants.add_sorted(np.array([0, 4]))
    assert list(instants) == [3, 4, 5]
    assert instants.total == 12


def test_sums_of_a_million_instants_do_not_overflow() -> None:
    data = np.full(1_000_000, 1_800_000_000_000_000)
    data[0] = -5
    assert SortedInstants(np.sort(data)).total == 999_999 * 1_800_000_000_000_000 - 5


@given(st.lists(SMALL, max_size=30), st.lists(st.tuples(st.sampled_from(["add", "remove", "many", "forget"]), SMALL)))
def test_it_answers_as_a_sorted_list(start: list[int], steps: list[tuple[str, int]]) -> None:
    chunk, module._CHUNK = module._CHUNK, 3  # small chunks, so that splits and gaps happen
    try:
        instants, plain, floor = sorted_instants(start), sorted(start), -100
        for step, value in steps:
            if step == "add":
                instants.add(value)
                plain = sorted([*plain, *([value] if value >= floor else [])])
            elif step == "many":
                instants.add_sorted(np.array([value, value + 1]))
                plain = sorted([*plain, *(v for v in (value, value + 1) if v >= floor)])
            elif step == "forget":
                floor = max(floor, value)
                instants.forget_before(floor)
                plain = [v for v in plain if v >= floor]
            elif value in plain:
                instants.remove(value)
                plain.remove(value)
        agrees(instants, plain)
    finally:
        module._CHUNK = chunk


def agrees(instants: SortedInstants, plain: list[int]) -> None:
    assert list(instants) == plain
    assert (len(instants), instants.total) == (len(plain), sum(plain))
    for t in range(-22, 23):
        assert instants.count_until(t) == bisect_right(plain, t)
        assert instants.count_before(t) == bisect_left(plain, t)
    assert [instants.kth(k) for k in range(len(plain))] == plain
    for share in (0, 0.5, 0.85, 0.95, 1) if plain else ():
        assert instants.quantile(share) == pytest.approx(np.quantile(plain, share), abs=1e-9)

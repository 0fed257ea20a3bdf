"""Ids that were numbered and not committed yet."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources._place.gap_blocks import AT_MOST, WIDEST, Run
from data_sources._place.id_gaps import ASK_OLD_EVERY, LONG_LOOK_BACK, LOOK_BACK, IdGaps
from wallboard.model import DAY, SECOND

NOW = 1_795_400_000 * SECOND


def test_an_id_that_was_skipped_is_asked_for_until_it_comes() -> None:
    gaps = IdGaps({}).after(10, [11, 13, 16], NOW)
    assert gaps.ids() == [12, 14, 15]
    assert gaps.after(16, [12, 15], NOW + SECOND).ids() == [14]


def test_an_id_that_stays_missing_is_asked_for_now_and_then_and_given_up_in_the_end() -> None:
    gaps = IdGaps({}).after(10, [12, 14], NOW)
    assert gaps.after(14, [], NOW + LOOK_BACK - SECOND).ids() == [11, 13]
    later = gaps.after(14, [], NOW + LOOK_BACK)
    assert (later.ids(), later.old) == ([], (Run(11, 11, NOW), Run(13, 13, NOW)))
    assert later.old_due(NOW + LOOK_BACK) == later.old
    asked = later.asked(NOW + LOOK_BACK)
    assert asked.old_due(NOW + LOOK_BACK + ASK_OLD_EVERY - SECOND) == ()
    assert asked.old_due(NOW + LOOK_BACK + ASK_OLD_EVERY) == later.old
    assert asked.old_due(NOW - DAY) == later.old, "a clock that went back holds nothing up"
    assert asked.after(14, [13], NOW + DAY).old == (Run(11, 11, NOW),)
    assert asked.after(14, [], NOW + LONG_LOOK_BACK).old == ()


def test_a_run_of_ids_is_split_where_one_comes_late() -> None:
    gaps = IdGaps({}).after(10, [20], NOW).after(20, [], NOW + LOOK_BACK)
    assert gaps.old == (Run(11, 19, NOW),)
    assert gaps.after(20, [14, 19], NOW + LOOK_BACK).old == (Run(11, 13, NOW), Run(15, 18, NOW))


def test_of_a_leap_in_the_numbers_the_highest_ids_are_kept() -> None:
    gaps = IdGaps({}).after(10, [10**12], NOW)
    assert len(gaps.ids()) == 2_000
    assert gaps.ids()[-1] == 10**12 - 1
    assert gaps.old == (Run(11, 10**12 - 2_001, NOW),), "and the others are one run"


@pytest.mark.slow
def test_a_cluster_that_numbers_every_third_id_stays_bounded() -> None:
    gaps = IdGaps({}).after(0, range(3, 300_000, 3), NOW)
    assert len(gaps.ids()) == 2_000
    assert len(gaps.to_text()) < 40_000
    assert len(gaps.old_text()) < 10_000
    assert len(gaps.blocks_text()) < 10_000


@pytest.mark.slow
def test_gaps_beyond_those_asked_for_are_counted_in_blocks() -> None:
    read = list(range(3, 300_000, 3))
    gaps = IdGaps({}).after(0, read, NOW)
    first, last = gaps.blocks[0].first, gaps.blocks[-1].last
    for block in gaps.blocks:
        assert block.last - block.first < WIDEST
        assert block.there == bisect_right(read, block.last) - bisect_left(read, block.first)
    missing = set(range(1, read[-1])) - set(read)
    watched = {i for i in missing if first <= i <= last} | {i for run in gaps.old for i in range(run[0], run[1] + 1)}
    assert watched | set(gaps.ids()) == missing, "no gap is forgotten"
    seen = {gaps.block_due(NOW + n * ASK_OLD_EVERY) for n in range(len(gaps.blocks))}
    assert seen == set(gaps.blocks), "each in its turn"
    again = IdGaps.from_text(gaps.to_text(), gaps.old_text(), 0, gaps.blocks_text(), gaps.given_up_text())
    assert again == gaps
    assert gaps.after(read[-1], [], NOW + LONG_LOOK_BACK).blocks == ()


@pytest.mark.slow
def test_what_cannot_be_waited_for_is_told_for_a_day() -> None:
    ids = range(WIDEST * 2, WIDEST * 2 * (AT_MOST + 400), WIDEST * 2)  # each gap wider than a block
    gaps = IdGaps({}).after(0, ids, NOW).after(ids[-1], [], NOW + LOOK_BACK)
    assert gaps.given_up is not None
    assert gaps.given_up.first == 1
    told = gaps.notice(NOW + LOOK_BACK)
    assert f"rows that still come with ids 1 to {gaps.given_up.last} are not counted" in told
    assert gaps.given_up.last < gaps.old[0].first
    assert gaps.notice(NOW + LOOK_BACK + DAY) == ""


@given(st.dictionaries(st.integers(1, 500), st.integers(NOW // SECOND - 100, NOW // SECOND).map(lambda s: s * SECOND)))
def test_gaps_survive_being_written_into_a_cursor(noticed: dict[int, int]) -> None:
    text = IdGaps(noticed).to_text()
    assert IdGaps.from_text(text).ids() == sorted(noticed)
    assert IdGaps.from_text(text).to_text() == text


@given(st.permutations(range(1, 40)), st.integers(1, 10))
def test_whatever_the_order_of_commits_every_id_is_read_once(order: list[int], at_once: int) -> None:
    """Each poll sees what is above the highest id, and the gaps, of what is committed by then."""
    seen: list[int] = []
    high, gaps = 0, IdGaps({})
    for end in range(at_once, len(order) + at_once, at_once):
        committed = set(order[:end])
        found = sorted(i for i in committed if i > high or i in gaps.ids())
        gaps = gaps.after(high, found, NOW)
        high = max([high, *found])
        seen += found
    assert sorted(seen) == sorted(order)

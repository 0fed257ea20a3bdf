"""Ids that were numbered and not committed yet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data_sources._id_gaps import LOOK_BACK, IdGaps
from wallboard.model import SECOND

NOW = 1_795_400_000 * SECOND


def test_an_id_that_was_skipped_is_asked_for_until_it_comes() -> None:
    gaps = IdGaps({}).after(10, [11, 13, 16], NOW)
    assert gaps.ids() == [12, 14, 15]
    assert gaps.after(16, [12, 15], NOW + SECOND).ids() == [14]


def test_an_id_that_never_comes_is_given_up_after_the_look_back() -> None:
    gaps = IdGaps({}).after(10, [12], NOW)
    assert gaps.after(12, [], NOW + LOOK_BACK - SECOND).ids() == [11]
    assert gaps.after(12, [], NOW + LOOK_BACK).ids() == []


def test_of_a_leap_in_the_numbers_the_highest_ids_are_kept() -> None:
    gaps = IdGaps({}).after(10, [10**12], NOW)
    assert len(gaps.ids()) == 2_000
    assert gaps.ids()[-1] == 10**12 - 1


def test_a_cluster_that_numbers_every_third_id_stays_bounded() -> None:
    gaps = IdGaps({}).after(0, range(3, 300_000, 3), NOW)
    assert len(gaps.ids()) == 2_000
    assert len(gaps.to_text()) < 40_000


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

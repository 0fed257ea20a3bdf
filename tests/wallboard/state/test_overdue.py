"""Whatever order pairs come and go in, what is past due is what a look at all of them gives."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wallboard.state import overdue as module
from wallboard.state.overdue import Overdue

# Few different instants, so that equal ones are common.
pairs = st.tuples(st.integers(0, 6), st.integers(0, 4))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), pairs),
        st.tuples(st.just("remove"), st.integers(0, 20)),
        st.tuples(st.just("many"), st.lists(pairs, max_size=8)),
        st.tuples(st.just("pass"), st.integers(0, 3)),
    ),
    max_size=30,
)


@given(steps, st.sampled_from([1, 3, 1_000]))
def test_those_past_due_are_what_a_look_at_all_of_them_gives(steps: list[tuple[str, Any]], many: int) -> None:
    held: list[tuple[int, int]] = []
    found, now = Overdue(), 0
    with patch.object(module, "_MANY", many):
        for what, with_ in steps:
            if what == "add":
                held.append(with_)
                found.add(*with_)
            elif what == "remove" and held:
                found.remove(*held.pop(with_ % len(held)))
            elif what == "many":
                held += with_
                due, since = np.array(with_, np.int64).reshape(-1, 2).T
                found.add_many(due, since)
            elif what == "pass":
                now += with_
            assert list(found.open_since(now)) == sorted(since for due, since in held if due < now)


@given(st.lists(pairs, min_size=1, max_size=12))
def test_one_that_is_replaced_again_and_again_before_it_is_due_takes_no_more_room(
    changes: list[tuple[int, int]],
) -> None:
    found = Overdue()
    for due, since in changes:
        for _ in range(5):
            found.add(due + 10, since)
            found.remove(due + 10, since)
    assert list(found.open_since(100)) == []
    assert len(found._gone) == 0


def test_what_is_due_now_is_not_yet_late() -> None:
    found = Overdue()
    found.add(10, 1)
    assert list(found.open_since(10)) == []
    assert list(found.open_since(11)) == [1]

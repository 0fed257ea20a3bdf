"""Marks tell how many are past, whatever has passed long ago."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from wallboard.calendar import NEVER
from wallboard.model import HOUR
from wallboard.state.marks import Marks

marks = st.one_of(st.just(NEVER), st.integers(0, 100).map(lambda hour: hour * HOUR))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), marks),
        st.tuples(st.just("many"), st.lists(marks, max_size=6)),
        st.tuples(st.just("remove"), st.integers(0, 20)),
        st.tuples(st.just("settle"), st.integers(0, 40)),
    ),
    max_size=30,
)


@examples(40)
@given(steps)
def test_what_is_past_is_what_a_look_at_all_of_them_gives(steps: list[tuple[str, object]]) -> None:
    found, held, now = Marks(), list[int](), 0
    for what, with_ in steps:
        if isinstance(with_, list):
            found.add_many(np.array(with_, np.int64))
            held += with_
        elif what == "add" and isinstance(with_, int):
            found.add(with_)
            held.append(with_)
        elif what == "remove" and held and isinstance(with_, int):
            found.remove(held.pop(with_ % len(held)))
        elif what == "settle" and isinstance(with_, int):
            now += with_ * HOUR
            found.settle(now)
        for at in (now - HOUR, now, now + HOUR):
            assert found.count_until(at) == sum(mark <= at for mark in held)
            assert found.count_before(at) == sum(mark < at for mark in held)
        assert len(found) == len(held)

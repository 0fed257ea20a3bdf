"""What may be shown of a figure while its sources are in this or that state."""

from __future__ import annotations

from itertools import permutations

import pytest

from wallboard.engine.halves.source_state import under, worst
from wallboard.model import Reading, Scope, State

READING = Reading("calls.waiting", Scope("main"), "now", 3, "calls", as_of=1_000, n=3, since=900)


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ((), State.NO_DATA),
        ((State.NO_DATA, State.NO_DATA), State.NO_DATA),
        ((State.LIVE, State.NO_DATA), State.LIVE),
        ((State.LIVE, State.LATE, State.NO_DATA), State.LATE),
        ((State.LIVE, State.LATE, State.LOST), State.LOST),
    ],
)
def test_the_worst_source_decides_and_an_empty_one_does_not(states: tuple[State, ...], shown: State) -> None:
    for order in permutations(states):
        assert worst(order) is shown


@pytest.mark.parametrize("state", [State.LATE, State.LOST])
def test_a_silent_source_keeps_its_last_value_at_its_own_instant(state: State) -> None:
    shown = under(state, {READING.key: READING})[READING.key]
    assert (shown.value, shown.as_of, shown.since, shown.state) == (3, 1_000, 900, state)


def test_what_was_never_told_has_no_value_and_is_not_zero() -> None:
    shown = under(State.NO_DATA, {READING.key: READING})[READING.key]
    assert (shown.value, shown.n, shown.since, shown.state) == (None, None, None, State.NO_DATA)

"""A worker that waits for an answer past its deadline is left behind, and whatever it brings then counts for nothing."""

from __future__ import annotations

import pytest

from tests.wallboard.engine.parts import FakeSource, batch
from wallboard.engine.asking import GRACE_S, Asking, FencedSource, GivenUp
from wallboard.model import SECOND
from wallboard.source import Batch, SourceError

DEADLINE_S = 5


class Uptime:
    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now

    def goes_on(self, seconds: float) -> None:
        self.now += round(seconds * SECOND)


def test_an_answer_in_time_is_the_answer_and_nothing_hangs() -> None:
    uptime = Uptime()
    asking = Asking(DEADLINE_S, uptime)

    def answer() -> int:
        uptime.goes_on(DEADLINE_S + GRACE_S)
        assert not asking.give_up()
        return 42

    assert asking.of(answer) == 42
    uptime.goes_on(1000)
    assert not asking.give_up()


@pytest.mark.parametrize("fails", [False, True])
def test_what_comes_after_the_worker_was_given_up_is_thrown_away(fails: bool) -> None:
    uptime = Uptime()
    asking = Asking(DEADLINE_S, uptime)

    def hangs() -> Batch:
        uptime.goes_on(DEADLINE_S + GRACE_S + 0.1)
        assert asking.give_up()
        assert not asking.give_up(), "once is enough"
        if fails:
            raise SourceError("pbx", "connection reset, at last")
        return batch()

    source = FakeSource("pbx", "calls", hangs)
    with pytest.raises(GivenUp):
        FencedSource(source, asking).changes(None, 0)


def test_every_question_of_a_poll_is_behind_the_fence() -> None:
    asking = Asking(DEADLINE_S)
    asking.given_up = True
    source = FencedSource(FakeSource("crm", "tickets"), asking)
    for question in (lambda: source.changes(None, 0), lambda: source.again([], None, 0), lambda: source.present([])):
        with pytest.raises(GivenUp):
            question()

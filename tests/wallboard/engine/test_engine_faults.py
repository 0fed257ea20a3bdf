"""What breaks in an engine while it takes an answer: nothing is lost, and it is told."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, reading
from wallboard.engine.feed import Feed
from wallboard.engine.poll import Polled
from wallboard.ledger import LedgerError
from wallboard.model import MINUTE, SECOND, Scope, State

pytestmark = pytest.mark.whole


SITE = Scope("main")


def test_what_was_recorded_but_did_not_reach_the_state_is_folded_from_the_ledger(
    wall: Wall, pbx: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long nothing was heard before."""
    pbx.answers = [batch(entered(1, NOON))]
    wall.poll("pbx")
    for after_s in (2, 5 * 3600):
        pbx.answers = [batch(entered(len(pbx.asked) + 1, wall.now + round(after_s * SECOND)))]
        with monkeypatch.context() as broken, capture_logs() as logs:
            broken.setattr("wallboard.engine.live.Live.apply", lambda *_: 1 / 0)
            wall.poll("pbx", after_s=after_s)
        broke = [log for log in logs if log["event"] == "poll failed"]
        assert [(log["source"], type(log["exc_info"])) for log in broke] == [("pbx", ZeroDivisionError)]
        wall.poll("pbx", after_s=1)
        assert wall.value("calls.waiting") == len(pbx.asked) // 2 + 1
        assert wall.engine.present.health()[0].state is State.LIVE


def test_a_fault_of_ours_in_folding_the_ledger_is_in_the_log_whole(
    wall: Wall, pbx: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx.answers = [batch(entered(1, NOON))]
    wall.poll("pbx")
    pbx.answers = [batch(entered(2, NOON + SECOND))]
    with monkeypatch.context() as broken, capture_logs() as logs:
        for place in ("live.Live.apply", "standing.Live"):
            broken.setattr(f"wallboard.engine.{place}", lambda *_: 1 / 0)
        wall.poll("pbx", after_s=1)
    assert [log["exc_info"] for log in logs if log["event"] == "state not made of the ledger"] == [True]
    wall.poll("pbx", after_s=1)
    assert wall.value("calls.waiting") == 2


def test_a_ledger_that_fails_is_a_failed_poll_and_nothing_is_lost(
    wall: Wall, pbx: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx.answers = [batch(entered(1, NOON))]
    wall.poll("pbx")

    def full(*_: object, **__: object) -> None:
        raise LedgerError("the disk is full")

    with monkeypatch.context() as broken:
        for name in ("record", "calls_at", "ticket_versions"):
            broken.setattr(wall.ledger, name, full)
        for _ in range(2):
            pbx.answers = [batch(entered(2, NOON + SECOND))]
            assert (wall.poll("pbx", after_s=2) or 0) > 0
        assert wall.engine.present.health()[0].state is State.LOST
        assert reading(wall.shown[-1], "calls.waiting", SITE).state is State.LOST
    pbx.answers = [batch(entered(2, NOON + SECOND))]
    wall.poll("pbx", after_s=2)
    assert wall.value("calls.waiting") == 2
    assert wall.engine.present.health()[0].state is State.LIVE


def test_a_source_that_has_answered_is_not_lost_while_its_answer_is_taken_over(
    wall: Wall, pbx: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, states = wall.engine.standing.take, []

    def slowly(feed: Feed, polled: Polled) -> None:
        wall.now += MINUTE
        states.append(wall.engine.present.health()[0].state)
        really(feed, polled)

    monkeypatch.setattr(wall.engine.standing, "take", slowly)
    pbx.answers.append(batch(entered(1, NOON)))
    with capture_logs() as logs:
        wall.poll("pbx")
    assert states == [State.NO_DATA]
    assert wall.engine.present.health()[0].state is State.LATE, "it is a minute old by now"
    assert [log["event"] for log in logs if log["event"].startswith("source")] == []

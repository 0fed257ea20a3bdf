"""Who polls and who publishes, when several do at once: a source is asked once at a time, and no older snapshot follows a newer one."""

from __future__ import annotations

import threading

import pytest

from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, many_at_once
from wallboard.engine.engine import Engine
from wallboard.model import Snapshot
from wallboard.source import Batch

pytestmark = pytest.mark.whole


def test_no_older_snapshot_is_published_after_a_newer_one(wall: Wall) -> None:
    def tick() -> int:
        wall.now += 1
        return wall.now

    def publish_often() -> None:
        for _ in range(50):
            engine.present.publish()

    engine = Engine(wall.settings, wall.sources, wall.ledger, clock=tick)
    engine.present.tell(wall.shown)
    many_at_once(8, publish_often)
    instants = [snapshot.as_of for snapshot in wall.shown]
    assert len(instants) == 400
    assert instants == sorted(instants)


def test_who_publishes_meanwhile_waits_until_the_older_snapshot_was_handed_on(wall: Wall) -> None:
    engine = Engine(wall.settings, wall.sources, wall.ledger, clock=lambda: wall.now)
    second = threading.Thread(target=engine.present.publish, daemon=True)

    class Slow:
        """Is still at the first when another would like to publish."""

        def changed(self, snapshot: Snapshot) -> None:
            if second.ident is None:
                wall.now += 1
                second.start()
                second.join(0.3)  # without a lock it ends before that

    engine.present.tell(Slow())
    engine.present.tell(wall.shown)
    engine.present.publish()
    second.join(10)
    assert [snapshot.as_of for snapshot in wall.shown] == [NOON, NOON + 1]


def test_a_source_is_never_asked_twice_at_a_time(wall: Wall, pbx: FakeSource) -> None:
    def slow() -> Batch:
        assert wall.engine.polls.poll("pbx") is None  # as a second timer would
        return batch(entered(1, NOON))

    pbx.answers = [slow]
    wall.poll("pbx")
    assert len(pbx.asked) == 1


def test_a_source_that_is_no_more_is_not_polled(wall: Wall) -> None:
    assert wall.engine.polls.poll("gone") is None

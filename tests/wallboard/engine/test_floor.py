"""The floor as somebody may read it: with its snapshot, within their remit, and with names only where they may know them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, settings
from tests.wallboard.engine.test_people_by_name import wall
from wallboard.engine.reader import Readers
from wallboard.model import SECOND, Scope, VisitKey
from wallboard.model.floor import Floor
from wallboard.model.remit import Remit

pytestmark = pytest.mark.whole


def told(held: Wall, names: bool, remit: Remit | None = None) -> Floor:
    readers = Readers(held.engine.present, lambda: held.now)
    return readers.within(remit or Remit(), names).floor()[1]


def test_agents_are_named_to_whoever_may_know_them_whatever_the_boards_show(tmp_path: Path) -> None:
    held = wall(tmp_path, False)
    (agent,) = told(held, names=True).agents
    assert (agent.agent, agent.state, agent.since, agent.queues) == ("Zoë", "on_call", NOON - 55 * SECOND, ("roads",))
    assert (agent.day.calls, agent.day.idle_s) == (1, None)
    assert told(held, names=False).agents == ()
    assert told(held, True, Remit.of(sites=["elsewhere"])) == Floor()
    held.close()


def test_callers_stand_in_the_order_in_which_they_came_as_many_as_the_snapshot_counts(tmp_path: Path) -> None:
    held = wall(tmp_path, False)
    held.sources["pbx"].answers.append(batch(*(entered(seq, NOON + (9 - seq) * SECOND) for seq in (3, 4, 5))))
    held.poll("pbx", after_s=30)
    snapshot, floor = Readers(held.engine.present, lambda: held.now).within(Remit()).floor()
    keys = [VisitKey("pbx", f"c{seq}", "roads", 0) for seq in (5, 4, 3)]
    assert [(caller.key, caller.position) for caller in floor.callers] == list(zip(keys, (1, 2, 3), strict=True))
    waiting = snapshot.get("calls.waiting", Scope("main", queue="roads"))
    assert waiting is not None
    assert waiting.value == len(floor.callers) == 3
    held.close()


def test_nobody_is_on_a_floor_of_which_nothing_was_read(tmp_path: Path) -> None:
    held = Wall(tmp_path, FakeSource("pbx", "calls"), of=settings(sources=["pbx"]))
    assert told(held, names=True) == Floor()
    held.close()

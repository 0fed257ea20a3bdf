"""The live state knows how often those who wait have called before, for as long as it may be known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, gave_up, settings
from wallboard.calls.happenings import Happening
from wallboard.engine.halves.calls import SiteCalls
from wallboard.model import DAY, MINUTE, CalledBefore
from wallboard.settings import Callers
from wallboard.source import Batch

pytestmark = pytest.mark.whole

ANN = "a" * 32


def told(*events: Happening, by: str = ANN) -> Batch:
    return batch(*events, callers={event.callid: by for event in events if event.seq < 100})


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    first = told(entered(1, NOON - 2 * DAY), gave_up(101, NOON - 2 * DAY + MINUTE, 1, 60), by="f" * 32)
    earlier = told(entered(2, NOON - 30 * MINUTE), gave_up(102, NOON - 29 * MINUTE, 2, 60))
    wall = Wall(tmp_path, FakeSource("pbx", "calls", first, earlier, told(entered(3, NOON))), of=settings())
    with closing(wall.ledger):
        for _ in range(3):
            wall.poll("pbx", 2)
        yield wall


def waiting(wall: Wall) -> dict[str, CalledBefore | None]:
    """By queue and call."""
    half = wall.engine.standing.live.halves["main", "calls"]
    assert isinstance(half, SiteCalls)
    return {f"{caller.queue} {caller.key.callid}": caller.called_before for caller in half.floor().callers}


def test_of_who_waits_it_is_known_how_often_they_called_before_and_so_after_a_restart(wall: Wall) -> None:
    assert waiting(wall) == {"roads c3": CalledBefore(hour=1, day=1)}
    wall.again()
    assert waiting(wall) == {"roads c3": CalledBefore(hour=1, day=1)}


def test_of_whom_nobody_knows_who_it_is_nothing_is_known(wall: Wall) -> None:
    wall.sources["pbx"].answers.append(batch(entered(5, NOON)))
    wall.poll("pbx", 2)
    assert waiting(wall)["roads c5"] is None


def test_it_is_forgotten_when_they_wait_no_more_but_not_when_they_wait_elsewhere(wall: Wall) -> None:
    moved = entered(4, NOON + MINUTE, queue="water")._replace(callid="c3")
    wall.sources["pbx"].answers.append(batch(gave_up(103, NOON + MINUTE, 3, 60), moved))
    wall.poll("pbx", 60)
    assert waiting(wall) == {"water c3": CalledBefore(1, 1)}
    left = gave_up(104, NOON + 2 * MINUTE, 3, 60)._replace(queue="water")
    wall.sources["pbx"].answers.append(batch(left))
    wall.poll("pbx", 60)
    assert waiting(wall) == {}
    again = entered(105, NOON + 3 * MINUTE)._replace(callid="c3")  # it need not say again whose call it is
    wall.sources["pbx"].answers.append(batch(again))
    wall.poll("pbx", 60)
    assert waiting(wall) == {"roads c3": CalledBefore(1, 1)}


def known_callers(wall: Wall) -> list[str]:
    calls = [f"c{number}" for number in (1, 2, 3)]
    return [call for call in calls if wall.ledger.same_caller("main", "pbx", call, 0, NOON + DAY) is not None]


def test_after_its_days_whose_call_it_was_is_deleted(wall: Wall) -> None:
    for day, known in ((33, ["c1", "c2", "c3"]), (34, ["c2", "c3"]), (36, [])):
        wall.now = NOON + day * DAY
        wall.engine.maintenance.run()
        assert known_callers(wall) == known


def test_where_callers_are_no_longer_to_be_recognised_all_is_deleted_at_once(wall: Wall) -> None:
    off = wall.settings.model_copy(update={"callers": Callers(days=0)})
    wall.engine.take_over(off, wall.sources)
    assert known_callers(wall) == []

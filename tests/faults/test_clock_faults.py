"""Some of the fault matrix's clocks in every run of the tests, over the whole application; see tests/faults/matrix."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.matrix.clock import FAULTS, World
from wallboard.model import DAY, HOUR, MINUTE

EVERY_TIME = (
    "clock two hours back for a minute",
    "clock 25 hours ahead and back, and no call to tell by",
    "clock three years ahead for a minute, then a start",
    "wall started two hours behind, then set right",
)


@pytest.mark.parametrize("words", EVERY_TIME)
def test_no_number_that_a_wrong_clock_made_old_is_shown_as_live(words: str, tmp_path: Path) -> None:
    outcome = FAULTS[words](tmp_path)
    assert len(outcome.seconds) >= 60
    assert outcome.oldest_live_s <= 2
    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert outcome.seconds[-1].claims == "live"


def test_calls_that_the_phone_system_dated_a_day_ahead_are_taken_in_when_that_day_comes(tmp_path: Path) -> None:
    """Its clock and ours jumped together. A caller who waited then is not waiting for ever."""
    with closing(World(tmp_path, same_machine=True)) as world:
        world.go_on(3)
        world.machine.ahead = 25 * HOUR
        world.go_on(30)
        world.machine.ahead = 0
        world.go_on(2)
        assert world.wall.engine.ledger.counts("phones").set_aside == world.misdated + 3
        world.machine.true += DAY + 2 * HOUR
        world.go_on(1, calls=False)
        world.machine.true += MINUTE
        world.go_on(2, calls=False)
        assert world.wall.engine.ledger.counts("phones").set_aside == 0
        assert world.outcome().lost == 0

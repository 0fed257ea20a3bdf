"""Some of the fault matrix's clocks in every run of the tests, over the whole application; see tests/faults/matrix."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

import app
from tests.access_house import PASSWORD
from tests.faults.matrix.clock import BEGIN, FAULTS, Machine, World
from wallboard.access.visitor import VisitorKind
from wallboard.clock import SteadyClock
from wallboard.model import DAY, HOUR, MINUTE
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import Role

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
        assert world.wall.engine.equipment.ledger.counts("phones").set_aside == world.misdated + 3
        world.machine.true += DAY + 2 * HOUR
        world.go_on(1, calls=False)
        world.machine.true += MINUTE
        world.go_on(2, calls=False)
        assert world.wall.engine.equipment.ledger.counts("phones").set_aside == 0
        assert world.outcome().lost == 0


def test_nobody_is_signed_out_and_nothing_of_people_deleted_by_a_clock_three_years_ahead(tmp_path: Path) -> None:
    text = f"""
ledger = "sqlite:///{tmp_path}/ledger.db"
[sites.main]
name = "Main"
zone = "UTC"
[access]
sign_in = true
database = "sqlite:///{tmp_path}/access.db"
keys_file = "{tmp_path}/access.keys"
"""
    (tmp_path / "wallboard.toml").write_text(text)
    machine = Machine()
    settings = app.load(tmp_path / "wallboard.toml", {})
    wall = app.build(settings, SteadyClock(machine.wall, machine.uptime))
    try:
        access, epoch = wall.access, wall.access.clock()
        person, code = access.people.add("ada", "Ada", Role.VIEWER, EVERYTHING, by=None)
        opened = access.entering.by_code(person.name, code.text, PASSWORD, address="127.0.0.1").opened
        machine.ahead, machine.true = 3 * 365 * DAY, BEGIN + MINUTE
        wall.engine.standing.look_at_clock()
        assert access.clock() - epoch == MINUTE
        assert access.recognise(session=opened.secret).kind is VisitorKind.PERSON
        wall.web.purge_access()
        assert sum(access.purge().values()) == 0
        machine.ahead = 0
        wall.engine.standing.look_at_clock()
        assert access.recognise(session=opened.secret).kind is VisitorKind.PERSON
    finally:
        wall.engine.stop()
        wall.access.close()

"""A board that may sound: once for each new alarm, said in words for a while, and nothing of it on other boards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layouts.wall import boards
from layouts.wall.boards._sound import FORGOTTEN_AFTER, SAID_FOR
from layouts.wall.props import View
from tests.layouts import snapshots
from tests.layouts.snapshots import NOW, reading
from wallboard.model import MINUTE, SECOND, Micros, Snapshot

SOUND = snapshots.settings(boards={"wall": boards.default_board(snapshots.settings()).model_dump() | {"sound": True}})
EMERGENCY = reading("tickets.emergency", 2, variant="breached")


class Wall:
    """One board, looked at again and again."""

    def __init__(self) -> None:
        self.memory = boards.Memory()

    def at(self, snapshot: Snapshot, at: Micros) -> View:
        return boards.view("wall", SOUND, replace(snapshot, as_of=NOW + at), self.memory)

    def rang(self, snapshot: Snapshot, at: Micros) -> bool:
        """Whether it sounds at this instant."""
        return self.at(snapshot, at)["sound-rung"]["text"] == str((NOW + at) // 1000)


def calm(*extra: Any) -> Snapshot:
    quiet = replace(snapshots.before_first_call(), health=snapshots.HEALTHY[:2])
    return replace(quiet, readings={**quiet.readings, **{each.key: each for each in extra}})


@pytest.fixture
def wall() -> Wall:
    return Wall()


def test_a_new_alarm_sounds_once_and_is_said_for_a_while(wall: Wall) -> None:
    assert not wall.rang(calm(), 0)
    assert wall.rang(calm(EMERGENCY), SECOND)
    for at in (2 * SECOND, 14 * SECOND):
        view = wall.at(calm(EMERGENCY), at)
        assert view["sound-rung"]["text"] == str((NOW + SECOND) // 1000)
        assert view["sound-new"] == {"text": "new alarm", "hide": False, "state": "alarm"}
    assert wall.at(calm(EMERGENCY), SECOND + SAID_FOR)["sound-new"]["hide"]


def test_another_alarm_beside_it_sounds_too(wall: Wall) -> None:
    wall.at(calm(), 0)
    wall.at(calm(EMERGENCY), SECOND)
    both = snapshots.morning(EMERGENCY, health=snapshots.HEALTHY[:2])
    assert wall.rang(both, 2 * SECOND)
    assert not wall.rang(both, 3 * SECOND)


def test_what_was_an_alarm_when_the_wall_began_is_none_that_is_new(wall: Wall) -> None:
    assert wall.at(calm(EMERGENCY), 0)["sound-rung"]["text"] == ""


@pytest.mark.parametrize(("away", "again"), [(MINUTE, False), (FORGOTTEN_AFTER, True)])
def test_one_that_comes_back_soon_is_the_same_alarm(wall: Wall, away: Micros, again: bool) -> None:
    wall.at(calm(), 0)
    wall.at(calm(EMERGENCY), SECOND)
    wall.at(calm(), SECOND + away // 2)
    assert wall.rang(calm(EMERGENCY), SECOND + away) is again


def test_a_watch_makes_no_sound(wall: Wall) -> None:
    wall.at(calm(), 0)
    assert not wall.rang(calm(reading("tickets.emergency", 2, variant="new")), SECOND)


def test_a_board_that_may_not_sound_has_nothing_of_it() -> None:
    assert not any(id.startswith("sound") for id in boards.view("wall", snapshots.settings(), snapshots.morning()))


def test_its_view_writes_exactly_the_ids_of_its_layout() -> None:
    drawn: Any = boards.layout("wall", SOUND)
    ids = {part.id for part in (drawn, *drawn._traverse()) if getattr(part, "id", None)}
    assert ids == boards.view("wall", SOUND, snapshots.morning()).keys()

"""A message on a board: whole, in turns that fit its line, heard once, and nothing else moves for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from layouts.wall import boards
from layouts.wall.boards._message import TURN, parts
from layouts.wall.legibility import text_width
from layouts.wall.props import View
from tests.layouts import snapshots
from tests.layouts.snapshots import NOW
from wallboard.model import HOUR
from wallboard.model.wall_messages import WallMessage

LONG = "Water main break on 5th: tell callers crews are on site, no restart before 15:00, ask for pressure loss only"


def written(text: str, boards: tuple[str, ...] = (), site: str = "main") -> WallMessage:
    return WallMessage(site, boards, text, "Ada", NOW, NOW + HOUR, id=1)


def shown(messages: Sequence[WallMessage], board: str = "wall", turn: int = 0) -> View:
    snapshot = replace(snapshots.morning(), messages=tuple(messages), as_of=NOW - NOW % TURN + turn * TURN)
    return boards.view(board, snapshots.settings(), snapshot)


def test_a_short_one_stands_in_the_head_and_is_heard() -> None:
    view = shown([written("Team meeting at 14:00")])
    assert view["message"] == {"hide": False}
    assert view["message-says"] == {"text": "Team meeting at 14:00"}
    assert view["message-nth"] == {"text": ""}
    assert view["message-whole"] == {"text": "Team meeting at 14:00"}


def test_nothing_but_the_message_is_another() -> None:
    with_one, without = shown([written(LONG)]), shown([])
    assert {id for id in without if with_one[id] != without[id]} == {
        "message",
        "message-says",
        "message-nth",
        "message-whole",
    }


@pytest.mark.parametrize("board", ["wall", "far"])
def test_a_long_one_takes_turns_and_is_heard_whole_and_once(board: str) -> None:
    first = shown([written(LONG)], board)
    count = int(str(first["message-nth"]["text"]).rpartition(" ")[2])
    views = [shown([written(LONG)], board, turn) for turn in range(count)]
    said = sorted((str(view["message-nth"]["text"]), str(view["message-says"]["text"]).strip("…")) for view in views)
    assert " ".join(part for _, part in said) == LONG
    assert [nth for nth, _ in said] == [f"{nth + 1} of {count}" for nth in range(count)]
    assert {str(view["message-whole"]["text"]) for view in views} == {LONG}
    assert count <= 6


def test_several_take_turns() -> None:
    both = [written("First"), written("Second")]
    assert {str(shown(both, turn=turn)["message-says"]["text"]) for turn in range(2)} == {"First", "Second"}
    assert shown(both)["message-whole"] == {"text": "First · Second"}


@pytest.mark.parametrize(
    ("message", "there"),
    [
        (written("Hello", ("wall",)), True),
        (written("Hello", ("far",)), False),
        (written("Hello", site="north"), False),
    ],
)
def test_it_stands_on_its_own_boards_only(message: WallMessage, there: bool) -> None:
    assert shown([message])["message"] == {"hide": not there}


@pytest.mark.parametrize("said", [LONG, "x" * 120, "W" * 119 + " i", "שירותים עירוניים " * 7])
@pytest.mark.parametrize("room", [8.0, 11.5, 40.0])
def test_every_part_fits_its_line_and_nothing_is_lost(said: str, room: float) -> None:
    found = parts(said.strip(), room)
    assert all(text_width(part) <= room for part in found)
    assert "".join(part.strip("…") for part in found).replace(" ", "") == said.replace(" ", "")

"""Boards: every id of the structure is written at every tick, whatever the city is doing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from layouts.wall import boards
from layouts.wall.tiles import TILES
from tests.layouts import snapshots
from tests.layouts.wall.drawn import ids
from wallboard.model import Snapshot
from wallboard.model.remit import Remit
from wallboard.settings.within import within

SCENES: list[Callable[[], Snapshot]] = [
    snapshots.morning,
    snapshots.empty,
    snapshots.before_first_call,
    snapshots.closed,
    snapshots.dead_phones,
    snapshots.first_read,
    snapshots.crowded,
    snapshots.hostile,
]
EVERY_TILE = {"columns": 4, "rows": [[f"{name}:4"] for name in TILES]}


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("board", ["wall", "every"])
def test_a_view_writes_exactly_the_ids_of_its_layout(scene: Callable[[], Snapshot], board: str) -> None:
    base = snapshots.settings()
    settings = snapshots.settings(boards={"wall": boards.default_board(base).model_dump(), "every": EVERY_TILE})
    drawn = ids(boards.layout(board, settings))
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == set(boards.view(board, settings, scene()))


@pytest.mark.parametrize("scene", SCENES)
def test_a_view_says_nothing_that_the_page_does_not_know(scene: Callable[[], Snapshot]) -> None:
    settings = snapshots.settings()
    for props in boards.view("wall", settings, scene()).values():
        assert set(props) <= {"text", "state", "hide", "vars", "since", "spark", "label"}
        assert isinstance(props.get("text", ""), str)


def test_a_board_of_a_past_instant_says_so_in_words_and_has_a_state_of_its_own() -> None:
    settings = snapshots.settings()
    now, past = (boards.view("wall", settings, snapshots.morning(), past=past) for past in (False, True))
    assert past["head-past"] == {"text": "PAST: Tue 24 Nov, 10:42", "hide": False}
    assert past["board"] == {"state": boards.PAST}
    assert (now["head-past"], now["board"]) == ({"text": "", "hide": True}, {"state": "open"})
    assert {id for id in now if now[id] != past[id]} == {"board", "head-past"}, "its figures are what they are"


def test_a_view_is_the_same_for_the_same_instant() -> None:
    settings, memory = snapshots.settings(), boards.Memory()
    first = boards.view("wall", settings, snapshots.morning(), memory)
    assert boards.view("wall", settings, snapshots.morning(), memory) == first


def test_a_board_that_only_the_settings_know_is_drawn() -> None:
    settings = snapshots.settings(boards={"desk": {"rows": [["agents", "agents"], ["sources:4"]]}})
    drawn = ids(boards.layout("desk", settings))
    assert {"agents", "agents-2", "sources"} <= set(drawn)
    assert list(boards.boards(settings)) == ["desk"]


@pytest.mark.parametrize(
    ("board", "words"),
    [
        ({"rows": [["speed"]]}, 'there is no tile "speed"; there are: ageing'),
        ({"rows": [["agents:9"]]}, '"agents:9" must be 1 to 4 columns wide'),
        ({"rows": [["agents:3", "sources:3"]]}, "is wider than its 4 columns"),
        ({"rows": [["agents"]], "heights": [1, 2]}, "2 heights for 1 rows"),
    ],
)
def test_a_board_that_cannot_be_drawn_says_why(board: dict[str, object], words: str) -> None:
    settings = snapshots.settings(boards={"bad": board})
    with pytest.raises(ValueError, match=r"boards\.bad") as error:
        boards.layout("bad", settings)
    assert words in str(error.value)
    assert words in boards.findings(settings)[0]


def test_the_default_wall_has_nothing_to_complain_of() -> None:
    assert boards.findings(snapshots.settings()) == []


def test_every_line_of_the_last_half_hour_says_its_highest_value() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.morning())
    drawn = {key.removesuffix("-spark"): p["spark"] for key, p in view.items() if p.get("spark", {}).get("points")}
    assert {"speed-of-answer", "waiting-now", "answered-in-time", "gave-up-waiting"} <= set(drawn)
    assert {key: view[f"{key}-top"]["text"] for key in drawn if f"{key}-top" in view} == {
        "speed-of-answer": "max 0:38",
        "waiting-now": "max 17",
        "answered-in-time": "max 93\u202f%",
        "gave-up-waiting": "max 2.4\u202f%",
    }


def test_queues_share_one_scale_and_say_it() -> None:
    wide = snapshots.settings(boards={"one": {"rows": [["queues:4"]], "viewing_distance_m": 3}})
    view = boards.view("one", wide, snapshots.morning())
    assert {p["spark"]["top"] for k, p in view.items() if k.endswith("-spark") and p["spark"]["points"]} == {4.0}
    assert view["queues-spark-head"]["text"] == "30 min, max 4"


def test_names_are_shown_as_they_are_and_never_as_markup() -> None:
    only = {"queues": snapshots.HOSTILE, "departments": snapshots.HOSTILE}
    wall = boards.default_board(snapshots.settings()).model_dump() | only
    settings = snapshots.settings(boards={"wall": wall})
    view = boards.view("wall", settings, snapshots.hostile())
    texts = {props.get("text") for props in view.values()}
    assert set(snapshots.HOSTILE) <= texts
    assert not any("script" in key or "<" in key for key in view)


def test_the_foot_says_which_of_how_many_matters_it_tells() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.morning())
    assert view["foot-alert-says"]["text"].startswith("Streets & lights needs agents")
    assert view["foot-alert-more"] == {"text": "1 of 4", "hide": False}


def test_a_file_without_boards_has_the_built_in_wall_and_a_remit_without_boards_has_none() -> None:
    """Nobody is given a board instead of the one that is not theirs."""
    none = snapshots.settings()
    assert list(boards.boards(none)) == ["wall", "far", "departments"]
    assert list(boards.boards(within(none, Remit.of(departments=["Forestry"])))) == ["wall", "far", "departments"]
    streets = snapshots.settings(boards={"wall": {"rows": [["ageing:4"]], "departments": ["Streets"]}})
    assert list(boards.boards(within(streets, Remit.of(departments=["Streets"])))) == ["wall"]
    assert list(boards.boards(within(streets, Remit.of(departments=["Forestry"])))) == []

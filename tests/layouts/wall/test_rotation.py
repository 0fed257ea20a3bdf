"""Rotations: which board is seen when, why one stays, and that all of them are there and live under ids of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from layouts.wall import boards
from layouts.wall.boards._rotation import Turn, turn_at
from layouts.wall.props import View
from tests.layouts import snapshots
from tests.layouts.snapshots import NOW
from wallboard.languages import language, speak
from wallboard.model import MINUTE, SECOND, Micros, Reading, Snapshot
from wallboard.model.remit import Remit
from wallboard.settings import Settings
from wallboard.settings.within import within

BOARDS: Mapping[str, Any] = {
    "streets": {"rows": [["waiting_now:2", "longest_wait:2"]], "queues": ["roads"], "theme": "light"},
    "water": {"rows": [["waiting_now:2", "longest_wait:2"]], "queues": ["water"]},
    "parks": {"rows": [["ageing:4"]], "queues": ["permits"], "departments": ["Parks"]},
}
ROUND = [["streets", 30], ["water", 10], ["parks", 20]]
START = NOW - NOW % (60 * SECOND)  # where the round begins


def settings(**rotation: Any) -> Settings:
    return snapshots.settings(boards=dict(BOARDS), rotations={"hall": {"boards": ROUND} | rotation})


def calm(at: Micros = START, *extra: Any) -> Snapshot:
    """Nothing is an alarm, but what `extra` says."""
    quiet: list[Reading] = []
    for queue in snapshots.QUEUES:
        quiet += snapshots.queue_readings(queue, (queue, 0, None, 9, 0.95, 1, 0.95), at)
    return replace(snapshots.morning(*quiet, *extra, health=snapshots.HEALTHY[:2]), as_of=at)


def busy(queue: str, at: Micros) -> Snapshot:
    """Ten wait in one queue, and nobody is free."""
    return calm(at, *snapshots.queue_readings(queue, (queue, 10, 200, 90, 0.3, 1, 0.3), at))


def seen(view: View) -> list[int]:
    return [nth for nth in range(3) if not view[f"turn-{nth}"]["hide"]]


def shown(snapshot: Snapshot, memory: boards.Memory | None = None, **rotation: Any) -> View:
    return boards.view("hall", settings(**rotation), snapshot, memory)


@pytest.mark.parametrize(("second", "nth"), [(0, 0), (29, 0), (30, 1), (39, 1), (40, 2), (59, 2), (60, 0), (95, 1)])
def test_each_board_is_seen_for_its_own_time_by_the_clock(second: int, nth: int) -> None:
    view = shown(calm(START + second * SECOND))
    assert seen(view) == [nth]
    assert view["round"] == {"label": f"Board {nth + 1} of 3", "state": "none"}
    assert [view[f"round-{each}"]["state"] for each in range(3)].index("ok") == nth


def test_every_board_is_live_whichever_is_seen() -> None:
    whole, snapshot = settings(), calm()
    view = boards.view("hall", whole, snapshot)
    for nth, board in enumerate(BOARDS):
        own = boards.view(board, whole, snapshot)
        assert {id: view[f"turn-{nth}-{id}"] for id in own} == own


def ids(drawn: Any) -> Iterator[str]:
    """Of the structure, those that the page makes of a text too."""
    for part in (drawn, *drawn._traverse()):
        if getattr(part, "id", None):
            yield part.id
        if text := getattr(part, "data-drawn", None):
            yield from written_ids(json.loads(text))


def written_ids(element: list[Any]) -> Iterator[str]:
    _, attributes, *parts = element
    if "id" in attributes:
        yield attributes["id"]
    for part in parts:
        if isinstance(part, list):
            yield from written_ids(part)


def test_its_view_writes_exactly_the_ids_of_its_layout() -> None:
    drawn = list(ids(boards.layout("hall", settings())))
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == set(shown(calm()))


def test_a_new_alarm_stops_the_round_at_its_board_which_says_why() -> None:
    memory = boards.Memory()
    assert seen(shown(calm(), memory)) == [0]
    for second in (1, 15, 35, 100, 299):
        view = shown(busy("water", START + second * SECOND), memory)
        assert seen(view) == [1], second
        assert view["turn-1-head-note"] == {"text": "stays: alarm", "hide": False}
        assert view["round"]["state"] == "held"
    assert view["turn-0-head-note"]["hide"]


def test_an_alarm_that_lasts_does_not_stop_it_for_ever() -> None:
    memory = boards.Memory()
    shown(busy("water", START), memory)
    assert seen(shown(busy("water", START + 5 * MINUTE + 45 * SECOND), memory)) == [2]


def test_when_the_alarm_is_over_the_round_goes_on_by_the_clock() -> None:
    memory = boards.Memory()
    shown(busy("water", START), memory)
    later = START + 20 * MINUTE  # a tone outlasts its reason
    assert seen(shown(calm(later), memory)) == [0]


def test_with_no_time_for_alarms_it_never_stops() -> None:
    assert seen(shown(busy("water", START), alarm_holds_s=0)) == [0]


@pytest.mark.parametrize(
    ("alarms", "now", "turn"),
    [
        ((False, True, True), 2, Turn(2, True)),
        ((False, True, True), 0, Turn(1, True)),
        ((True, False, False), None, Turn(0, True)),
        ((False, False, False), 2, Turn(0, False)),
    ],
)
def test_at_alarms_of_several_boards_the_one_that_is_seen_stays(
    alarms: tuple[bool, ...], now: int | None, turn: Turn
) -> None:
    assert turn_at((30, 10, 20), alarms, START, now) == turn


def test_each_board_keeps_its_theme_and_its_language() -> None:
    told = dict(BOARDS) | {"water": BOARDS["water"] | {"language": "es"}}
    whole = snapshots.settings(boards=told, rotations={"hall": {"boards": ROUND}})
    drawn: Any = boards.layout("hall", whole)
    turns = [part for part in drawn.children if "turn" in part.className.split()]
    assert [part.className for part in turns] == ["turn theme-light", "turn theme-dark", "turn theme-dark"]
    assert [part.lang for part in turns] == ["en", "es", "en"]
    titles = [boards.view("hall", whole, calm())[f"turn-{nth}-waiting-now-title"]["text"] for nth in (0, 1)]
    assert titles == ["Waiting now", "En espera"]
    with speak(language("fr")):
        turns = [part for part in boards.layout("hall", whole).children if "turn" in part.className.split()]
        assert [part.lang for part in turns] == ["fr", "fr", "fr"]
        assert boards.view("hall", whole, calm())["turn-1-waiting-now-title"]["text"] not in titles


def test_within_a_remit_it_goes_through_the_boards_that_are_left() -> None:
    whole = settings()
    left = within(whole, Remit.of(["main"], ["Streets"]))
    assert boards.hung(whole)["hall"].boards == {"streets": 30, "water": 10, "parks": 20}
    assert boards.hung(left)["hall"].boards == {"streets": 30, "water": 10}
    only = snapshots.settings(boards={"parks": BOARDS["parks"]}, rotations={"hall": {"boards": [["parks", 9]]}})
    assert "hall" not in boards.hung(within(only, Remit.of(["main"], ["Streets"])))


def test_a_file_without_boards_may_rotate_through_those_that_are_built_in() -> None:
    whole = snapshots.settings(rotations={"hall": {"boards": [["wall", 30], ["departments", 20]]}})
    assert list(boards.hung(whole)) == ["wall", "far", "departments", "hall"]
    assert boards.view("hall", whole, calm())["turn-1-head-title"]["text"] == "311 Contact centre"


def test_a_lost_source_is_no_alarm_that_stops_it() -> None:
    assert shown(snapshots.dead_phones())["round"]["state"] == "none"


def test_each_of_its_tiles_leads_to_its_own_boards_where_somebody_may_follow() -> None:
    def opens(board: str, tile: str) -> str:
        return f"/tile/{board}/{tile}"

    drawn = json.dumps(boards.layout("hall", settings(), opens), cls=PlotlyJSONEncoder)
    for board, tile in (("streets", "waiting-now"), ("water", "longest-wait"), ("parks", "ageing")):
        assert f"/tile/{board}/{tile}" in drawn
    assert "/tile/" not in json.dumps(boards.layout("hall", settings()), cls=PlotlyJSONEncoder)

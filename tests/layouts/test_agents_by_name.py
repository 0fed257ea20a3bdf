"""The agents tile: their number, and their names where the board says so and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layouts.wall import boards
from layouts.wall.tile import View
from layouts.wall.tiles import TILES
from tests.layouts.snapshots import HOSTILE, NOW, health, morning, settings
from wallboard.model import MINUTE, SECOND, OnDuty, Snapshot, State
from wallboard.settings import Settings

ANN = OnDuty("main", "Ann", "on_call", NOW - 3 * MINUTE, ("roads",))
BOB = OnDuty("main", "bob", "paused", NOW - 700 * SECOND, ("roads",))
ZOE = OnDuty("main", "Zoë", "available", None, ("water",))


def board(**more: Any) -> Settings:
    return settings(boards={"one": {"rows": [["agents:2", "queues:2"], ["needs_attention:4"]], **more}})


def shown(*people: OnDuty, snapshot: Snapshot | None = None, **more: Any) -> View:
    return boards.view("one", board(**more), replace(snapshot or morning(), people=people))


def lines(view: View) -> list[tuple[Any, Any, Any]]:
    names = (view.get(f"agents-{nth}-name") for nth in range(40))
    return [
        (name["text"], view[f"agents-{nth}-doing"]["text"], view[f"agents-{nth}-since"])
        for nth, name in enumerate(names)
        if name is not None and name["text"]
    ]


def test_they_are_listed_with_state_and_time_in_the_order_given() -> None:
    assert lines(shown(ANN, BOB, ZOE, agent_names=True)) == [
        ("Ann", "on call", {"text": "", "since": (NOW - 3 * MINUTE) // 1000}),
        ("bob", "paused", {"text": "", "since": (NOW - 700 * SECOND) // 1000}),
        ("Zoë", "free", {"text": ""}),
    ]


def test_a_board_that_does_not_say_so_names_nobody_even_where_the_snapshot_does() -> None:
    view = shown(ANN, BOB, ZOE)
    assert lines(view) == []
    assert not any(each.agent in repr(view) for each in (ANN, BOB, ZOE))
    assert view["agents-value"]["text"] == "23"


def test_agents_of_another_site_are_not_named() -> None:
    assert lines(shown(ANN._replace(site="other"), BOB, agent_names=True)) == lines(shown(BOB, agent_names=True))


def test_those_who_do_not_fit_are_counted() -> None:
    many = [OnDuty("main", f"Agent {nth:03}", "available") for nth in range(200)]
    view = shown(*many, agent_names=True)
    rest = 200 - len(lines(view))
    assert 0 < rest < 200
    assert view["agents-more"] == {"text": f"+{rest} more", "hide": False}
    assert view["agents-window"]["text"] == "200 on duty"


def test_nobody_is_said_in_words() -> None:
    assert shown(agent_names=True)["agents-more"]["text"] == "nobody is known to be on duty"


def test_what_a_lost_phone_system_told_last_does_not_go_on_counting() -> None:
    heard = replace(health("pbx", "calls"), state=State.LOST, as_of=NOW - MINUTE, since=NOW - MINUTE)
    view = shown(ANN, agent_names=True, snapshot=replace(morning(), health=(heard,)))
    assert lines(view) == [("Ann", "on call", {"text": "2:00"})]
    assert view["agents"]["state"] == "lost"


def test_while_history_is_read_nobody_is_named() -> None:
    reading = replace(health("pbx", "calls"), catching_up=0.4)
    assert lines(shown(ANN, agent_names=True, snapshot=replace(morning(), health=(reading,)))) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(name: str) -> None:
    assert lines(shown(OnDuty("main", name, "on_call"), agent_names=True))[0][0] == name


def test_every_row_of_the_view_is_in_the_layout_and_no_other() -> None:
    of = board(agent_names=True)
    drawn = repr(boards.layout("one", of))
    view = shown(ANN, agent_names=True)
    ids = [each for each in view if each.startswith("agents")]
    assert len(ids) > 10
    assert all(f"'{each}'" in drawn for each in ids)
    assert drawn.count("className='who'") == sum(each.endswith("-name") for each in ids)
    assert TILES["agents"].name == "agents"

"""Agents' names leave the engine only for sites where a board shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, lost, settings
from wallboard.calls.happenings import Happening
from wallboard.engine.reader import Readers
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.model import SECOND, OnDuty, State
from wallboard.model.remit import Remit

pytestmark = pytest.mark.whole


def answered(seq: int, at: int, call: int, agent: str) -> Happening:
    return logged("pbx", "main", seq, at, f"c{call}", "roads", agent, "CONNECT", ("5", "", "", "", ""))


def wall(folder: Path, agent_names: bool, *more: Any) -> Wall:
    boards = {"floor": {"rows": [["agents"]], "columns": 1, "agent_names": agent_names}}
    rows = batch(entered(1, NOON - 60 * SECOND), answered(2, NOON - 55 * SECOND, 1, "Zoë"))
    held = Wall(folder, FakeSource("pbx", "calls", rows, *more), of=settings(sources=["pbx"], boards=boards))
    held.poll("pbx")
    return held


def test_where_a_board_says_so_they_are_in_what_the_boards_show(tmp_path: Path) -> None:
    held = wall(tmp_path, True)
    assert held.engine.present.snapshot().people == (OnDuty("main", "Zoë", "on_call", NOON - 55 * SECOND, ("roads",)),)
    held.again()
    held.poll("pbx")
    assert held.shown[-1].people == (OnDuty("main", "Zoë", "on_call", NOON - 55 * SECOND, ("roads",)),)
    held.close()


def test_where_no_board_says_so_nobody_is_named_anywhere(tmp_path: Path) -> None:
    held = wall(tmp_path, False)
    assert held.engine.present.snapshot().people == held.engine.present.full_snapshot().people == ()
    assert "Zoë" not in repr(held.engine.present.snapshot()) + repr(held.engine.present.full_snapshot())
    held.close()


def test_the_snapshot_as_json_names_nobody(tmp_path: Path) -> None:
    held = wall(tmp_path, True)
    assert "Zoë".encode() not in snapshot_json(held.engine.present.snapshot()) + snapshot_json(
        held.engine.present.full_snapshot()
    )
    held.close()


def test_a_lost_phone_system_keeps_who_was_there_last(tmp_path: Path) -> None:
    held = wall(tmp_path, True, lost(), lost(), lost())
    for _ in range(3):
        held.poll("pbx", after_s=30)
    assert held.engine.present.health()[0].state is State.LOST
    assert [each.agent for each in held.engine.present.snapshot().people] == ["Zoë"]
    held.close()


def test_a_remit_of_other_sites_names_nobody_and_a_reader_only_where_it_may(tmp_path: Path) -> None:
    held = wall(tmp_path, True)
    readers = Readers(held.engine.present, lambda: held.now)
    assert held.engine.present.snapshot(Remit.of(sites=["elsewhere"])).people == ()
    assert readers.within(Remit(), names=False).snapshot().people == ()
    assert [each.agent for each in readers.within(Remit(), names=True).snapshot().people] == ["Zoë"]
    held.close()

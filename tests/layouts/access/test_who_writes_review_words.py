"""Who may read and write the review's words: the owner, the department's manager, whoever is in the remit."""

from __future__ import annotations

from pathlib import Path

import pytest

from layouts.page.review_words import words_address
from tests.layouts.access.reviewer import (
    ABOUT,
    BACKLOG,
    WEEK,
    WORKS,
    Reviewer,
    action,
    entries,
    keep,
    only,
)
from tests.layouts.city_wall import NORTH, SOUTH, CityWall
from wallboard.model import Scope
from wallboard.model.remit import Remit
from wallboard.model.review_words import (
    EntryKind,
    FigureKey,
)
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole


def test_the_owner_by_their_account_explains_and_writes_nothing_else(wall: CityWall, ada: Reviewer) -> None:
    rui = Reviewer(wall, "rui", Role.SUPERVISOR)
    assert rui.writes("explanation").status == 403
    named = [("place", f"{NORTH}|{WORKS}"), ("owner", ""), ("account", "RUI"), ("since", "2026-11-01")]
    assert ada.posts("/review/owners", named).status == 303
    assert "Process owner then: Rui" in rui.opens(words_address(BACKLOG, WEEK))
    assert rui.writes("explanation", "Half the crew was ill").status == 303
    assert rui.writes("note").status == 403
    assert rui.agrees().status == 405
    before = [(name, "2026-10-25" if name == "week_ending" else value) for name, value in ABOUT]
    assert rui.posts("/review/words", [*before, ("kind", "explanation"), ("text", "x")]).status == 403
    explanation = next(each for each in entries(wall) if each.kind is EntryKind.EXPLANATION)
    assert rui.does(explanation, "edit", text="Two thirds of it").status == 303
    owner = next(each for each in entries(wall) if each.kind is EntryKind.OWNER)
    assert rui.does(owner, "edit", owner="Rui", since="2026-01-01").status == 403


def test_where_the_owner_has_no_account_the_departments_manager_explains(wall: CityWall, ada: Reviewer) -> None:
    remit = Remit.of([NORTH], [WORKS])
    manager = Reviewer(wall, "max", Role.DEPARTMENT_MANAGER, remit)
    supervisor = Reviewer(wall, "sue", Role.SUPERVISOR)
    assert manager.writes("explanation").status == 303
    assert supervisor.writes("explanation").status == 403
    named = [("place", f"{NORTH}|{WORKS}"), ("owner", "Rui"), ("account", ""), ("since", "2026-11-01")]
    ada.posts("/review/owners", named)
    assert manager.writes("explanation").status == 303
    ada.posts("/review/owners", [("place", f"{NORTH}|{WORKS}"), ("account", "ada"), ("since", "2026-11-02")])
    assert manager.writes("explanation").status == 403


def test_everybody_in_the_remit_reads_and_nobody_else(wall: CityWall) -> None:
    note, decided = keep(wall), keep(wall, EntryKind.DECISION, FigureKey("", Scope(NORTH)))
    acted = keep(wall, EntryKind.ACTION, content=action())
    viewer = Reviewer(wall, "vic", Role.VIEWER)
    south = Reviewer(wall, "sol", Role.REVIEWER, Remit.of([SOUTH]))
    manager = Reviewer(wall, "max", Role.DEPARTMENT_MANAGER, Remit.of([NORTH], [WORKS]))
    other = Reviewer(wall, "oli", Role.DEPARTMENT_MANAGER, Remit.of([NORTH], ["Parks"]))
    for each, theirs in ((viewer, True), (manager, True), (south, False), (other, False)):
        for path in (words_address(BACKLOG, WEEK), f"/review/words/{note.id}", f"/actions/{acted.id}"):
            assert each.asks(path).status == (200 if theirs else 404), path
        assert ("Second crew" in each.opens("/actions")) is theirs
        assert each.does(note, "withdraw").status in (403, 404, 405)
    assert manager.asks(f"/review/words/{decided.id}").status == 404
    assert "Change it" not in viewer.opens(f"/review/words/{note.id}")
    assert viewer.asks("/actions/new").status == 403
    assert south.agrees().status == 404
    assert len(entries(wall)) == 3
    assert all(not entry.edited for entry in entries(wall))


def test_at_the_machine_itself_everything_is_written_by_it(tmp_path: Path) -> None:
    wall = CityWall(tmp_path, {"sign_in": False})
    here = Reviewer(wall, "", None)
    assert here.writes().status == 303
    assert only(wall).written_by == "this machine"
    assert "Their account" not in here.opens("/review/owners")
    assert (
        here.posts("/review/owners", [("place", f"{NORTH}|"), ("owner", "Zoë"), ("since", "2026-01-01")]).status == 303
    )
    assert "Process owner then: Zoë" in here.opens(words_address(FigureKey("calls.offered", Scope(NORTH)), WEEK))
    wall.close()

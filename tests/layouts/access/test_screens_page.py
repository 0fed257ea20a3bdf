"""The page of screens: who may let one in, for which board, and what becomes of the screens there are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from layouts.live.stream import Showing
from tests.layouts.access.screen_door import ScreenDoor, said
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role


@pytest.fixture
def door(tmp_path: Path) -> Iterator[ScreenDoor]:
    made = ScreenDoor(tmp_path)
    made.person("ada", Role.SUPERVISOR)
    made.person("nora", Role.SUPERVISOR, Remit.of(sites=["north"]))
    made.person("vera", Role.VIEWER)
    yield made
    made.access.close()


def code_of(door: ScreenDoor) -> str:
    return str(said(door.tv().post("/tv/begin"))["code"])


def names(door: ScreenDoor) -> list[tuple[str, str]]:
    return [(screen.name, screen.board) for screen in door.access.screens.all()]


def test_a_supervisor_lets_a_screen_in_by_its_code(door: ScreenDoor) -> None:
    screen = door.tv()
    code = said(screen.post("/tv/begin"))["code"]
    ada = door.browser("ada")
    answer = ada.post("/screens", code=code.lower(), name="Lobby", board="delivery")
    assert answer.status == 303
    assert answer.headers["location"].startswith("/screens?done=paired#screen-")
    assert said(screen.post("/tv/claim")) == {"state": "paired"}
    assert screen.get("/").text.strip() == "figures of delivery"
    page = ada.get("/screens?done=paired")
    assert "Let in. It shows its board within seconds." in page.text
    assert "by <bdi>Ada</bdi>" in page.text
    assert door.events()[0] == "screen_paired"


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"code": "K7QF-2MXD"}, "code", "No screen waits with this code"),
        ({"name": " "}, "name", "needs a name"),
        ({"board": "none"}, "board", "no such board"),
        ({"board": ""}, "board", "no such board"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_the_rest_stays(
    door: ScreenDoor, typed: dict[str, str], field: str, says: str
) -> None:
    fields = {"code": code_of(door), "name": "Lobby <1>", "board": "delivery"} | typed
    answer = door.browser("ada").post("/screens", fields.items())
    assert answer.status == 422
    assert list(answer.errors) == [field]
    assert says in answer.errors[field]
    if field == "code":
        assert 'value="Lobby &lt;1&gt;"' in answer.text
        assert '<option value="delivery" selected>' in answer.text


def test_a_screen_may_show_boards_in_turn_and_is_moved_there_as_to_a_board(door: ScreenDoor) -> None:
    ada = door.browser("ada")
    assert '<option value="round">In turn (round)</option>' in ada.get("/screens").text
    assert ada.post("/screens", code=code_of(door), name="Hall", board="round").status == 303
    screen, lobby = door.paired("Lobby")
    assert ada.post(f"/screens/{lobby.id}/move", board="round").status == 303
    assert screen.get("/").text.strip() == "figures of round"
    assert names(door) == [("Hall", "round"), ("Lobby", "round")]
    assert {each.remit for each in door.access.screens.all()} == {Remit.of(sites=["main"])}
    assert '<option value="round"' not in door.browser("nora").get("/screens").text


def test_nobody_shows_a_board_of_a_site_that_is_not_theirs(door: ScreenDoor) -> None:
    nora = door.browser("nora")
    page = nora.get("/screens")
    assert '<option value="northern"' in page.text
    assert '<option value="wall"' not in page.text
    assert nora.post("/screens", code=code_of(door), name="Lobby", board="wall").status == 422
    assert names(door) == []


def test_screens_of_another_site_are_neither_listed_nor_touched(door: ScreenDoor) -> None:
    _, lobby = door.paired("Lobby")
    nora = door.browser("nora")
    assert "Lobby" not in nora.get("/screens").text
    for what in ("move", "rename", "reload", "revoke"):
        answer = nora.post(f"/screens/{lobby.id}/{what}", name="Mine", board="northern")
        assert answer.status == 422
        assert answer.problem == "There is no such screen. It may have been revoked meanwhile."
    assert names(door) == [("Lobby", "wall")]


@pytest.mark.parametrize("who", ["vera", ""])
def test_only_whom_it_is_given_to_may_look_at_or_change_screens(door: ScreenDoor, who: str) -> None:
    _, lobby = door.paired("Lobby")
    browser = door.browser(who)
    assert browser.get("/screens").status == (403 if who else 303)
    assert "Lobby" not in browser.get("/screens").text
    assert browser.post("/screens", code=code_of(door), name="Mine", board="wall").status == (403 if who else 401)
    assert browser.post(f"/screens/{lobby.id}/revoke").status == (403 if who else 401)
    assert names(door) == [("Lobby", "wall")]


def test_a_screen_manages_no_screens(door: ScreenDoor) -> None:
    screen, lobby = door.paired("Lobby")
    assert screen.get("/screens").status == 403
    assert screen.post(f"/screens/{lobby.id}/revoke").status == 403


def test_moving_renaming_reloading_and_revoking(door: ScreenDoor) -> None:
    screen, lobby = door.paired("Lobby")
    ada = door.browser("ada")
    assert ada.post(f"/screens/{lobby.id}/move", board="delivery").status == 303
    assert screen.get("/").text.strip() == "figures of delivery"
    assert ada.post(f"/screens/{lobby.id}/rename", name="Hall").status == 303
    assert ada.post(f"/screens/{lobby.id}/reload").status == 303
    assert names(door) == [("Hall", "delivery")]
    assert ada.post(f"/screens/{lobby.id}/revoke").status == 303
    assert names(door) == []
    assert screen.get("/").headers["location"] == "/tv"
    assert door.events()[:4] == ["screen_revoked", "screen_reloaded", "screen_renamed", "screen_moved"]


def test_the_list_tells_what_is_on_and_since_when_the_others_are_off(door: ScreenDoor) -> None:
    on, _ = door.paired("Lobby")
    door.paired("Hall")
    waiting = code_of(door)
    door.access.screens.approve(waiting, "wall", "main", "Attic", None)
    ada = door.browser("ada")
    visitor = door.access.recognise(screen=on.cookies["wallboard-screen"])

    async def joined() -> None:
        door.hub.join([Showing("wall", EVERYTHING)], visitor, "192.0.2.7")

    asyncio.run(joined())
    door.access.screens.saw({door.access.screens.named("Hall").id: "192.0.2.9"})
    text = ada.get("/screens").text
    rows = dict(zip(("Attic", "Hall", "Lobby"), text.split('<tr id="screen-')[1:], strict=True))
    assert "not seen yet" in rows["Attic"]
    assert "off</span> since" in rows["Hall"]
    assert "192.0.2.9" in rows["Hall"]
    assert "on now" in rows["Lobby"]


def test_names_from_outside_are_shown_as_text(door: ScreenDoor) -> None:
    door.paired("<script>alert(1)</script>")
    text = door.browser("ada").get("/screens").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "Main &lt;wall&gt;" in text


@pytest.mark.slow
def test_codes_guessed_at_full_speed_are_held_up_and_none_is_found(door: ScreenDoor) -> None:
    waiting = [code_of(door) for _ in range(30)]
    ada = door.browser("ada")
    alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    statuses = [
        ada.post("/screens", code=alphabet[n % 30] * 8, name=f"Guess {n}", board="wall").status for n in range(200)
    ]
    assert statuses.count(422) <= 20
    assert statuses.count(429) >= 180
    assert len(waiting) == 30
    assert names(door) == []
    print(f"{statuses.count(422)} of 200 guesses were looked at; {30**8:,} codes there are")


def test_a_supervisor_can_let_in_a_whole_building_of_screens(door: ScreenDoor) -> None:
    ada = door.browser("ada")
    for n in range(30):
        assert ada.post("/screens", code=code_of(door), name=f"Screen {n}", board="wall").status == 303


def test_a_screen_whose_board_the_settings_have_no_more_is_told_as_such(door: ScreenDoor) -> None:
    waiting = code_of(door)
    door.access.screens.approve(waiting, "old-board", "main", "Lobby", None)
    assert "old-board (no longer in the settings)" in door.browser("ada").get("/screens").text

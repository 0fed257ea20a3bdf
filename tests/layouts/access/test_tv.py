"""What a TV opens: a code for it alone, its own secret once it is let in, and nothing of the city before."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest

from layouts.access import tv
from layouts.web.gate import Gate
from layouts.web.host_policy import HostPolicy
from layouts.web.routes import Routes
from tests.layouts.access.door import Browser
from tests.layouts.access.screen_door import ScreenDoor, said
from wallboard.access.access import Access
from wallboard.access.refused import Refused
from wallboard.access.visitor import MACHINE, Visitor
from wallboard.model import DAY, MINUTE
from wallboard.model.roles import Role
from wallboard.settings import Settings, Site


@pytest.fixture
def door(tmp_path: Path) -> Iterator[ScreenDoor]:
    made = ScreenDoor(tmp_path)
    yield made
    made.access.close()


def test_a_tv_that_nobody_let_in_is_shown_a_code_and_nothing_of_the_city(door: ScreenDoor) -> None:
    screen = door.tv()
    page = screen.get("/tv")
    assert page.status == 200
    assert "311 Contact centre" not in page.text
    assert "Main" not in page.text
    begun = said(screen.post("/tv/begin"))
    assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", begun["code"])
    assert 590 <= begun["s"] <= 600
    assert said(screen.post("/tv/claim"))["state"] == "waiting"
    assert screen.get("/").status == 303


def test_opening_the_page_uses_no_code_up(door: ScreenDoor) -> None:
    """Links are followed by whoever looks ahead; only the page's own script asks for a code."""
    screen = door.tv()
    for _ in range(100):
        assert screen.get("/tv").status == 200
    assert not screen.cookies


def test_the_page_holds_no_style_and_the_one_script_that_its_policy_names(door: ScreenDoor) -> None:
    page = door.tv().get("/tv")
    policy = page.headers["content-security-policy"]
    inside = re.findall(r"<script(?![^>]*src=)[^>]*>(.*?)</script>", page.text, re.DOTALL)
    known = [b64encode(sha256(script.encode()).digest()).decode() for script in inside]
    assert known == re.findall(r"'sha256-([^']+)'", policy)
    assert len(known) == 1
    assert not re.search(r"<style|style=|\son\w+=", re.sub(r"(?s)<script>.*?</script>", "", page.text))
    assert "unsafe" not in policy


def test_the_picture_opens_the_page_for_supervisors_with_the_code_where_no_server_sees_it(door: ScreenDoor) -> None:
    begun = said(door.tv().post("/tv/begin"))
    assert unquote(begun["picture"]).startswith("data:image/svg+xml;charset=utf-8,<svg")


def test_a_tv_that_was_let_in_shows_its_board_and_keeps_its_secret_to_itself(door: ScreenDoor) -> None:
    screen, _ = door.paired()
    assert screen.get("/").text.strip() == "figures of wall"
    assert set(screen.cookies) == {"wallboard-screen"}
    assert "Lobby" in screen.get("/tv").text
    assert said(screen.post("/tv/claim")) == {"state": "over"}


def test_a_second_tab_of_a_tv_that_was_let_in_shows_no_code(door: ScreenDoor) -> None:
    screen, _ = door.paired()
    assert said(screen.post("/tv/begin")) == {"state": "paired"}


def test_the_cookies_of_a_screen_are_out_of_reach_of_scripts_and_last_a_year(door: ScreenDoor) -> None:
    screen = door.tv()
    begun = screen.post("/tv/begin")
    door.access.screens.approve(said(begun)["code"], "wall", "main", "Lobby", None)
    claimed = screen.post("/tv/claim")
    lines = [v for answer in (begun, claimed) for n, v in answer.all_headers if n == "set-cookie"]
    assert all("HttpOnly" in line and "SameSite=Lax" in line and "Path=/" in line for line in lines)
    kept = next(line for line in lines if line.startswith("wallboard-screen="))
    assert f"Max-Age={365 * 86_400};" in kept


def test_a_screen_that_asks_who_it_is_gets_its_cookie_anew(door: ScreenDoor) -> None:
    """Browsers forget a cookie after a year or so, however often it is used."""
    screen, _ = door.paired()
    door.later(200 * DAY)
    answer = screen.get("/here")
    assert said(answer) == {"kind": "screen", "board": "wall"}
    assert f"Max-Age={365 * 86_400};" in dict(answer.all_headers)["set-cookie"]
    assert door.tv().get("/here").status == 401


def test_a_claim_needs_the_secret_of_the_tv_that_showed_the_code(door: ScreenDoor) -> None:
    screen, thief = door.tv(), door.tv("192.0.2.66")
    code = said(screen.post("/tv/begin"))["code"]
    door.access.screens.approve(code, "wall", "main", "Lobby", None)
    assert said(thief.post("/tv/claim")) == {"state": "over"}
    thief.cookies["wallboard-pairing"] = code
    assert said(thief.post("/tv/claim")) == {"state": "over"}
    assert said(screen.post("/tv/claim")) == {"state": "paired"}


def test_a_code_that_ended_is_over_and_the_next_one_is_another(door: ScreenDoor) -> None:
    screen = door.tv()
    first = said(screen.post("/tv/begin"))["code"]
    door.later(11 * MINUTE)
    assert said(screen.post("/tv/claim")) == {"state": "over"}
    second = said(screen.post("/tv/begin"))["code"]
    assert first != second
    with pytest.raises(Refused):
        door.access.screens.approve(first, "wall", "main", "Lobby", None)


def test_a_tv_that_begins_anew_gives_its_old_code_up(door: ScreenDoor) -> None:
    screen = door.tv()
    first = said(screen.post("/tv/begin"))["code"]
    screen.post("/tv/begin")
    with pytest.raises(Refused):
        door.access.screens.approve(first, "wall", "main", "Lobby", None)


@pytest.mark.slow
def test_codes_asked_for_at_full_speed_are_held_up_in_words_and_others_are_not(door: ScreenDoor) -> None:
    greedy = door.tv("192.0.2.66")
    answers = [greedy.post("/tv/begin") for _ in range(200)]
    held = [answer for answer in answers if answer.status == 429]
    assert len(held) >= 140
    assert "Next try in" in said(held[0])["words"]
    assert said(held[0])["s"] > 0
    assert door.tv("192.0.2.7").post("/tv/begin").status == 200


def test_the_browser_of_somebody_who_is_signed_in_becomes_no_screen_by_mistake(door: ScreenDoor) -> None:
    door.person("ada", Role.SUPERVISOR, shown="Ada <b>")
    page = door.browser("ada").get("/tv")
    assert 'data-state="person"' in page.text
    assert "Ada &lt;b&gt;" in page.text


def test_the_name_of_a_screen_is_shown_as_text(door: ScreenDoor) -> None:
    screen, _ = door.paired("<img src=x>")
    assert "&lt;img src=x&gt;" in screen.get("/tv").text


@pytest.mark.parametrize("path", ["/tv/begin", "/tv/claim"])
def test_another_site_can_begin_and_claim_nothing(door: ScreenDoor, path: str) -> None:
    screen = door.tv()
    assert screen._ask(path, "POST", [("origin", "https://evil.example"), ("content-length", "0")]).status == 403
    assert screen._ask(path, "POST", [("content-length", "0")]).status == 403
    assert screen.get(path).status in (401, 405)


def this_machine(
    session: str | None = None, screen: str | None = None, bearer: str | None = None, address: str = ""
) -> Visitor:
    return MACHINE


def test_while_nobody_signs_in_a_tv_simply_opens_the_wall() -> None:
    settings = Settings(sites={"main": Site(name="City", zone="UTC")})
    gate = Gate(
        Routes(tv.routes(Access(settings), settings)),
        this_machine,
        HostPolicy(),
    )
    answer = Browser(gate).get("/tv")
    assert (answer.status, answer.headers["location"]) == (303, "/")

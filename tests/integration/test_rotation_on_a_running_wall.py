"""Keys rotated under a running server, restarts, and the old key taken away: a person and a screen stay in."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.installation import PASSWORD
from tests.integration.serving_wall import ServingWall, serving_wall
from wallboard.model.roles import Role

pytestmark = pytest.mark.timeout(300)  # three starts of a server, on a machine that is busy


def came_in(wall: ServingWall, code: str) -> httpx.Client:
    person = wall.browser()
    fields = {"name": "ada", "code": code, "password": PASSWORD, "again": PASSWORD}
    assert person.post("/welcome", data=fields).status_code == 303
    return person


def paired(wall: ServingWall, person: httpx.Client) -> httpx.Client:
    screen = wall.browser()
    shown = screen.post("/tv/begin").json()["code"]
    approved = person.post("/screens", data={"code": shown, "name": "Hall", "board": "wall"})
    assert approved.status_code == 303, approved.text
    assert screen.post("/tv/claim").json() == {"state": "paired"}
    return screen


def assert_both_are_in(person: httpx.Client, screen: httpx.Client) -> None:
    assert person.get("/account").status_code == 200
    with screen.stream("GET", "/stream", params={"board": "wall"}) as stream:
        assert stream.status_code == 200
        assert any("data:" in text for text in stream.iter_text())


def test_nobody_is_signed_out_and_no_screen_goes_dark(tmp_path: Path) -> None:
    keys = tmp_path / "access.keys"
    with serving_wall(tmp_path) as wall:
        code = wall.access.people.add("ada", "Ada", Role.ADMINISTRATOR, by=None)[1].text
        wall.start()
        with closing(came_in(wall, code)) as person, closing(paired(wall, person)) as screen:
            done = wall.command("keys", "rotate")
            assert re.match(r"The newest key is \w{8}\. Still recognised: 1 older\.", done.stdout), done.stderr
            assert_both_are_in(person, screen)
            wall.stop()
            wall.start()
            assert_both_are_in(person, screen)
            wall.stop()
            newest = next(line for line in keys.read_text().splitlines() if line and not line.startswith("#"))
            keys.write_text(f"{newest}\n")
            wall.start()
            assert_both_are_in(person, screen)

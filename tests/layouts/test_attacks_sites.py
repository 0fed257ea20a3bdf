"""Attacks by way of other sites and of planted sessions, on the wall as it is composed in production."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.layouts.asking import HOST, OWN, SAME_ORIGIN, ask, asking, scope_of
from tests.layouts.attacked import FORM, LASTING, administrator, changes, session_set, signed_in, with_ada
from tests.layouts.city_wall import BOARDS, NORTH, CityWall
from tests.layouts.comers import Headers

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityWall]:
    made = with_ada(CityWall(tmp_path_factory.mktemp("attacks"), LASTING))
    yield made
    made.close()


@pytest.fixture(scope="module")
def root(wall: CityWall) -> Headers:
    return administrator(wall)


# ---------------------------------------------------------------- from other sites

CROSS_SITE = {
    "no word of where it comes from": [],
    "origin null": [("origin", "null")],
    "another site": [("origin", "https://evil.example")],
    "another port": [("origin", "http://127.0.0.1:9999")],
    "another scheme": [("origin", f"https://{HOST}")],
    "our name in front of theirs": [("origin", f"http://{HOST}.evil.example")],
    "our name in their address": [("origin", f"http://evil.example/{HOST}")],
    "our name as their user": [("origin", f"http://{HOST}@evil.example")],
    "two origins": [SAME_ORIGIN, ("origin", "https://evil.example")],
    "no origin at all": [("origin", "")],
    "sec-fetch-site cross-site": [SAME_ORIGIN, ("sec-fetch-site", "cross-site")],
    "sec-fetch-site same-site": [SAME_ORIGIN, ("sec-fetch-site", "same-site")],
    "sec-fetch-site none": [("sec-fetch-site", "none")],
    "a form's navigation": [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ],
    "a referrer of ours": [("referer", f"http://{HOST}/people")],
}


@pytest.mark.parametrize("headers", CROSS_SITE.values(), ids=CROSS_SITE.keys())
def test_no_change_is_made_that_another_site_asked_for(wall: CityWall, root: Headers, headers: Headers) -> None:
    """Every change of the route table, with the cookie of somebody who may make it."""
    before = len(wall.access.audit.read(limit=1_000))

    async def scenario() -> None:
        for route in changes(wall):
            told = [*OWN, *root, FORM, ("content-length", "0"), *headers]
            path = route.path.replace("{", "").replace("}", "")
            answer = await asking(wall.shell, scope_of(path, "POST", told))
            assert answer.status == 403, route.path
            assert "set-cookie" not in answer.headers

    asyncio.run(scenario())
    assert len(wall.access.audit.read(limit=1_000)) == before


def test_the_same_changes_are_reached_from_our_own_pages(wall: CityWall) -> None:
    """Else the test above would pass for another reason: here signed-out people are refused for being signed out."""

    async def scenario() -> set[int]:
        found = set()
        for route in changes(wall):
            told = [*OWN, SAME_ORIGIN, ("sec-fetch-site", "same-origin"), FORM, ("content-length", "0")]
            path = route.path.replace("{", "").replace("}", "")
            found.add((await asking(wall.shell, scope_of(path, "POST", told))).status)
        return found

    assert 403 not in asyncio.run(scenario())


@pytest.mark.parametrize("dest", ["script", "image", "iframe", "style", "object", "empty", "embed", "font"])
def test_nothing_is_embedded_in_another_site(wall: CityWall, root: Headers, dest: str) -> None:
    mode = "navigate" if dest in ("iframe", "object", "embed") else "no-cors"
    told = [*OWN, *root, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)]

    async def scenario() -> None:
        for route in wall.shell.routes.all:
            if "GET" in route.methods:
                path = route.path.replace("{board}", BOARDS[NORTH]).replace("{file:path}", "live.js")
                assert (await asking(wall.shell, scope_of(path, headers=told))).status == 403, route.path

    asyncio.run(scenario())


def test_another_site_opens_pages_by_a_link_and_has_no_file_made(wall: CityWall, root: Headers) -> None:
    """An export would be counted and written down as theirs, who only looked at another site."""
    link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")]
    for path in ("/export/requests.csv", "/export/calls.csv", "/export/audit.csv", "/api/snapshot", "/metrics"):
        assert ask(wall.shell, path, headers=[*OWN, *root, *link]).status == 403, path
    assert wall.access.audit.read(event="exported") == []
    for path in ("/", "/today", "/people", "/sign-in", "/tv"):
        assert ask(wall.shell, path, headers=[*OWN, *root, *link]).status in (200, 303), path


def test_no_answer_lets_another_site_read_it(wall: CityWall, root: Headers) -> None:
    told = [*OWN, *root, ("origin", "https://evil.example"), ("access-control-request-method", "POST")]
    for method in ("GET", "OPTIONS"):
        for path in ("/", "/api/snapshot", "/today", "/sign-in", "/livez"):
            answer = ask(wall.shell, path, method, told)
            assert not [name for name in answer.headers if name.startswith("access-control")], path
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_sockets_are_refused_in_whatever_way_they_are_asked_for(wall: CityWall, root: Headers) -> None:
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        said.append(message)

    scope = scope_of("/stream", headers=[*OWN, *root, SAME_ORIGIN]) | {"type": "websocket"}
    asyncio.run(wall.shell(scope, receive, send))
    assert said == [{"type": "websocket.close", "code": 1008}]
    for name in ("websocket", "WebSocket", "h2c, websocket"):
        told = [*OWN, *root, ("connection", "upgrade"), ("upgrade", name)]
        assert ask(wall.shell, f"/stream?board={BOARDS[NORTH]}", headers=told).status == 400


# ---------------------------------------------------------------- sessions


@pytest.mark.parametrize("planted", ["x" * 43, "admin", "k3J-_x" * 7])
def test_a_session_that_an_attacker_planted_never_becomes_one(wall: CityWall, planted: str) -> None:
    fixed = ("cookie", f"wallboard-session={planted}")
    answer = signed_in(wall, fixed)
    assert answer.status == 303
    assert session_set(answer) != planted
    assert ask(wall.shell, "/account", headers=[*OWN, fixed]).status == 303
    assert wall.access.recognise(session=planted).credential == ""


def test_signing_in_again_ends_the_session_until_then(wall: CityWall) -> None:
    first = session_set(signed_in(wall))
    assert wall.access.recognise(session=first).name == "Ada"
    second = session_set(signed_in(wall, ("cookie", f"wallboard-session={first}")))
    assert first != second
    assert wall.access.recognise(session=first).credential == ""
    assert wall.access.recognise(session=second).name == "Ada"


def test_a_second_cookie_of_the_same_name_shuts_out_rather_than_lets_in(wall: CityWall) -> None:
    """Another application on this host could plant one; which of the two is ours cannot be told."""
    good = session_set(signed_in(wall))
    both = f"wallboard-session={'x' * 43}; wallboard-session={good}"
    assert ask(wall.shell, "/account", headers=[*OWN, ("cookie", both)]).headers["location"].startswith("/sign-in")


def test_a_session_is_not_taken_from_an_address(wall: CityWall) -> None:
    good = session_set(signed_in(wall))
    for name in ("session", "wallboard-session", "token", "access_token", "bearer"):
        assert ask(wall.shell, f"/api/me?{name}={good}", headers=OWN).status == 401


@pytest.mark.parametrize("scheme", ["Basic", "Digest", "Negotiate", "Token"])
def test_other_ways_to_authorize_are_no_way_in(wall: CityWall, scheme: str) -> None:
    assert ask(wall.shell, "/api/me", headers=[*OWN, ("authorization", f"{scheme} YWRhOnBhc3N3b3Jk")]).status == 401


def test_the_cookie_of_a_session_is_out_of_scripts_reach(wall: CityWall) -> None:
    lines = [value for name, value in signed_in(wall).all_headers if name == "set-cookie"]
    assert lines
    assert all("; HttpOnly; SameSite=" in line and "; Path=/; " in line and "Domain" not in line for line in lines)

"""Programs rename, move, reload and revoke screens of their remit, and no others."""

from __future__ import annotations

import orjson
import pytest

from tests.layouts.api.city import NORTH, City
from tests.layouts.asking import SAME_ORIGIN
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole

MAIN = Remit.of(sites=["main"])


@pytest.fixture(scope="module")
def supervisor(city: City) -> str:
    return city.token(Role.SUPERVISOR, MAIN)


def paired(city: City, name: str, board: str = "floor", site: str = "main") -> str:
    pairing = city.access.screens.begin("192.0.2.7")
    screen = city.access.screens.approve(pairing.code, board, site, name, None)
    assert city.access.screens.claim(pairing.secret, "192.0.2.7")
    return screen.id


def test_those_of_the_remit_are_listed(city: City, supervisor: str) -> None:
    paired(city, "Listed")
    paired(city, "Not theirs", "quay", NORTH)
    told = city.json("/api/screens", supervisor)["screens"]
    assert "Listed" in [each["name"] for each in told]
    assert "Not theirs" not in [each["name"] for each in told]
    assert "192.0.2.7" in [each["address"] for each in told]


def test_one_is_renamed_and_moved_by_one_request(city: City) -> None:
    token, own = city.token(Role.SUPERVISOR), paired(city, "Before")
    answer = city.post(f"/api/screens/{own}", token, {"name": " After ", "board": "quay"})
    told = orjson.loads(answer.body)
    assert (answer.status, told["name"], told["board"]) == (200, "After", "quay")


def test_one_is_reloaded_and_revoked(city: City, supervisor: str) -> None:
    own = paired(city, "Ends")
    assert city.post(f"/api/screens/{own}/reload", supervisor, {}).status == 200
    assert city.post(f"/api/screens/{own}/revoke", supervisor, {}).status == 200
    assert own not in [each["id"] for each in city.json("/api/screens", supervisor)["screens"]]
    assert city.post(f"/api/screens/{own}/revoke", supervisor, {}).status == 404


@pytest.mark.parametrize("what", ["", "/reload", "/revoke"])
def test_one_outside_the_remit_answers_like_one_that_does_not_exist(city: City, supervisor: str, what: str) -> None:
    theirs = paired(city, f"Theirs {what}", "quay", NORTH)
    told = {"name": "Mine"} if not what else {}
    answers = [
        city.post(f"/api/screens/{own}{what}", supervisor, told) for own in (theirs, "f" * 16, "%00", "%F0%9F%92%A9")
    ]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.body for answer in answers}) == 1


def test_a_board_outside_the_remit_does_not_exist(city: City, supervisor: str) -> None:
    own = paired(city, "Stays")
    told = [city.post(f"/api/screens/{own}", supervisor, {"board": board}) for board in ("quay", "nowhere", "wall")]
    assert [answer.status for answer in told] == [400, 400, 400]
    assert len({answer.body for answer in told}) == 1
    assert orjson.loads(told[0].body) == {"error": "There is no such board. There are: floor.", "where": "board"}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body"),
        ([], "body"),
        ("x", "body"),
        (b"{", "body"),
        (b"", "body"),
        (b"[" * 1900, "body"),
        (b"\xff\xfe", "body"),
        (b'{"name": "\\ud800"}', "body"),
        ({"name": 1}, "name"),
        ({"name": None, "board": None}, "body"),
        ({"name": ""}, "name"),
        ({"name": "\u202e"}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"named": "x"}, "named"),
    ],
)
def test_a_wrong_body_is_refused_in_words(city: City, supervisor: str, body: object, where: str) -> None:
    own = next(iter(city.json("/api/screens", supervisor)["screens"]), None)
    answer = city.post(f"/api/screens/{own['id'] if own else paired(city, 'Any')}", supervisor, body)
    assert (answer.status, orjson.loads(answer.body)["where"]) == (400, where)


def test_only_json_is_read_and_not_too_much_of_it(city: City, supervisor: str) -> None:
    form = [("content-type", "application/x-www-form-urlencoded"), ("content-length", "6")]
    assert city.ask("/api/screens/x", supervisor, "POST", headers=form, body=b"name=x").status == 415
    assert city.post("/api/screens/x", supervisor, {"name": "x" * 3000}).status == 413


def test_without_a_token_a_change_must_come_from_our_own_pages_and_from_somebody(city: City) -> None:
    headers = [("content-type", "application/json"), ("content-length", "2")]
    assert city.ask("/api/screens/x", None, "POST", headers=headers, body=b"{}").status == 403
    assert city.ask("/api/screens/x", None, "POST", headers=[*headers, SAME_ORIGIN], body=b"{}").status == 401


def test_who_may_not_manage_screens_does_not(city: City) -> None:
    reviewer = city.token(Role.REVIEWER)
    assert city.ask("/api/screens", reviewer).status == 403
    assert city.post("/api/screens/x/revoke", reviewer, {}).status == 403

"""The page of messages: who may write on which walls, what is wrong with what they type, and what the log says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from layouts.access.message_form import Walls, messages, written
from layouts.web.forms import Form
from tests.layouts.access.somebody import Somebody
from tests.layouts.asking import Response
from tests.layouts.city_wall import BOARDS, MARKS, NORTH, SOUTH, START, CityWall
from wallboard.access.refused import Refused
from wallboard.clock import instant
from wallboard.model import DAY, HOUR, MINUTE, Micros
from wallboard.model.remit import Remit
from wallboard.model.roles import Role
from wallboard.model.wall_messages import WallMessage
from wallboard.settings import Settings

pytestmark = pytest.mark.whole

HOSTILE = "<img src=x onerror=alert(1)> “& more”"


class Writer(Somebody):
    """At the page of messages."""

    def page(self) -> str:
        return self.asks("/messages").body.decode()

    def writes(
        self, text: str = "Hello", where: Iterable[str] = (f"site:{NORTH}",), until: str | None = None
    ) -> Response:
        end = local(self.wall.now + HOUR) if until is None else until
        return self.posts("/messages", [("text", text), *(("where", each) for each in where), ("until", end)])


def local(at: Micros) -> str:
    """As a browser's field has it."""
    return written(at, ZoneInfo("America/Chicago"))


def standing(wall: CityWall) -> list[tuple[str, tuple[str, ...], str]]:
    return [(each.site, each.boards, each.text) for each in wall.engine.messages.now(wall.now)]


@pytest.fixture
def ada(wall: CityWall) -> Writer:
    return Writer(wall, "ada", Role.SUPERVISOR)


def test_a_supervisor_writes_on_all_boards_of_a_site_and_takes_it_away(wall: CityWall, ada: Writer) -> None:
    assert "Nothing. What you write above stands here" in ada.page()
    assert ada.writes(HOSTILE).headers["location"] == "/messages?done=put"
    assert standing(wall) == [(NORTH, (), HOSTILE)]
    page = ada.page()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in page
    assert f"All boards of {MARKS[NORTH][0]}" in page
    (path,) = re.findall(r'action="(/messages/\d+/take-away)"', page)
    assert ada.posts(path).headers["location"] == "/messages?done=taken"
    assert standing(wall) == []
    assert ada.posts(path).headers["location"] == "/messages?done=over"
    log = wall.access.audit.read()
    assert [(each.event, each.who, each.about) for each in log[:2]] == [
        ("message_taken_away", "Ada", HOSTILE),
        ("message_put", "Ada", HOSTILE),
    ]


def test_on_boards_of_two_sites_it_is_one_for_each(wall: CityWall, ada: Writer) -> None:
    both = [f"board:{board}" for board in BOARDS.values()]
    assert ada.writes("Both", both).status == 303
    assert standing(wall) == [(site, (BOARDS[site],), "Both") for site in (NORTH, SOUTH)]
    assert ada.writes("All", [f"site:{NORTH}", *both]).status == 303
    assert standing(wall)[2:] == [(NORTH, (), "All"), (SOUTH, (BOARDS[SOUTH],), "All")]


def test_its_end_is_by_the_time_of_the_site(wall: CityWall, ada: Writer) -> None:
    assert ada.writes(until=local(START + 90 * MINUTE)).status == 303
    (there,) = wall.engine.messages.now(START)
    assert there.until == instant(local(START + 90 * MINUTE) + "-06:00")
    wall.now = there.until
    assert standing(wall) == []
    assert "Hello" not in ada.page()


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("text", {"text": "  "}, "A message needs words"),
        ("text", {"text": "x" * 121}, "has 121 characters; 120 are the most"),
        ("text", {"text": "hidden\u202etext"}, "characters that cannot be seen"),
        ("where", {"where": []}, "Choose the boards"),
        ("where", {"where": ["board:none"]}, "There is no such board"),
        ("where", {"where": ["site:none"]}, "There is no such board"),
        ("where", {"where": ["north"]}, "There is no such board"),
        ("until", {"until": ""}, "Say when it ends"),
        ("until", {"until": "tomorrow"}, "Say when it ends"),
        ("until", {"until": "2026-13-40T25:61"}, "Say when it ends"),
        ("until", {"until": "2026-11-18T00:00Z"}, "Say when it ends"),
        ("until", {"until": local(START - MINUTE)}, "over already"),
        ("until", {"until": local(START + 8 * DAY)}, "7 days at most"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_written(
    wall: CityWall, ada: Writer, field: str, typed: dict[str, Any], says: str
) -> None:
    answer = ada.writes(**typed)
    page = answer.body.decode()
    assert answer.status == 422
    assert [says in told for told in re.findall(rf'id="{field}-error">(.*?)</p>', page, re.S)] == [True]
    assert standing(wall) == []


def test_nobody_writes_on_walls_of_a_site_that_is_not_theirs(wall: CityWall, ada: Writer) -> None:
    nora = Writer(wall, "nora", Role.SUPERVISOR, Remit.of([NORTH]))
    ada.writes("Of the south", [f"site:{SOUTH}"])
    page = nora.page()
    assert not any(mark in page for mark in (*MARKS[SOUTH], "Of the south"))
    for where in (f"site:{SOUTH}", f"board:{BOARDS[SOUTH]}"):
        assert nora.writes(where=[where]).status == 422
    (there,) = wall.engine.messages.now(wall.now)
    assert nora.posts(f"/messages/{there.id}/take-away").headers["location"] == "/messages?done=over"
    assert len(standing(wall)) == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_whoever_may_only_look_writes_nothing(wall: CityWall, role: Role) -> None:
    vera = Writer(wall, "vera", role)
    assert vera.writes().status == 403
    assert standing(wall) == []


def test_a_change_from_another_site_is_refused(wall: CityWall, ada: Writer) -> None:
    ada.headers = [
        ("origin", "http://evil.example") if name == "origin" else (name, each) for name, each in ada.headers
    ]
    assert ada.writes().status == 403
    assert standing(wall) == []


def test_on_this_machine_without_sign_in_it_works_and_makes_no_log(tmp_path: Path) -> None:
    wall = CityWall(tmp_path, {"sign_in": False})
    machine = Writer(wall, "", None)
    assert machine.writes().status == 303
    assert standing(wall) == [(NORTH, (), "Hello")]
    assert not (tmp_path / "access.db").exists()
    wall.close()


def test_a_message_of_a_site_that_the_settings_have_no_more_is_left_out(wall: CityWall, ada: Writer) -> None:
    wall.engine.messages.put([WallMessage("gone", (), "Of a site that is gone", "Ada", START, START + HOUR)])
    assert len(standing(wall)) == 1
    assert "Of a site that is gone" not in ada.page()


def test_on_all_boards_of_a_site_writes_only_whose_they_all_are() -> None:
    boards = {name: {"rows": [["waiting_now"]], "site": "main"} for name in ("calls", "delivery")}
    told = {"sites": {"main": {"name": "311", "zone": "UTC"}}, "boards": boards}
    walls = Walls(Settings.model_validate(told), {"calls": "Calls"})
    typed = [("text", "Hello"), ("until", written(START + HOUR, ZoneInfo("UTC")))]
    (one,) = messages(Form([*typed, ("where", "board:calls")]), walls, "Ada", START)
    assert one.boards == ("calls",)
    with pytest.raises(Refused):
        messages(Form([*typed, ("where", "site:main")]), walls, "Ada", START)
    assert replace(walls, boards={"calls": "Calls", "delivery": "Delivery"}).whole == ["main"]

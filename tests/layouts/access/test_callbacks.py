"""The page of call-backs: who is owed one within the remit, and who says that it is settled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.layouts.access.somebody import Somebody
from tests.layouts.asking import Response
from tests.layouts.city_wall import MARKS, NORTH, SOUTH, START, CityWall
from wallboard.calls.whole import VisitVersion
from wallboard.model import DAY, HOUR, MINUTE, CallbackOwed, Micros, Outcome, Reason
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.source import Batch

pytestmark = pytest.mark.whole

HOSTILE = '<img src=x onerror=alert(1)>"/&1'
ASKED: dict[str, Any] = {"outcome": Outcome.DIVERTED, "reason": Reason.CALLBACK}


class Desk(Somebody):
    """At the page of call-backs."""

    def page(self, query: str = "") -> str:
        return self.asks(f"/callbacks{query}").body.decode()

    def settles(self, owed: CallbackOwed, site: str = NORTH, **other: str) -> Response:
        fields = {"site": site, **{name: str(value) for name, value in owed.key._asdict().items()}} | other
        return self.posts("/callbacks/settle", fields.items())


def told(wall: CityWall, site: str, key: str, at: Micros, who: str, **how: Any) -> None:
    left: dict[str, Any] = {"left": at, "outcome": Outcome.ABANDONED} | how
    version = VisitVersion(f"desk {site}", site, key, MARKS[site][2], at, at - MINUTE, **left)
    batch = Batch({"n": at}, visits=(version,), callers={key: who} if who else {}, read=1)
    wall.engine.equipment.ledger.record(f"desk {site}", site, batch, at)


def owed(wall: CityWall, site: str = NORTH) -> tuple[CallbackOwed, ...]:
    return wall.readers.within(EVERYTHING).callbacks_owed(site) or ()


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[CityWall]:
    made = CityWall(tmp_path)
    for site in (NORTH, SOUTH):
        told(made, site, "first", START - 9 * DAY, "f" * 32)
        told(made, site, HOSTILE, START - 3 * HOUR, "a" * 32, **ASKED)
        told(made, site, "again", START - HOUR, "a" * 32, **ASKED)
        told(made, site, "withheld", START - 90 * MINUTE, "", **ASKED)
    yield made
    made.close()


@pytest.fixture
def sue(wall: CityWall) -> Desk:
    return Desk(wall, "sue", Role.SUPERVISOR)


def test_who_is_owed_a_call_is_listed_with_when_they_asked_and_leaves_it_when_it_is_settled(
    wall: CityWall, sue: Desk
) -> None:
    page = sue.page()
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)[1:]
    assert [re.findall(r">(\d+ \w+ ago|\d+)<", row) for row in rows] == [["3 h ago", "2"]] * 2 + [["1 h ago", "1"]] * 2
    assert "<img" not in page
    first, withheld = owed(wall)
    assert sue.settles(first).headers["location"] == "/callbacks?done=settled"
    assert owed(wall) == (withheld,)
    assert len(owed(wall, SOUTH)) == 2
    assert "Settled. It is owed no more." in sue.page("?done=settled")
    assert sue.settles(first).headers["location"] == "/callbacks?done=over"
    (entry, *_rest) = wall.access.audit.read()
    assert (entry.event, entry.who, entry.about, entry.detail) == (
        "callback_settled", "Sue", MARKS[NORTH][2], {"call": HOSTILE},
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [{"site": SOUTH}, {"site": "nowhere"}, {"callid": "again"}, {"ordinal": "1"}, {"ordinal": "x"}, {"queue": ""}],
    ids=str,
)
def test_what_is_owed_to_nobody_settles_nothing(wall: CityWall, sue: Desk, other: dict[str, str]) -> None:
    first = owed(wall)[0]
    assert sue.settles(first, **other).headers["location"] == "/callbacks?done=over"
    assert owed(wall)[0] == first


def test_nobody_settles_what_is_owed_at_a_site_that_is_not_theirs(wall: CityWall) -> None:
    nora = Desk(wall, "nora", Role.SUPERVISOR, Remit.of([NORTH]))
    page = nora.page()
    assert not any(mark in page for mark in MARKS[SOUTH])
    first = owed(wall, SOUTH)[0]
    assert nora.settles(first, SOUTH).headers["location"] == "/callbacks?done=over"
    assert owed(wall, SOUTH)[0] == first


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.DEPARTMENT_MANAGER])
def test_whoever_may_only_look_settles_nothing(wall: CityWall, role: Role) -> None:
    remit = Remit.of(departments=[MARKS[NORTH][3]]) if role is Role.DEPARTMENT_MANAGER else EVERYTHING
    assert Desk(wall, "vera", role, remit).settles(owed(wall)[0]).status == 403
    assert len(owed(wall)) == 2


def test_where_callers_are_not_recognised_nobody_can_know_and_it_says_so(wall: CityWall, sue: Desk) -> None:
    wall.engine.equipment.ledger.forget_callers(None)
    page = sue.page()
    assert page.count("nobody can know, for callers are not recognised there") == 2
    assert "Nobody is owed a call." not in page


def test_where_nobody_is_owed_a_call_it_says_so(wall: CityWall, sue: Desk) -> None:
    for site in (NORTH, SOUTH):
        for each in owed(wall, site):
            sue.settles(each, site)
    assert "Nobody is owed a call." in sue.page()


def test_on_this_machine_without_sign_in_it_works_and_makes_no_log(tmp_path: Path) -> None:
    wall = CityWall(tmp_path, {"sign_in": False})
    told(wall, NORTH, "first", START - 9 * DAY, "f" * 32)
    told(wall, NORTH, "1", START - HOUR, "a" * 32, **ASKED)
    assert Desk(wall, "", None).settles(owed(wall)[0]).headers["location"] == "/callbacks?done=settled"
    assert owed(wall) == ()
    assert not (tmp_path / "access.db").exists()
    wall.close()

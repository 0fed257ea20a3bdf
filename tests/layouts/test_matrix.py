"""Who may use what: every address of the route table, by every method that it has and some that it has not, for everybody
who may come.

What is expected stands apart from the rules themselves (tests/layouts/let_in.py): by the rule's name, and by the kind of
answer. A rule that is not in that table fails, and so does a parameter that nobody said how to fill in. Declared pages come
in by themselves: they say their right and their parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from layouts.live.board_views import BoardViews
from layouts.live.on_demand import OnDemandPublisher
from layouts.web import rules
from layouts.web.gate import Gate
from layouts.web.host_policy import HostPolicy
from layouts.web.routes import Route, Routes
from tests.layouts.asking import OWN, SAME_ORIGIN, Response, asking, scope_of
from tests.layouts.city_wall import BOARDS, NORTH, SOUTH, CityWall
from tests.layouts.comers import Comer, comers
from tests.layouts.declared_pages import NO_NAME
from tests.layouts.let_in import LET_IN, OF_RIGHTS, row_name
from tests.layouts.matrix import PAGES, Matrix, Opened, reached
from tests.layouts.right_answers import METHODS, expected
from wallboard.model.roles import Right

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("matrix")


@pytest.fixture(scope="module")
def wall(folder: Path) -> Iterator[CityWall]:
    made = CityWall(folder, {"screen_days": 5}, declared=PAGES)
    yield made
    made.close()


@pytest.fixture(scope="module")
def matrix(wall: CityWall) -> Matrix:
    everybody = comers(wall)
    wall.engine.present.publish()
    return Matrix(wall, everybody)


@pytest.mark.slow
def test_everybody_is_let_in_where_they_may_and_nowhere_else(matrix: Matrix) -> None:
    wrong = asyncio.run(matrix.cells())
    print(
        f"\n{len(matrix):,} cells: {len(matrix.paths)} addresses, {len(matrix.asked())} with methods, {len(matrix.everybody)} visitors"
    )
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_this_machine_is_let_in_where_it_may_while_nobody_signs_in(tmp_path: Path) -> None:
    wall = CityWall(tmp_path, {"sign_in": False})
    sites = (NORTH, SOUTH)
    headers = [[], [("cookie", "wallboard-session=" + "x" * 43)], [("authorization", "Bearer wb_" + "x" * 43)]]
    matrix = Matrix(wall, [Comer(f"this machine {n}", "machine", told, sites) for n, told in enumerate(headers)])
    wall.engine.present.publish()
    wrong = asyncio.run(matrix.cells())
    print(f"\n{len(matrix):,} cells while nobody signs in")
    assert not wrong, "\n".join(wrong)
    assert not (tmp_path / "access.db").exists()


@pytest.mark.slow
def test_a_stream_brings_the_frames_of_ones_own_boards_and_no_others(matrix: Matrix) -> None:
    """Whatever boards are asked for, and however many: of those that are not theirs comes nothing."""
    both = f"/stream?board={BOARDS[NORTH]}&board={BOARDS[SOUTH]}&board=none"

    async def scenario() -> list[Response]:
        async with asyncio.TaskGroup() as group:
            opened = [Opened(scope_of(both, headers=[*OWN, *comer.headers])) for comer in matrix.everybody]
            for each in opened:
                group.create_task(each.run(matrix.gate))
            while not all(each.sent for each in opened):
                await asyncio.sleep(0.001)
            await asyncio.to_thread(matrix.wall.engine.present.publish)
            await asyncio.to_thread(OnDemandPublisher(matrix.wall.hub, BoardViews(matrix.wall.readers)).publish)
            await asyncio.sleep(0.05)
            for each in opened:
                each.left.set()
        return [Response(each.sent) for each in opened]

    for comer, answer in zip(matrix.everybody, asyncio.run(scenario()), strict=True):
        lines = [line[6:] for line in answer.body.decode().splitlines() if line.startswith("data: {")]
        came = {orjson.loads(line)["b"] for line in lines}
        let = comer.who in LET_IN["watchers"]
        assert answer.status == (200 if let and comer.sites else 404 if let else 401 if comer.who == "nobody" else 403)
        assert came == ({BOARDS[site] for site in comer.sites} if let else set()), comer.label


def test_addresses_that_do_not_exist_look_to_signed_out_people_like_pages_that_are_not_theirs(matrix: Matrix) -> None:
    async def scenario() -> None:
        for comer in matrix.everybody:
            for method in METHODS:
                asked = scope_of(
                    "/nowhere/at/all", method, [*OWN, SAME_ORIGIN, *comer.headers, ("content-length", "0")]
                )
                answer = await asking(matrix.gate, asked)
                if comer.who != "nobody":
                    assert answer.status == 404, (method, comer.label)
                else:
                    assert answer.status == (303 if method in ("GET", "HEAD") else 401), (method, comer.label)

    asyncio.run(scenario())


def test_every_rule_is_expected_of(matrix: Matrix) -> None:
    """Also those that no route uses yet. Each right is in the table of docs/sign-in.md."""
    named = {rules.anyone, rules.anyone_known, rules.people, rules.watchers, *map(rules.whoever_may, Right)}
    assert {rule.__name__ for rule in named} | {"watchers of {board}"} == LET_IN.keys()
    assert {rules.whoever_may(right).__name__ for right in Right} == OF_RIGHTS.keys()
    assert {row_name(route) for routes in matrix.paths.values() for route in routes} <= LET_IN.keys()


def test_a_route_without_a_rule_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="who"):
        Route("/new", reached)  # type: ignore[call-arg]


def test_a_route_with_a_rule_that_nobody_wrote_down_fails_the_matrix(matrix: Matrix) -> None:
    def whoever_asks_nicely(visitor: Any, parameters: Any) -> bool:
        return True

    new = Route("/new", reached, whoever_asks_nicely)
    with pytest.raises(AssertionError, match="say in LET_IN who is let in by the rule whoever_asks_nicely"):
        expected([new], "GET", matrix.everybody[0], matrix.pages)


def test_a_route_with_a_part_that_nobody_filled_in_fails_the_matrix(matrix: Matrix) -> None:
    with pytest.raises(AssertionError, match="say with what its parts are to be filled in"):
        matrix.target("/new/{thing}")


def test_a_rule_that_lets_in_too_many_fails_the_matrix(matrix: Matrix) -> None:
    """The table of expectations is apart from the rules: a rule that is loosened is noticed."""
    comer = next(comer for comer in matrix.everybody if comer.who == "viewer")
    people = matrix.paths["/people"][0]
    loosened = replace(people, handler=reached, who=rules.anyone)
    gate = Gate(Routes([loosened]), matrix.wall.access.recognise, HostPolicy())
    answer = asyncio.run(asking(gate, scope_of("/people", headers=[*OWN, *comer.headers])))
    assert answer.status not in expected([people], "GET", comer, matrix.pages)


def test_declared_pages_are_asked_for_by_names_that_are_somebodys_and_by_one_that_nothing_has(matrix: Matrix) -> None:
    of_a_department, of_its_own = (page.path for page in PAGES[-2:])
    assert matrix.target(of_a_department) == "/ages/Zebra%20Works"
    assert [matrix.pages.opened(of_a_department, sites) for sites in ((NORTH,), (SOUTH,), ())] == [True, False, False]
    assert matrix.target(of_its_own) == f"/own/{quote(NO_NAME)}/2026-11-18"
    assert not matrix.pages.opened(of_its_own, (NORTH, SOUTH))
    assert matrix.pages.named("/people/{id}") == {}

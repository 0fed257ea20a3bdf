"""The navigation: made from the route table, and of it each visitor is shown what they may open."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from layouts.pages import pages
from tests.layouts.asking import OWN, ask
from tests.layouts.city_wall import CityWall
from tests.layouts.comers import Comer, comers
from tests.layouts.let_in import let_in

pytestmark = pytest.mark.whole

BY_HAND = ("sec-fetch-mode", "navigate")
# Besides the declared pages, which say themselves whom they are for.
LABELS = {
    "viewer": ["Wall", "Alerts", "Actions", "Account"],
    "department_manager": ["Wall", "Alerts", "Actions", "Account"],
    "councillor": ["Wall", "Alerts", "Actions", "Account"],
    "reviewer": ["Wall", "Alerts", "Actions", "Account"],
    "supervisor": ["Wall", "Alerts", "Actions", "Screens", "Call-backs", "Messages", "Account"],
    "administrator": [
        "Wall",
        "Alerts",
        "Actions",
        "Screens",
        "Call-backs",
        "Messages",
        "People",
        "Audit log",
        "Account",
    ],
}

PAGES = {page.path for page in pages()}


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityWall]:
    made = CityWall(tmp_path_factory.mktemp("navigation"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def everybody(wall: CityWall) -> list[Comer]:
    return comers(wall)


def shown(wall: CityWall, comer: Comer) -> list[tuple[str, str]]:
    """Address and label of each link that somebody is given where there is nothing."""
    page = ask(wall.shell, "/nowhere/at/all", headers=[*OWN, BY_HAND, *comer.headers]).body.decode()
    nav = re.search(r'<nav aria-label="Pages">(.*?)</nav>', page, re.S)
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', nav[1]) if nav else []


@pytest.mark.slow
def test_everybody_is_shown_what_they_may_open_and_nothing_else(wall: CityWall, everybody: list[Comer]) -> None:
    wall.engine.present.publish()
    for comer in everybody:
        links = shown(wall, comer)
        by_session = any(name == "cookie" for name, _ in comer.headers)
        declared = [route for route in wall.shell.routes.navigation if route.path in PAGES]
        assert [link for link in links if link[0] in PAGES] == [
            (route.path, route.nav.label)
            for route in declared
            if route.nav and by_session and comer.who in let_in(route)
        ]
        others = [label for path, label in links if path not in PAGES]
        assert others == (LABELS.get(comer.who, []) if by_session else []), comer.label
        for path, label in links:
            assert ask(wall.shell, path, headers=[*OWN, *comer.headers]).status == 200, (comer.label, label)
        if links:
            closed = {route.path for route in wall.shell.routes.navigation} - {path for path, _ in links}
            assert {ask(wall.shell, path, headers=[*OWN, *comer.headers]).status for path in closed} <= {403}


def test_a_page_of_dashs_shows_the_same_ways_as_one_of_the_servers(wall: CityWall, everybody: list[Comer]) -> None:
    comer = next(comer for comer in everybody if comer.who == "administrator")
    drawn = ask(wall.shell, "/today/_dash-layout", headers=[*OWN, *comer.headers]).body.decode()
    for path, label in shown(wall, comer)[1:]:  # in the place of the first one stand the boards, by name
        assert f'"children":"{label}"' in drawn
        assert f'"href":"{path}"'.replace("/", "\\u002f") in drawn

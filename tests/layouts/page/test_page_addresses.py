"""A page whose path has parts, behind the gate: every name has an address, and what there is not looks like nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import orjson
import pytest
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page.frame import frame
from layouts.page.parts import LONGEST, department
from tests.layouts.asking import OWN, Response, ask, asking, scope_of
from tests.layouts.scope_city import ScopeCity, Visitor
from wallboard.engine.reader import Reader
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right, Role

pytestmark = pytest.mark.whole

STRANGE = [
    "Water/Sewer",
    "/",
    "a/../b",
    "..",
    "Parcs & forêts",
    "100% \"'<b>",
    "?x=1#y",
    "עיריה",
    "_dash-layout",
    "%2F",
]
NOT_THERE = [
    "dept-none",
    "Dept-Roads",
    "dept-roads ",
    "dept-roads%00",
    "%ff",
    "a" * (LONGEST + 1),
    "%E2%80%AEdept-roads",
]
BY_HAND = ("sec-fetch-mode", "navigate")
CALLBACK = {
    "output": "said.children",
    "outputs": {"id": "said", "property": "children"},
    "inputs": [{"id": "typed", "property": "value", "value": "hello"}],
    "changedPropIds": ["typed.value"],
    "state": [],
}


def draw(context: PageContext) -> Component:
    return frame(context, context.parts["name"], dcc.Input(id="typed"), html.P(id="said"))


def callbacks(app: Dash, context: Callable[[], PageContext]) -> None:
    @app.callback(Output("said", "children"), Input("typed", "value"))
    def say(value: str) -> str:
        return f"{value}, {context().visitor.name} at {context().parts['name']}"


def strange(text: str, reader: Reader) -> str | None:
    return text if text in STRANGE else None


PAGES = [
    Page("/department/{name}", lambda c: c.parts["name"], draw, parts={"name": department}, callbacks=callbacks),
    Page("/strange/{name}", "Strange", draw, right=Right.EXPORT, parts={"name": strange}, callbacks=callbacks),
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    with closing(ScopeCity(tmp_path_factory.mktemp("city"), PAGES)) as made:
        yield made


@pytest.fixture(scope="module")
def manager(city: ScopeCity) -> Visitor:
    return city.sign_in(Role.DEPARTMENT_MANAGER, Remit.of(departments=["dept-roads"]))


@pytest.fixture(scope="module")
def boss(city: ScopeCity) -> Visitor:
    return city.sign_in(Role.ADMINISTRATOR, EVERYTHING)


def drawn(answer: Response) -> str:
    assert answer.status == 200, answer.body
    whole = orjson.loads(answer.body)
    header = next(each for each in whole["props"]["children"] if each["type"] == "Header")
    heading: str = next(each for each in header["props"]["children"] if each["type"] == "H1")["props"]["children"]
    return heading


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_is_itself_in_page_layout_and_callback_whatever_it_holds(boss: Visitor, name: str) -> None:
    at = f"/strange/{quote(name, safe='')}"
    page = boss.ask(at)
    assert page.status == 200
    assert f'"requests_pathname_prefix":"{at}/"'.replace("/", "\\u002f").encode() in page.body.replace(b"/", b"\\u002f")
    assert drawn(boss.ask(f"{at}/_dash-layout")) == name
    told = orjson.loads(boss.ask(f"{at}/_dash-update-component", CALLBACK).body)
    assert told["response"]["said"]["children"].endswith(f" at {name}")


def test_two_pages_at_one_address_stop_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"two routes for one address.*/department/\{name\}"):
        ScopeCity(tmp_path, [*PAGES, PAGES[0]])


def test_the_head_of_a_page_says_whose_its_figures_are(boss: Visitor, manager: Visitor) -> None:
    at = "/department/dept-roads/_dash-layout"
    assert b"only; calls are the whole centre's" not in boss.ask(at).body
    assert b"Dept-roads only; calls are the whole centre's." in manager.ask(at).body


@pytest.mark.parametrize("name", NOT_THERE)
def test_what_there_is_not_is_answered_like_an_address_that_does_not_exist(boss: Visitor, name: str) -> None:
    nowhere = boss.ask("/nowhere/at/all")
    for part in ("", "/_dash-layout", "/_dash-dependencies"):
        answer = boss.ask(f"/department/{name}{part}")
        assert (answer.status, answer.body) == (nowhere.status, nowhere.body)
    answer = boss.ask(f"/department/{name}/_dash-update-component", CALLBACK)
    assert (answer.status, answer.body) == (nowhere.status, nowhere.body)


def test_what_there_is_not_is_said_in_french_to_whoever_reads_french(city: ScopeCity, boss: Visitor) -> None:
    headers = [*boss.headers, ("accept-language", "fr-CA"), BY_HAND]
    for at in ("/nowhere/at/all", "/department/dept-none", "/nowhere", "/board/nowhere/_dash-layout"):
        answer = ask(city.shell, at, headers=headers)
        assert answer.status == 404
        assert "Il n’y a rien à cette adresse." in answer.body.decode()


def test_what_is_not_the_visitors_looks_like_what_there_is_not(manager: Visitor) -> None:
    assert drawn(manager.ask("/department/dept-roads/_dash-layout")) == "dept-roads"
    there_is, there_is_not = manager.ask("/department/dept-water"), manager.ask("/department/dept-none")
    assert (there_is.status, there_is.body) == (there_is_not.status, there_is_not.body)
    assert there_is.status == 404
    assert manager.ask("/department/dept-water/_dash-update-component", CALLBACK).status == 404


def test_the_right_is_asked_before_the_name_and_tells_nothing_of_it(city: ScopeCity) -> None:
    viewer = city.sign_in(Role.VIEWER, EVERYTHING)
    answers = {viewer.ask(f"/strange/{quote(name, safe='')}").body for name in ("..", "none", "Water/Sewer")}
    assert answers == {b"This is not for you to see.\n"}
    assert viewer.ask("/strange/none/_dash-layout").status == 403
    assert viewer.ask("/strange/none/_dash-update-component", CALLBACK).status == 403


def test_signed_out_people_are_led_back_to_the_very_name(city: ScopeCity) -> None:
    for name in ("Water%2FSewer", "none", "%ff"):
        answer = ask(city.shell, f"/strange/{name}", headers=[*OWN, BY_HAND])
        assert answer.status == 303
    assert ask(city.shell, "/strange/Water%2FSewer").headers["location"] == "/sign-in?next=/strange/Water%252FSewer"


def test_visitors_of_several_names_at_once_get_each_their_own(city: ScopeCity, boss: Visitor) -> None:
    async def one(name: str) -> tuple[str, str]:
        scope = scope_of(f"/department/{name}/_dash-layout", headers=boss.headers)
        return name, drawn(await asking(city.shell, scope))

    async def everybody() -> list[tuple[str, str]]:
        names = ["dept-roads", "dept-parks", "dept-water"] * 4
        return list(await asyncio.gather(*map(one, names)))

    assert all(name == heading for name, heading in asyncio.run(everybody()))


def test_every_script_that_such_a_page_names_is_there(boss: Visitor) -> None:
    page = boss.ask("/department/dept-roads").body.decode()
    assert "<title>dept-roads</title>" in page
    sources = [part.split('"', 1)[0] for part in page.split('<script src="')[1:]]
    assert len(sources) > 5
    for source in sources:
        assert boss.ask(source).status == 200, source
        assert boss.ask(f"/department/dept-roads{source}").status == (404 if "/assets/" in source else 200), source

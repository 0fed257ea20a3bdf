"""How a page is declared: what is found, and what is said of one that is wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import html

from layouts.page import Page, PageContext, WrongPage
from layouts.page.parts import department
from layouts.pages import pages
from layouts.web.routes import Nav
from wallboard.model.roles import Right

GOOD = """
from dash import html
from layouts.page import Page
from layouts.page.parts import department

def layout(context):
    return html.Div(context.parts["name"])

PAGE = Page("/department/{name}", "Department", layout, parts={"name": department})
"""
Room = Callable[..., str]


def draw(context: PageContext) -> html.Div:
    return html.Div()


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Room]:
    """Makes a package of these modules; its name."""
    name = f"room_{abs(hash(request.node.name))}"

    def make(**modules: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        for module, text in {"__init__": "", **modules}.items():
            (folder / f"{module}.py").write_text(text, encoding="utf-8")
        return name

    monkeypatch.syspath_prepend(tmp_path)
    yield make
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[module]


def test_pages_are_found_by_the_names_of_their_modules(room: Room) -> None:
    found = pages(room(department=GOOD, _helper="", _other="PAGE = 1"))
    assert [page.path for page in found] == ["/department/{name}"]


def test_the_houses_own_pages_are_found() -> None:
    assert "/today" in {page.path for page in pages()}
    assert pages() == pages(), "nothing is made anew"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no PAGE; a module of this room declares PAGE = Page(path=..., title=..., layout=...)"),
        ("PAGE = {'path': '/x'}", "PAGE = {'path': '/x'} (dict); a module of this room declares PAGE"),
        (GOOD.replace('"/department/{name}"', '"department"'), "path is 'department'; it must be like '/department'"),
        (GOOD.replace("{name}", "{n}"), "has the parts: n; `parts` says what they may be of: name"),
        (
            GOOD.replace("layout, ", "layout, style='dept.css', "),
            "style is 'dept.css'; there is no such file in assets/",
        ),
        (GOOD.replace("layout, ", "layout, script='../app.js', "), "script is '../app.js'; there is no such file"),
    ],
)
def test_a_wrong_page_is_named_with_its_module_and_what_would_be_right(room: Room, text: str, words: str) -> None:
    name = room(good=GOOD, wrong=text)
    with pytest.raises(WrongPage) as told:
        pages(name)
    assert str(told.value).startswith(f"{name}.wrong: ")
    assert words in str(told.value)


def test_two_pages_at_one_address_are_told_with_both_modules(room: Room) -> None:
    other = GOOD.replace("{name}", "{which}").replace('{"name"', '{"which"')
    name = room(one=GOOD, two=other)
    with pytest.raises(
        WrongPage, match=rf"{name}.two: path is '/department/{{which}}', at which {name}.one has a page"
    ):
        pages(name)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"path": ""}, "path is ''"),
        ({"path": "/"}, "path is '/'"),
        ({"path": "/Department"}, "path is '/Department'"),
        ({"path": "/department/"}, "path is '/department/'"),
        ({"path": "/a//b"}, "path is '/a//b'"),
        ({"path": "/../b"}, r"path is '/\.\./b'"),
        ({"path": None}, "path is None"),
        ({"path": "/a/b{c}", "parts": {"c": department}}, "each part between slashes"),
        ({"path": "/{c}", "parts": {"c": department}}, "is every board's"),
        ({"path": "/a/{c}/{c}", "parts": {"c": department}}, "a name of its own"),
        ({"path": "/a/{c}"}, "has the parts: c; `parts` says what they may be of: none"),
        ({"parts": {"c": department}}, "has the parts: none; `parts` says what they may be of: c"),
        ({"path": "/a/{c}", "parts": {"c": department}, "nav": Nav("A")}, "nav is 'A', but the navigation cannot know"),
        ({"right": "read"}, r"right is 'read' \(str\); it must be a Right, such as Right.READ"),
        ({"layout": html.Div()}, "it must be a function of the page's context"),
        ({"title": ""}, "title is ''"),
        ({"nav": "Today"}, r"nav is 'Today' \(str\); it must be such as Nav\("),
        ({"callbacks": 3}, r"callbacks is 3 \(int\)"),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(wrong: dict[str, Any], words: str) -> None:
    right: dict[str, Any] = {"path": "/fine", "title": "Fine", "layout": draw}
    assert Page(**right).right is Right.READ
    with pytest.raises(WrongPage, match=words):
        Page(**{**right, **wrong})

"""A page that has no open stream learns with what it asks that it is to load itself anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from dash import html

from layouts.live.stream import Hub, Showing
from layouts.site.board_pages import Boards
from layouts.site.shell import Shell, build_app
from layouts.web.made_for import made_for
from layouts.web.probes import Probes
from tests.layouts.asking import Response, ask
from wallboard.access.access import Access
from wallboard.access.visitor import MACHINE, Visitor, VisitorKind
from wallboard.model import SECOND
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right
from wallboard.settings import Settings, Site
from wallboard.settings.parts.access import AccessSettings

SITES = {"main": Site(name="City", zone="UTC")}
SCREEN = Visitor(VisitorKind.SCREEN, "s", "Lobby", remit=EVERYTHING, board="wall", credential="screen:s", reloads=4)
PERSON = Visitor(
    VisitorKind.PERSON, "p", "Ada", rights=frozenset({Right.READ}), remit=EVERYTHING, credential="session:1"
)
TURN = {"turn": "reload"}


class Wall:
    """One board; `who` comes to it."""

    def __init__(self, who: Visitor) -> None:
        self.who = who
        hub = Hub("v1", epoch="e")
        ready = Probes(lambda: (True, "ready"), lambda: b"")
        recognise: Any = lambda *_, **__: self.who  # noqa: E731
        board = lambda name: html.Main()  # noqa: E731
        self.app: Shell = build_app(
            Settings(sites=SITES), Boards(["wall"], board), hub, "v1", ready, recognise=recognise
        )
        hub.publish(Showing("wall", EVERYTHING), {"a": {"text": "1"}}, SECOND)

    def page(self) -> str:
        """What a page that is loaded now was made for."""
        return ask(self.app, "/board/wall").body.decode().split('data-of="')[1].split('"')[0]

    def asked(self, *of: str) -> Any:
        return orjson.loads(self.get("/frame", *of).body)

    def get(self, path: str, *of: str) -> Response:
        return ask(self.app, f"{path}?board=wall" + "".join(f"&of={each}" for each in of))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (SCREEN, replace(SCREEN, reloads=5)),
        (SCREEN, replace(SCREEN, remit=Remit.of(sites=["main"]))),
        (SCREEN, PERSON),
        (PERSON, replace(PERSON, rights=frozenset({Right.READ, Right.NAMES}))),
        (PERSON, replace(PERSON, id="another")),
        (MACHINE, PERSON),
    ],
    ids=["reload wanted", "another remit", "somebody signed in", "another right", "somebody else", "sign-in begins"],
)
def test_a_page_that_asks_is_told_to_load_anew_when_it_would_be_another(before: Visitor, now: Visitor) -> None:
    wall = Wall(before)
    page = wall.page()
    assert wall.asked(page)["f"] == {"a": {"text": "1"}}
    wall.who = now
    assert wall.asked(page) == TURN
    assert wall.get("/stream", page).body == b': open\n\nevent: turn\ndata: {"to":"reload"}\n\n'
    assert wall.asked(wall.page())["f"] == {"a": {"text": "1"}}, "the page that is loaded then is told no more"


@pytest.mark.parametrize(
    "now", [replace(SCREEN, name="Hall"), replace(SCREEN, until=7), replace(SCREEN, credential="screen:other")]
)
def test_what_changes_nothing_on_the_page_loads_nothing_anew(now: Visitor) -> None:
    wall = Wall(SCREEN)
    page = wall.page()
    wall.who = now
    assert "f" in wall.asked(page)


def test_pages_of_one_browser_ask_together_and_one_that_is_outdated_counts_for_all() -> None:
    wall = Wall(SCREEN)
    assert wall.asked(wall.page(), made_for(PERSON)) == TURN
    assert "f" in wall.asked(), "a page of an older version says nothing of itself"
    assert wall.asked("%00<script>&of=") == TURN


def test_what_a_page_was_made_for_is_the_same_in_every_process_and_tells_nobody_who_it_is() -> None:
    assert made_for(SCREEN) == "a1e9204a722d"
    assert made_for(replace(PERSON, rights=frozenset(reversed(list(Right))))) == made_for(
        replace(PERSON, rights=frozenset(Right))
    )


def test_a_wish_to_load_a_screen_anew_is_known_to_whoever_recognises_it(tmp_path: Path) -> None:
    own = AccessSettings(sign_in=True, database=f"sqlite:///{tmp_path / 'a.db'}", keys_file=str(tmp_path / "keys"))
    access = Access(Settings(access=own, sites=SITES))
    try:
        waiting = access.screens.begin()
        screen = access.screens.approve(waiting.code, "wall", "main", "Lobby", None)
        secret = access.screens.claim(waiting.secret) or ""
        before = made_for(access.recognise(screen=secret))
        assert made_for(access.recognise(screen=secret)) == before
        access.screens.reload(screen.id, None)
        assert made_for(access.recognise(screen=secret)) != before
    finally:
        access.close()

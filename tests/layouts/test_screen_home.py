"""What a screen finds at "/": its own board, whatever others there are; and a place to wait while that is gone."""

from __future__ import annotations

import pytest
from dash import html

from layouts.live.stream import Hub
from layouts.site.board_pages import Boards
from layouts.site.shell import Shell, build_app
from layouts.web.probes import Probes
from tests.layouts.asking import ask
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.model.remit import EVERYTHING
from wallboard.settings import Board, Rotation, Settings, Site


def wall(board: str) -> Shell:
    """As a screen of this board meets it."""
    rows = (("waiting_now:4",),)
    settings = Settings(
        sites={"main": Site(name="City", zone="UTC")},
        boards={"first": Board(rows=rows), "second": Board(rows=rows)},
        rotations={"round": Rotation(boards=(("first", 30), ("second", 20)))},
    )
    lobby = Visitor(VisitorKind.SCREEN, "s", "Lobby", remit=EVERYTHING, board=board, credential="screen:s")

    def recognise(
        session: str | None = None, screen: str | None = None, bearer: str | None = None, address: str = ""
    ) -> Visitor:
        return lobby

    return build_app(
        settings,
        Boards((*settings.boards, "round"), lambda name: html.Main(name)),
        Hub("v"),
        "1",
        Probes(lambda: (True, "ready"), lambda: b""),
        recognise=recognise,
    )


def test_a_screen_finds_its_own_board_and_says_whose_page_it_is() -> None:
    page = ask(wall("second"), "/")
    assert page.status == 200
    text = page.body.decode()
    assert 'data-board="second"' in text
    assert 'data-as="screen"' in text
    assert 'data-who="screen:s"' in text


@pytest.mark.parametrize("path", ["/board/first", "/board/first/_dash-layout", "/stream?board=first"])
def test_a_screen_gets_nothing_of_another_board(path: str) -> None:
    assert ask(wall("second"), path).status in (403, 404)


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/", {200}),
        ("/board/round", {200}),
        ("/board/round/_dash-layout", {200}),
        ("/board/first", {403}),
        ("/board/second/_dash-layout", {403}),
        ("/stream?board=first", {404}),
        ("/frame?board=second", {404}),
    ],
)
def test_a_screen_of_a_rotation_gets_that_and_none_of_its_boards_by_itself(path: str, statuses: set[int]) -> None:
    """What its boards show comes with the rotation."""
    assert ask(wall("round"), path).status in statuses


def test_a_screen_of_a_rotations_board_gets_nothing_of_the_rotation() -> None:
    assert ask(wall("first"), "/board/round").status == 403
    assert ask(wall("first"), "/stream?board=round").status == 404


def test_a_screen_whose_board_is_gone_waits_where_nobody_need_touch_it() -> None:
    gone = ask(wall("gone"), "/")
    assert (gone.status, gone.headers["location"]) == (303, "/tv")

"""Boards of one server in several languages: which one somebody gets, and that each is a view of its own."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

import orjson
import pytest
from dash import html

from layouts.live.board_views import BoardViews
from layouts.live.on_demand import OnDemandPublisher
from layouts.live.publisher import BoardPublisher
from layouts.live.stream import Hub, Showing
from layouts.site.board_pages import Boards
from layouts.site.shell import Shell, build_app
from layouts.web.probes import Probes
from tests.layouts import snapshots
from tests.layouts.asking import OWN, ask
from tests.layouts.live.test_on_demand import AllRemits
from wallboard.access.visitor import NOBODY, Visitor, VisitorKind
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import Right
from wallboard.settings import Settings
from wallboard.settings.parts.access import AccessSettings

ROWS = [["waiting_now", "queues:3"]]
BOARDS = {
    "mur": {"rows": ROWS, "language": "fr"},
    "muro": {"rows": ROWS, "language": "es-MX"},
    "plain": {"rows": ROWS},
}
ADA = Visitor(VisitorKind.PERSON, "1", "Ada", rights=frozenset({Right.READ}), remit=EVERYTHING, credential="session:1")
SCREEN = Visitor(VisitorKind.SCREEN, "2", "Lobby", remit=EVERYTHING, board="plain", credential="screen:2")


def city() -> Settings:
    return snapshots.settings(boards=BOARDS, access=AccessSettings(sign_in=True))


def shell(visitor: Visitor, hub: Hub | None = None) -> Shell:
    return build_app(
        city(),
        Boards(list(BOARDS), lambda board: html.Main(board)),
        hub or Hub("v1"),
        "1",
        Probes(lambda: (True, "ready"), lambda: b""),
        recognise=lambda *_credentials, **_more: visitor,
    )


def spoken(visitor: Visitor, board: str, accepts: str = "") -> str:
    answer = ask(shell(visitor), f"/board/{board}", headers=[*OWN, ("accept-language", accepts)])
    found = re.search(r'<html lang="([^"]+)"', answer.body.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("board", "accepts", "tag"),
    [
        ("mur", "", "fr"),
        ("mur", "es", "fr"),
        ("muro", "fr", "es-MX"),
        ("plain", "", "en"),
        ("plain", "fr", "fr"),
        ("plain", "es", "es-MX"),
        ("plain", "de", "en"),
    ],
)
def test_a_board_speaks_as_the_settings_say_else_as_the_browser_asks(board: str, accepts: str, tag: str) -> None:
    assert spoken(ADA, board, accepts) == tag


def test_what_somebody_chose_counts_on_every_board() -> None:
    chose = replace(ADA, language="es")
    assert [spoken(chose, board, "fr") for board in BOARDS] == ["es-MX"] * 3


def test_a_screen_is_not_asked_by_its_browser() -> None:
    """A television speaks whatever its maker thought of: it says nothing of those who stand before it."""
    assert spoken(SCREEN, "plain", "fr") == "en"
    assert spoken(replace(SCREEN, language="fr"), "plain", "es") == "fr"


def test_one_server_hands_each_its_own_view_of_the_same_board() -> None:
    hub = Hub("v1")
    readers = AllRemits(city())
    BoardPublisher(city(), hub.publish).changed(snapshots.morning())
    narrowed = OnDemandPublisher(hub, BoardViews(readers))
    wanted = [Showing("plain", EVERYTHING, tag) for tag in ("", "fr", "es-MX")]

    async def views() -> list[dict[str, Any]]:
        screens = [hub.join([showing], NOBODY) for showing in wanted]
        narrowed.publish()
        return [orjson.loads((await asyncio.wait_for(each.due(), 5)).removeprefix(b"data: ")) for each in screens]

    frames = asyncio.run(views())
    titles = [[frame["f"][f"waiting-now-{part}"]["text"] for part in ("title", "window")] for frame in frames]
    assert titles == [["Waiting now", "now"], ["En attente", "maintenant"], ["En espera", "ahora"]]
    assert readers.read == [EVERYTHING], "one snapshot for both"


def test_a_view_in_another_language_is_made_only_while_somebody_looks() -> None:
    hub = Hub("v1")
    readers = AllRemits(city())
    OnDemandPublisher(hub, BoardViews(readers)).publish()
    assert readers.read == []
    assert hub.newest(Showing("plain", EVERYTHING, "fr")) is None

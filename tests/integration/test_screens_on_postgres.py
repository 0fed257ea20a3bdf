"""A screen's whole life over PostgreSQL, told by two processes that share the database: the same as over SQLite."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.access_house import House
from wallboard.access.refused import Refused
from wallboard.access.screens import NoSuchScreen, WrongCode
from wallboard.access.visitor import VisitorKind
from wallboard.model import DAY


@pytest.fixture
def house(tmp_path: Path, postgres_access_url: str) -> House:
    return House(tmp_path, postgres_access_url)


def test_a_screen_is_let_in_seen_moved_renamed_reloaded_and_revoked(house: House) -> None:
    screens = house.access.screens
    waiting = screens.begin("192.0.2.7")
    assert screens.claim(waiting.secret) is None
    lobby = screens.approve(waiting.code, "wall", "main", "Lobby", None)
    secret = screens.claim(waiting.secret, "192.0.2.7")
    assert secret is not None
    assert screens.claim(waiting.secret) is None
    with pytest.raises(WrongCode):
        screens.approve(waiting.code, "wall", "main", "Second", None)
    with pytest.raises(Refused, match="already"):
        screens.approve(screens.begin().code, "wall", "main", "LOBBY", None)
    screens.move(lobby.id, "delivery", "main", None)
    screens.rename(lobby.id, "Hall", None)
    assert screens.reload(lobby.id, None).reloads == 1
    screens.saw({lobby.id: "192.0.2.8"})
    (there,) = screens.all()
    assert (there.name, there.board, there.address) == ("Hall", "delivery", "192.0.2.8")
    house.restart()
    visitor = house.access.recognise(screen=secret)
    assert (visitor.kind, visitor.name, visitor.board) == (VisitorKind.SCREEN, "Hall", "delivery")
    assert visitor.until is not None
    assert visitor.until > house.clock() + 300 * DAY
    house.access.screens.revoke(lobby.id, None)
    assert house.access.recognise(screen=secret).kind is VisitorKind.NOBODY
    with pytest.raises(NoSuchScreen):
        house.access.screens.reload(lobby.id, None)
    house.close()


def test_of_many_who_claim_at_once_one_gets_the_secret(house: House) -> None:
    screens = house.access.screens
    waiting = screens.begin()
    screens.approve(waiting.code, "wall", "main", "Lobby", None)
    got: list[str | None] = []
    threads = [threading.Thread(target=lambda: got.append(screens.claim(waiting.secret))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    told = [secret for secret in got if secret]
    assert (len(got), len(told)) == (8, 1)
    assert screens.find(told[0]) is not None
    house.close()

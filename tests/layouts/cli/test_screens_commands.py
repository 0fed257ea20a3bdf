"""Screens on the command line: the same rules as on the page, and everything in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from layouts.cli.screens import screens_commands
from tests.empty_databases import lay_access
from wallboard.access.access import Access
from wallboard.settings import Board, Settings, Site
from wallboard.settings.parts.access import AccessSettings


class House:
    def __init__(self, folder: Path) -> None:
        own = AccessSettings(
            sign_in=True, database=f"sqlite:///{folder / 'access.db'}", keys_file=str(folder / "access.keys")
        )
        rows = (("waiting_now:4",),)
        self.settings = Settings(
            access=own, sites={"main": Site(name="City", zone="UTC")}, boards={"wall": Board(rows=rows)}
        )
        lay_access(folder / "access.db")
        self.access = Access(self.settings)

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(screens_commands(lambda path: self.settings), arguments)

    def paired(self, name: str) -> str:
        """A screen's secret."""
        waiting = self.access.screens.begin("192.0.2.7")
        told = self.run("approve", waiting.code, "--board", "wall", "--name", name)
        assert (told.exit_code, told.stdout) == (0, f"{name} may show wall. It is at 192.0.2.7.\n")
        return self.access.screens.claim(waiting.secret, "192.0.2.7") or ""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.access.close()


def test_without_a_screen_the_list_says_how_to_let_one_in(house: House) -> None:
    assert "Open /tv on a TV" in house.run("list").stdout


def test_a_screen_is_let_in_listed_and_revoked(house: House) -> None:
    secret = house.paired("Lobby")
    head, line = house.run("list").stdout.splitlines()
    assert head.split("  ")[0] == "name"
    assert line.split() == ["Lobby", "wall", "192.0.2.7", "not", "yet", "the", "command", "line"]
    assert house.run("revoke", "lobby").stdout == "Lobby is revoked.\n"
    assert house.access.screens.find(secret) is None
    assert "no screen yet" in house.run("list").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("approve", "K7QF-2MXD", "--board", "wall", "--name", "Lobby"), "No screen waits with this code"),
        (("approve", "K7QF-2MXD", "--board", "walls", "--name", "Lobby"), 'did you mean "wall"?'),
        (("revoke", "Loby"), 'There is no screen "Loby". There are: none.'),
    ],
)
def test_what_cannot_be_done_is_told_in_words(house: House, arguments: tuple[str, ...], says: str) -> None:
    told = house.run(*arguments)
    assert told.exit_code == 1
    assert isinstance(told.exception, ValueError)
    assert says in str(told.exception)


def test_a_name_from_outside_writes_no_line_of_its_own(house: House) -> None:
    told = house.run("revoke", "Lobby\nroot is revoked.\u202e")
    assert "\n" not in str(told.exception)
    assert "\u202e" not in str(told.exception)

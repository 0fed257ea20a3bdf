"""`people` and `keys`: what is printed is all that somebody needs, and nobody's secret but the one-time code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from layouts.cli.people import keys_commands, people_commands
from tests.access_house import HERE, PASSWORD, Hand, House, settings
from tests.wallboard.ticket_histories import START, frame
from wallboard.access.refused import Refused
from wallboard.access.visitor import NOBODY, VisitorKind
from wallboard.ledger import Ledger
from wallboard.model.remit import Remit
from wallboard.model.roles import Role
from wallboard.settings import Settings
from wallboard.source import Batch

CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}")
ADDRESS = "https://wall.example"


class Line:
    """The command line beside a running wall."""

    def __init__(self, folder: Path, **over: Any) -> None:
        self.house = House(folder)
        self._settings = settings(folder, server={"address": ADDRESS}, **over)
        cli = typer.Typer()
        cli.add_typer(people_commands(self.load, self.house.clock), name="people")
        cli.add_typer(keys_commands(self.load, self.house.clock), name="keys")
        self._cli = cli

    def load(self, path: Path) -> Settings:
        assert path == Path("wallboard.toml")
        return self._settings

    def __call__(self, *words: str) -> str:
        told = CliRunner().invoke(self._cli, words, catch_exceptions=False, terminal_width=200)
        assert told.exit_code == 0, told.output
        return told.stdout

    def fails(self, *words: str) -> str:
        """What app.py prints of the error."""
        told = CliRunner().invoke(self._cli, words)
        assert isinstance(told.exception, Refused)
        assert told.stdout == ""
        return str(told.exception)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    line = Line(tmp_path)
    yield line
    line.house.close()


def add(line: Line, *more: str, role: str = "administrator") -> str:
    return line("people", "add", "Ada.Lopez", "--shown", "Ada Lopez", "--role", role, *more)


def test_the_first_administrator_comes_in_by_the_code_that_is_printed_and_where_it_says(line: Line) -> None:
    told = add(line).splitlines()
    assert told[0] == "Added ada.lopez: Ada Lopez, administrator, everything."
    assert told[1].startswith("One-time code for ada.lopez, good until 20")
    assert told[2] == f"They type it at {ADDRESS}/welcome and choose a password."
    code = CODE.search(told[1])
    assert code is not None
    entered = line.house.access.entering.by_code("ada.lopez", code[0], PASSWORD, address=HERE)
    assert entered.person.role is Role.ADMINISTRATOR
    assert [entry.who for entry in line.house.access.audit.read(event="person_added")] == ["command line"]


def test_who_is_added_before_sign_in_is_switched_on_is_told_how(tmp_path: Path, line: Line) -> None:
    cli = people_commands(lambda _: settings(tmp_path / "off", access={"sign_in": False}), Hand())
    told = CliRunner().invoke(cli, ["add", "ada", "--shown", "Ada", "--role", "viewer"], catch_exceptions=False)
    assert "set access.sign_in = true" in told.stdout
    assert "set access.sign_in" not in add(line)


@pytest.mark.parametrize(
    ("server", "where"),
    [
        ({"port": 8400}, "http://127.0.0.1:8400/welcome"),
        ({"host": "::1", "certificate": "c", "certificate_key": "k"}, "https://[::1]:8311/welcome"),
    ],
)
def test_without_an_address_the_code_is_typed_at_this_machine(
    tmp_path: Path, server: dict[str, object], where: str
) -> None:
    cli = people_commands(lambda _: settings(tmp_path, server=server), Hand())
    words = ["add", "ada", "--shown", "Ada", "--role", "viewer"]
    told = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert f"They type it at {where} and" in told.stdout


def test_a_remit_is_of_what_the_settings_have_and_of_any_ward(line: Line) -> None:
    told = add(line, "--site", "main", "--department", "Parks", "--department", "Streets", role="department_manager")
    assert "Added ada.lopez: Ada Lopez, department manager, sites main; departments Parks, Streets." in told
    told = line("people", "add", "bo", "--shown", "Bo", "--role", "councillor", "--ward", "4")
    assert "councillor, wards 4." in told


def test_a_ward_that_no_request_is_of_is_refused(line: Line, tmp_path: Path) -> None:
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.db")) as ledger:
        ledger.migrate()
        told = frame([{"ticket": "a", "ward": "4", "opened_at": START, "updated_at": START}])
        ledger.record(
            "crm", "main", Batch({"n": 1}, tickets=told.drop(columns=["source", "received_at", "batch"])), START
        )
    words = ("people", "add", "bo", "--shown", "Bo", "--role", "councillor", "--ward")
    assert "no request that was read is of ward 44; there are: 4" in line.fails(*words, "44")
    assert line.house.access.people.all() == []
    assert "councillor, wards 4." in line(*words, "4")


def test_asking_for_wards_makes_no_ledger(line: Line, tmp_path: Path) -> None:
    line("people", "add", "bo", "--shown", "Bo", "--role", "councillor", "--ward", "4")
    assert not (tmp_path / "ledger.db").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--role", "viewer", "--site", "mian"), 'no site "mian"; did you mean "main"?'),
        (("--role", "viewer", "--department", "Fire\n"), "no department"),
        (("--role", "department_manager"), "needs departments: name at least one"),
        (("--role", "councillor", "--site", "main"), "needs wards"),
        (("--role", "administrator", "--site", "main"), "leave out sites"),
    ],
)
def test_what_does_not_fit_is_said_and_nobody_is_added(line: Line, words: tuple[str, ...], says: str) -> None:
    told = line.fails("people", "add", "ada", "--shown", "Ada", *words)
    assert says in told
    assert len(told.splitlines()) == 1
    assert line.house.access.people.all() == []


def test_everybody_is_listed_with_what_they_are(line: Line) -> None:
    assert "There is nobody yet" in line("people", "list")
    line.house.person("zoe", Role.SUPERVISOR)
    add(line)
    line.house.access.people.of_provider("city", "x-1", "Eve\x1b[31m\u202e", Role.VIEWER, Remit.of(wards=["7"]))
    line.house.person("gone")
    line("people", "disable", "gone")
    told = line("people", "list").splitlines()
    assert [row.split()[0] for row in told] == ["name", "ada.lopez", "city:x-1", "gone", "zoe"]
    assert "invited" in told[1]
    assert "wards 7" in told[2]
    assert "\x1b" not in told[2]
    assert "disabled" in told[3]
    assert re.search(r"active +2026-\d\d-\d\dT\d\d:\d\dZ$", told[4])


@pytest.mark.parametrize("words", [("people", "disable", "ada"), ("people", "sign-out", "ada")])
def test_a_running_wall_follows_the_command_line_within_a_second(line: Line, words: tuple[str, ...]) -> None:
    line.house.person("ada")
    visitor = line.house.access.recognise(session=line.house.enter().opened.secret)
    assert visitor.kind is VisitorKind.PERSON
    line(*words)
    line.house.clock.on(1_000_000)
    assert line.house.access.changed()
    assert line.house.access.still(visitor) is NOBODY


def test_a_reset_prints_a_code_and_enabling_lets_in_again(line: Line) -> None:
    line.house.person("ada")
    line("people", "disable", "ADA")
    assert "enable them first" in line.fails("people", "reset", "ada")
    assert line("people", "enable", "ada") == "ada may come in again.\n"
    code = CODE.search(line("people", "reset", "ada"))
    assert code is not None
    assert line.house.access.entering.by_code("ada", code[0], PASSWORD, address=HERE).person.name == "ada"


@pytest.mark.parametrize("command", ["reset", "disable", "enable", "sign-out"])
def test_an_unknown_name_is_said_on_one_line(line: Line, command: str) -> None:
    assert line.fails("people", command, "nobody\nhere") == 'there is no "nobody\\nhere"; `people list` names everybody'


def test_the_last_administrator_cannot_be_disabled(line: Line) -> None:
    line.house.person("root", Role.ADMINISTRATOR)
    assert "last administrator" in line.fails("people", "disable", "root")


def test_keys_rotate_under_a_running_wall_and_are_never_shown(line: Line) -> None:
    line.house.person("ada")
    session = line.house.enter().opened.secret
    first = line.house.access.keys.all()[0]
    told = line("keys", "rotate")
    new = line.house.access.keys.all()[0]
    assert told == f"The newest key is {new.id}. Still recognised: 1 older.\n"
    listed = line("keys", "list")
    assert [row.split()[0] for row in listed.splitlines()] == ["key", new.id, first.id]
    for key in (first, new):
        assert key.text not in told + listed
    line.house.restart()
    assert line.house.access.recognise(session=session).kind is VisitorKind.PERSON
    assert [entry.about for entry in line.house.access.audit.read(event="keys_rotated")] == [new.id]


def test_given_keys_are_rotated_by_whoever_gives_them(tmp_path: Path) -> None:
    given = settings(tmp_path, access={"keys": "k" * 40})
    cli = keys_commands(lambda _: given, Hand())
    told = CliRunner().invoke(cli, ["rotate"])
    assert "put a new key in front" in str(told.exception)
    listed = CliRunner().invoke(cli, ["list"]).stdout
    assert "not known" in listed
    assert "k" * 40 not in listed

"""docs/sign-in.md says what the code does: its table of roles, its settings and its commands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from layouts.cli.people import keys_commands, people_commands
from wallboard.access.keys import KEPT
from wallboard.access.rights_doc import render
from wallboard.settings import Settings
from wallboard.settings.file.read import parse

PAGE = Path(__file__).parents[3] / "docs" / "sign-in.md"
BASE = '[sites.main]\nname = "Main"\nzone = "UTC"\n[departments.Roads]\nowner = "Ana"\n'


def test_its_tables_of_roles_and_rights_are_those_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == render(text), "make docs"


def test_its_settings_are_taken() -> None:
    (told,) = re.findall(r"```toml\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    settings = parse(BASE + told, "wallboard.toml", {}, {})
    assert len(settings.access.providers["city"].grants) == 3
    assert tomllib.loads(told)["access"]["providers"]["city"]["label"] == "City account"


def test_its_commands_are_there() -> None:
    def load(path: Path) -> Settings:
        raise AssertionError("nothing is run")

    known = {
        (group, command.name or (command.callback.__name__ if command.callback else ""))
        for group, app in (("people", people_commands(load)), ("keys", keys_commands(load)))
        for command in app.registered_commands
    }
    used = set(re.findall(r"\b(people|keys) ([a-z-]+)\b(?= [A-Za-z]|$|`|\n)", PAGE.read_text(encoding="utf-8")))
    named = {pair for pair in used if pair[1] in ("add", "reset", "rotate")}
    assert named == {("people", "add"), ("people", "reset"), ("keys", "rotate")}
    assert named <= known


def test_it_says_how_many_older_keys_stay() -> None:
    assert KEPT == 4
    assert "The three before it stay" in PAGE.read_text(encoding="utf-8")

"""Settings of the environment, and secrets: whatever is wrong, none is repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wallboard.settings.settings_file import GOOD, error, errors, read
from wallboard.settings.problems.wording import SettingsError


def test_the_environment_wins_over_the_file() -> None:
    settings = read(
        GOOD,
        {
            "WALLBOARD_SERVER__PORT": "0",
            "WALLBOARD_DEMO": "true",
            "WALLBOARD_SOURCES__PBX__TABLE": "other",
            "WALLBOARD_DEPARTMENTS__STREETS_ROADS__OWNER": "Bo",
            "WALLBOARD_QUEUES__ROADS__TARGETS__1__SHARE": "0.5",
            "WALLBOARD_EMERGENCY_TYPES": '["Gas leak"]',
            "WALLBOARD_SETTINGS": "elsewhere.toml",
            "HOME": "/nowhere",
        },
    )
    assert (settings.server.port, settings.demo, settings.sources["pbx"].table) == (0, True, "other")
    assert settings.departments["Streets & Roads"].owner == "Bo"
    assert settings.queues["roads"].targets[1].share == 0.5
    assert settings.emergency_types == ("Gas leak",)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("WALLBOARD_SERVER__PORT", "x", 'WALLBOARD_SERVER__PORT: [server] port must be a whole number, not "x"'),
        ("WALLBOARD_SEVER__PORT", "1", 'WALLBOARD_SEVER__PORT: "sever" is no setting; did you mean "server"?'),
        ("WALLBOARD_SERVER__PROT", "1", 'WALLBOARD_SERVER__PROT: "prot" is no setting; did you mean "port"?'),
        ("WALLBOARD_SOURCES__PBX__TABEL", "1", 'WALLBOARD_SOURCES__PBX__TABEL: "tabel" is no setting; did you mean "table"?'),
        ("WALLBOARD_QUEUES__ROADS__TARGETS__9__SHARE", "1", "TARGETS__9__SHARE: leads into something that is no table"),
        ("WALLBOARD_LEDGER_FILE", "/nowhere/x", 'WALLBOARD_LEDGER_FILE: the file "/nowhere/x" cannot be read: No such file'),
        ("WALLBOARD_SOURCES__PBZ__URL", "x", "WALLBOARD_SOURCES__PBZ__URL: [sources.pbz] kind is missing; this build has"),
        ("WALLBOARD_", "x", 'WALLBOARD_: "" is no setting'),
    ],
)  # fmt: skip
def test_a_wrong_variable_is_named(variable: str, value: str, told: str) -> None:
    assert told in error(GOOD, {variable: value})


def test_a_secret_comes_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql+psycopg://wall:s3cret-word@db/asterisk\n")
    settings = read(GOOD, {"WALLBOARD_SOURCES__PBX__URL_FILE": str(secret)})
    assert settings.sources["pbx"].url == "postgresql+psycopg://wall:s3cret-word@db/asterisk"


def test_a_value_and_a_file_for_it_are_one_too_many(tmp_path: Path) -> None:
    secret = tmp_path / "ledger"
    secret.write_text("sqlite:///var/b.db")
    told = error(GOOD, {"WALLBOARD_LEDGER": "sqlite:///var/a.db", "WALLBOARD_LEDGER_FILE": str(secret)})
    assert told == "WALLBOARD_LEDGER_FILE: says the same as WALLBOARD_LEDGER; keep one of them"


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("poll_every = 1", "poll_every = 0"),
        GOOD.replace('url = "mysql', 'urll = "mysql'),
        GOOD.replace('url = "mysql', 'table = ["mysql').replace("/asterisk", '/asterisk", "x"]#'),
        "ledger = 'oracle://wall:hunter22@db/x'\n" + GOOD,
        "ledger = 'oracle:/wall:hunter22@db/x'\n" + GOOD,
        GOOD.replace('owner = "Ana"', 'owner = ["mysql://wall:a@b/hunter22@db"]\n"mysql://wall:a@b/hunter22@db" = 1'),
        GOOD.replace("hunter22", "hunter%32%32").replace("columns = 3", 'columns = "hunter22"'),
        GOOD.replace('owner = "Ana"', 'owner = ["hunter22"]\npassword = "hunter22"'),
        GOOD.replace('kind = "asterisk_queue_log"', 'kind = "mysql://wall:hunter22@db"'),
    ],
)
def test_no_error_repeats_a_secret(text: str) -> None:
    assert not [line for line in errors(text) if "hunter22" in line]


def test_no_error_repeats_a_secret_that_came_from_a_file(tmp_path: Path) -> None:
    """Whatever it stands in: here a word that is no address at all, so that nothing but its origin tells that it is one."""
    secret = tmp_path / "port"
    secret.write_text("quite-another-word\n")
    told = error(GOOD, {"WALLBOARD_SERVER__PORT_FILE": str(secret)})
    assert "[server] port must be a whole number" in told
    assert "quite-another-word" not in told


@given(
    name=st.lists(st.sampled_from(["SERVER", "PORT", "QUEUES", "ROADS", "TARGETS", "0", "7", "SITES", "MAIN", "HOURS", "FILE", "SOURCES", "PBX", "", "É", "PROMISES"]), max_size=5).map("__".join),
    suffix=st.sampled_from(["", "_FILE"]),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\0")) | st.sampled_from(["[", "{", "[1]", "{a=1}", "/"]),
)  # fmt: skip
def test_no_environment_brings_anything_but_a_settings_error(name: str, suffix: str, value: str) -> None:
    variable = "WALLBOARD_" + name + suffix
    try:
        read(GOOD, {variable: value})
    except SettingsError as told:
        assert told.lines

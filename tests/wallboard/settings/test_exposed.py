"""A file that holds a secret and that anybody may read is told, with the command that mends it."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from wallboard.settings import Settings
from wallboard.settings.docs import tables
from wallboard.settings.file.environment import NAME_FILES, secret_files
from wallboard.settings.file.exposed import exposed, secret_keys
from wallboard.settings.file.read import load

SITE = '[sites.main]\nname = "M"\nzone = "UTC"\n'
OUT_OF_THE_WAY = '[access]\nkeys_file = "none/access.keys"\ndatabase = "sqlite:///none"\n'


def told(path: Path, environ: dict[str, str] | None = None) -> dict[str, str]:
    found = list(exposed(path, environ or {}, load(path, {}, environ or {})))
    assert not [each for _, each in found if each.ok]
    return {where: f"{finding.what}: {finding.detail}" for where, finding in found}


def settings(folder: Path, text: str = "") -> Path:
    path = folder / "wall board.toml"
    path.write_text(text or SITE + OUT_OF_THE_WAY)
    path.chmod(0o644)
    return path


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("ledger", 'ledger = "postgresql://wall:hunter22@db.example/x"'),
        ("ledger", 'ledger = "postgresql://db.example/x?user=wall&password=hunter22"'),
        ("access.keys", 'access = { keys = "hunter22" }'),
        ("callers.key", 'callers = { key = "hunter22" }'),
        ("access.backup_key", 'access = { backup_key = "hunter22" }'),
        ("access.database", 'access = { database = "postgresql://wall:hunter22@db.example/x" }'),
        ("access.providers.city.client_secret", "access.providers.city.client_secret = 'hunter22'"),
        ("sources.pbx.url", "sources.pbx.url = 'mysql://wall:hunter22@db.example/x'"),
        ("list.1.password", "list = [1, { password = 'hunter22' }]"),
    ],
)
def test_what_is_a_secret_is_known(key: str, line: str) -> None:
    assert secret_keys(tomllib.loads(line)) == [key]


@pytest.mark.parametrize(
    "line",
    [
        'ledger = "sqlite:///var/wallboard.db"',
        'sources.pbx.url = "mysql+pymysql://wall@db.example/x"',
        'server = { certificate_key = "/etc/wallboard/wall.key" }',
        'access = { keys = "", backup_key = "", keys_file = "var/access.keys" }',
        'callers = { days = 35, key = "", key_file = "var/callers.key" }',
        "numbers = [1, 2.5, true, 2026-01-01]",
    ],
)
def test_what_is_no_secret_is_not_taken_for_one(line: str) -> None:
    assert secret_keys(tomllib.loads(line)) == []


@pytest.mark.whole
def test_a_settings_file_with_a_secret_is_told_until_it_is_mended_as_told(tmp_path: Path) -> None:
    path = settings(tmp_path, "ledger = 'postgresql://wall:hunter22@db.example/x'\n" + SITE + OUT_OF_THE_WAY)
    found = told(path)
    assert list(found) == [str(path)]
    assert "holds a secret (ledger), and others on this machine may read it: chmod 600 " in found[str(path)]
    assert "hunter22" not in found[str(path)]
    command = found[str(path)].partition(": ")[2].partition(" or ")[0]
    subprocess.run(command, shell=True, check=True)
    assert told(path) == {}


def test_a_settings_file_without_a_secret_may_be_read_by_all(tmp_path: Path) -> None:
    assert told(settings(tmp_path)) == {}


def test_every_file_that_is_a_secret_is_looked_at(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("url", "access.keys", "wall.key", "access.db")}
    for file in files.values():
        file.write_text("postgresql://wall:hunter22@db.example/x")
        file.chmod(0o644)
    text = SITE + (
        f'[access]\nkeys_file = "{files["access.keys"]}"\ndatabase = "sqlite:///{files["access.db"]}"\n'
        f'[server]\ncertificate = "wall.crt"\ncertificate_key = "{files["wall.key"]}"\n'
    )
    environ = {"WALLBOARD_LEDGER_FILE": str(files["url"])}
    found = told(settings(tmp_path, text), environ)
    assert list(found) == ["WALLBOARD_LEDGER_FILE", "access.keys_file", "server.certificate_key", "access.database"]
    for file in files.values():
        os.chmod(file, 0o640)
    assert list(told(settings(tmp_path, text), environ)) == ["access.keys_file"]  # which the wall would refuse
    files["access.keys"].chmod(0o600)
    assert told(settings(tmp_path, text), environ) == {}


def test_settings_that_name_a_file_are_no_files_of_secrets() -> None:
    named = {
        "WALLBOARD_" + "__".join([*header.strip("[]").upper().split("."), name.upper()]).lstrip("_")
        for header, model in tables("", Settings)
        for name in model.model_fields
        if name.endswith("_file")
    }
    assert named == NAME_FILES
    assert secret_files(dict.fromkeys([*NAME_FILES, "WALLBOARD_LEDGER_FILE", "OTHER_FILE"], "x")) == {
        "WALLBOARD_LEDGER_FILE": Path("x")
    }

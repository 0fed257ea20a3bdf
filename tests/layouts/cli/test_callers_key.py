"""The key under which callers are hashed: made when a number is first read, and a plain word where it cannot be had."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

import app
from wallboard.clock import system_clock
from wallboard.ledger import Ledger
from wallboard.model import DAY, SECOND

SETTINGS = """
ledger = "sqlite:///{folder}/ledger.db"
[sites.main]
name = "311"
zone = "UTC"
[access]
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/keys/access.keys"
{more}
[sources.pbx]
kind = "asterisk_queue_log_file"
path = "{folder}/queue_log"
silent_after_s = 4e9
"""


def run(folder: Path, *words: str, more: str = "") -> tuple[int, str]:
    now = system_clock() // SECOND
    rows = [f"{now - 60 * n}|{n}.1|roads|NONE|ENTERQUEUE||3125550142|1\n" for n in (3, 2, 1)]
    (folder / "queue_log").write_text("".join(rows))
    (folder / "wallboard.toml").write_text(SETTINGS.format(folder=folder, more=more))
    try:
        told = CliRunner().invoke(
            app.cli, [*words, "--settings", str(folder / "wallboard.toml")], catch_exceptions=False
        )
    except Exception as error:  # as app.main says it
        return 1, str(error)
    return told.exit_code, told.output


def others(folder: Path) -> int | None:
    ledger, now = Ledger(f"sqlite:///{folder}/ledger.db"), system_clock()
    try:
        found = ledger.same_caller("main", "pbx", "1.1", now - DAY, now)
    finally:
        ledger.close()
    return None if found is None else len(found)


def test_an_import_makes_a_key_for_its_owner_alone_and_a_check_makes_none(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "callers.key"
    code, told = run(tmp_path, "check")
    assert code == 0, told
    assert not key.exists()
    code, told = run(tmp_path, "import", "pbx")
    assert (code, others(tmp_path)) == (0, 2), told
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text().splitlines()) == 2


def test_switched_off_nobody_is_recognised_and_no_key_is_made(tmp_path: Path) -> None:
    code, told = run(tmp_path, "import", "pbx", more="[callers]\ndays = 0")
    assert (code, others(tmp_path)) == (0, None), told
    assert not (tmp_path / "keys").exists()


def test_a_key_that_others_may_read_is_the_sources_trouble_and_check_says_how_to_mend_it(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "callers.key"
    key.parent.mkdir()
    key.write_text("planted-key-of-callers-" * 2)
    key.chmod(0o644)
    code, told = run(tmp_path, "import", "pbx")
    assert code == 1
    assert f"sources.pbx: callers.key_file {key}: others may read it; run: chmod 600 {key}" in told
    code, told = run(tmp_path, "check")
    assert code == 1
    assert "callers.key_file" in told
    key.chmod(0o600)
    assert run(tmp_path, "import", "pbx")[0] == 0
    assert others(tmp_path) == 2


@pytest.mark.parametrize(
    ("callers", "says"),
    [
        ("days = 36", "[callers] days must be 35 days or less"),
        ("days = -1", "[callers] days must be 0 days or more"),
        ('key = ["planted-secret"]', "[callers] key must be a text"),
    ],
)
def test_settings_that_cannot_be_say_what_can(tmp_path: Path, callers: str, says: str) -> None:
    code, told = run(tmp_path, "check", more=f"[callers]\n{callers}")
    assert code == 1
    assert says in told
    assert "planted" not in told


def test_a_given_key_makes_no_file_and_must_be_long(tmp_path: Path) -> None:
    code, told = run(tmp_path, "import", "pbx", more='[callers]\nkey = "planted-short"')
    assert code == 1
    assert "callers.key: key 1 has 13 characters; a key needs 32 or more" in told
    assert "planted" not in told
    code, told = run(tmp_path, "import", "pbx", more=f'[callers]\nkey = "{"planted-" * 5}"')
    assert (code, others(tmp_path)) == (0, 2), told
    assert not (tmp_path / "keys").exists()

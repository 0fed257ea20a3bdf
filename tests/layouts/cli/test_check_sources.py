"""`check` over files as an installer finds them: rows without sense fail it, and no name writes a line of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import app

SETTINGS = """
ledger = "sqlite:///{folder}/ledger.db"
[sites.main]
name = "311"
zone = "UTC"
[access]
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"
[sources.city]
kind = "csv_tickets"
path = "{folder}/requests"
columns = {{ ticket = "id", opened_at = "opened", status = "status" }}
states = {{ Open = "open" }}
silent_after_s = 4e9
"""


def check(folder: Path, **files: str) -> tuple[int, list[str]]:
    (folder / "requests").mkdir()
    for name, content in files.items():
        (folder / "requests" / name.replace("__", ".")).write_text(content, encoding="utf-8")
    (folder / "wallboard.toml").write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    told = CliRunner().invoke(app.cli, ["check", "--settings", str(folder / "wallboard.toml")])
    return told.exit_code, told.output.splitlines()


def rows(*words: str) -> str:
    return "id,opened,status\n" + "".join(f"{n},2024-05-01 10:00:00,{word}\n" for n, word in enumerate(words))


@pytest.mark.parametrize(("words", "code"), [("Open Opne Opne Opne", 1), ("Open Open Open Opne", 1), ("Open Open", 0)])
def test_rows_that_make_no_sense_fail_the_check_with_their_number_and_the_reason(
    tmp_path: Path, words: str, code: int
) -> None:
    found, lines = check(tmp_path, a__csv=rows(*words.split()))
    assert found == code, lines
    [sense] = [line for line in lines if ": rows make sense: " in line]
    assert sense.startswith("WRONG " if code else "ok ")
    assert code == 0 or f'{words.count("Opne")} because status is "Opne"' in sense


def test_names_of_files_write_no_lines_and_steer_no_terminal(tmp_path: Path) -> None:
    forged = "b\nok    access: all is well\x1b[2J\u202e"
    code, lines = check(tmp_path, **{"a__csv": rows("Open"), f"{forged}__csv": "secret planted here\n"})
    assert code == 1
    assert all(line.isprintable() for line in lines)
    assert not [line for line in lines if line.startswith("ok    access: all is well")]
    assert not [line for line in lines if "planted" in line]
    assert [line for line in lines if line.startswith("WRONG sources.city: files as expected: b\\nok ")]

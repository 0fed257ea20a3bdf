"""`backup` keeps people and screens out of the plain file; `restore` brings back all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from layouts.cli.backup import add_backup_commands
from tests.empty_databases import lay_access, lay_ledger
from tests.wallboard.access.backup_scenarios import HASH, NAME, cheap_keys, fill, rows
from wallboard.access.store import AccessError
from wallboard.ledger import LedgerError
from wallboard.settings.file.read import load
from wallboard.settings.problems.wording import SettingsError

WORDS = "a passphrase long enough"
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command over the settings of a folder, with or without the passphrase; raises what it raises."""

    cheap_keys(monkeypatch)

    def command(*words: str, folder: str = "here", key: str = "") -> str:
        home = tmp_path / folder
        home.mkdir(exist_ok=True)
        environ = {"WALLBOARD_ACCESS__BACKUP_KEY": key} if key else {}
        (home / "wallboard.toml").write_text(
            f'ledger = "sqlite:///{home}/wallboard.db"\n[sites.main]\nname = "M"\nzone = "UTC"\n'
            f'[access]\ndatabase = "sqlite:///{home}/access.db"\nkeys_file = "{home}/access.keys"\n'
        )
        cli = Typer()
        add_backup_commands(cli, lambda path: load(path, {}, environ))
        done = CliRunner().invoke(cli, [*words, "--settings", str(home / "wallboard.toml")])
        if done.exception is not None:
            raise done.exception
        return done.output

    return command


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    lay_ledger(tmp_path / "here" / "wallboard.db")
    lay_access(tmp_path / "here" / "access.db")
    fill(f"sqlite:///{tmp_path}/here/access.db")
    (tmp_path / "here" / "access.keys").write_text("planted-key-of-the-installation-0123456789\n")
    return tmp_path


def test_without_a_key_the_plain_file_stands_alone_and_one_line_says_what_is_missing(home: Path, run: Run) -> None:
    told = run("backup", str(home / "b.db"))
    assert told.splitlines()[1:] == [
        "People, screens and the audit log are not in it: set access.backup_key "
        "(WALLBOARD_ACCESS__BACKUP_KEY_FILE names a file that holds it) to save them too, encrypted"
    ]
    assert [each.name for each in home.iterdir() if each.is_file()] == ["b.db"]


def test_neither_file_tells_of_people_screens_or_keys(home: Path, run: Run) -> None:
    told = run("backup", str(home / "b.db"), key=WORDS)
    assert WORDS not in told
    files = [each for each in home.iterdir() if each.is_file()]
    assert sorted(each.name for each in files) == ["b.db", "b.db.access"]
    for file in files:
        content = file.read_bytes()
        for planted in (NAME, HASH, "Planted", "planted-key", WORDS):
            assert planted.encode() not in content, (file.name, planted)
    plain = (home / "b.db").read_bytes()
    assert not [
        table for table in (b"CREATE TABLE people", b"CREATE TABLE sessions", b"access_version") if table in plain
    ]


def test_both_come_back(home: Path, run: Run) -> None:
    run("backup", str(home / "b.db"), key=WORDS)
    told = run("restore", str(home / "b.db"), folder="there", key=WORDS)
    assert rows(f"sqlite:///{home}/there/access.db") == rows(f"sqlite:///{home}/here/access.db")
    assert f"only under the keys of then: bring back {home}/there/access.keys" in told
    assert not (home / "there" / "access.keys").exists()


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("another passphrase, long enough", "access.backup_key is not the one that it was made with"),
        ("", "it is encrypted; set access.backup_key"),
    ],
)
def test_with_a_wrong_key_or_none_nothing_is_changed(home: Path, run: Run, key: str, told: str) -> None:
    run("backup", str(home / "b.db"), key=WORDS)
    with pytest.raises(AccessError, match=told):
        run("restore", str(home / "b.db"), folder="there", key=key)
    assert [each.name for each in (home / "there").iterdir()] == ["wallboard.toml"]


def test_where_there_are_people_already_the_ledger_is_not_restored_either(home: Path, run: Run) -> None:
    run("backup", str(home / "b.db"), key=WORDS)
    (home / "there").mkdir()
    fill(f"sqlite:///{home}/there/access.db")
    with pytest.raises(AccessError, match="there are people or screens already"):
        run("restore", str(home / "b.db"), folder="there", key=WORDS)
    assert not (home / "there" / "wallboard.db").exists()


def test_where_there_is_a_ledger_already_nobody_is_restored(home: Path, run: Run) -> None:
    run("backup", str(home / "b.db"), key=WORDS)
    (home / "there").mkdir()
    (home / "there" / "wallboard.db").write_text("somebody's")
    with pytest.raises(LedgerError, match="there is a ledger already"):
        run("restore", str(home / "b.db"), folder="there", key=WORDS)
    assert not (home / "there" / "access.db").exists()


def test_a_wall_without_people_has_none_to_speak_of(home: Path, run: Run) -> None:
    (home / "here" / "access.db").unlink()
    assert run("backup", str(home / "b.db"), key=WORDS) == f"Backed up the ledger to {home / 'b.db'}\n"


def test_a_short_passphrase_is_refused_without_repeating_it(home: Path, run: Run) -> None:
    with pytest.raises(SettingsError, match="has 8 characters and needs 20 or more, such as the output of") as told:
        run("backup", str(home / "b.db"), key="hunter22")
    assert "hunter22" not in str(told.value)

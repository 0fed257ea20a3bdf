"""A damaged database is told, whatever page it is; one that is whole or not made yet is no fault."""

from __future__ import annotations

import random
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.ledger_told import NOON, call_event, calls
from wallboard.database import check
from wallboard.database.check import database_findings
from wallboard.ledger import Ledger, LedgerError
from wallboard.source import Finding

PAGE = 4096


def found(file: Path, **more: float) -> list[Finding]:
    return list(database_findings(f"sqlite:///{file}", "ledger", LedgerError, **more))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger at rest, of some hundred pages."""
    file = tmp_path_factory.mktemp("whole") / "ledger.db"
    with closing(Ledger(f"sqlite:///{file}")) as ledger:
        ledger.migrate()
        for start in range(0, 3000, 500):
            events = [call_event(n, NOON + n, "ENTERQUEUE", callid=f"c{n}") for n in range(start, start + 500)]
            ledger.record("pbx", "main", calls(*events, cursor=start), NOON)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")  # so that every page is in use
    return file


def test_a_whole_one_is_right_and_one_that_is_not_made_yet_too(whole: Path, tmp_path: Path) -> None:
    assert [(each.ok, each.what) for each in found(whole)][:1] == [(True, "its file is whole")]
    assert [(each.ok, each.what) for each in found(tmp_path / "var" / "no.db")] == [(True, "not made yet")]
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("seed", range(12))
def test_a_page_damaged_anywhere_is_told_with_what_to_do(whole: Path, tmp_path: Path, seed: int) -> None:
    chance, content = random.Random(seed), bytearray(whole.read_bytes())
    pages = len(content) // PAGE
    assert pages > 50
    at = PAGE * (0 if seed == 0 else chance.randrange(pages))
    content[at : at + PAGE] = chance.randbytes(PAGE)
    file = tmp_path / "ledger.db"
    file.write_bytes(content)
    told = [each for each in found(file) if not each.ok]
    assert len(told) == 1, at
    assert (
        "The ledger's file is damaged; stop the wall, move the file away and bring back the last backup" in told[0].what
    )
    assert "\n" not in told[0].what


def test_looking_ends_within_its_bound(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "STEPS_BETWEEN_LOOKS", 1_000)  # it is a small ledger
    assert [each.ok for each in found(whole, look_for_s=-1.0)][:1] == [True]
    assert found(whole, look_for_s=-1.0)[0].what.startswith("no damage found in")


@pytest.mark.slow
def test_a_start_over_a_damaged_ledger_is_one_line_and_ends_with_1(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import app

    content = whole.read_bytes()
    for name, damaged in (("no.db", b"no database " * 1000), ("torn.db", content[:PAGE] + bytes(len(content) - PAGE))):
        (tmp_path / name).write_bytes(damaged)
        text = f'ledger = "sqlite:///{tmp_path}/{name}"\n[sites.main]\nname = "M"\nzone = "UTC"\n'
        (tmp_path / "wallboard.toml").write_text(f"{text}[server]\nport = 0\n")
        for command in ("serve", "check"):
            monkeypatch.setattr(sys, "argv", ["app.py", command, "--settings", str(tmp_path / "wallboard.toml")])
            with pytest.raises(SystemExit) as ended:
                app.main()
            said = capsys.readouterr()
            assert ended.value.code == 1, (name, command)
            assert "The ledger's file is damaged" in said.out + said.err
            assert "Traceback" not in said.out + said.err

"""`demo` and `serve` say at once what is in their way, and where the wall is when nothing is."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import app
from layouts.site.where import where_it_is
from tests.open_files import held_open
from wallboard.ledger import Ledger, LedgerError
from wallboard.settings.file.read import parse
from wallboard.simulate.demo_folder import held

ROOT = Path(__file__).parents[3]
WITHIN_S = 60
SETTINGS = """\
ledger = "sqlite:///{folder}/ledger.db"
[server]
port = {port}
[sites.main]
name = "City 311"
zone = "America/Chicago"
[access]
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"
"""


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py", *words], cwd=ROOT, capture_output=True, text=True, timeout=WITHIN_S, check=False
    )


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.slow
def test_a_port_in_use_is_named_before_the_demo_simulates_anything(tmp_path: Path, taken: int) -> None:
    done = command("demo", "--folder", str(tmp_path / "city"), "--port", str(taken))
    assert done.returncode == 1
    assert f"127.0.0.1:{taken} is in use" in done.stderr
    assert "--port" in done.stderr
    assert "Simulating" not in done.stderr
    assert not (tmp_path / "city" / "phones.db").exists()


@pytest.mark.slow
def test_a_port_in_use_is_named_before_serve_opens_its_ledger(tmp_path: Path, taken: int) -> None:
    file = tmp_path / "wallboard.toml"
    file.write_text(SETTINGS.format(folder=tmp_path, port=taken), "utf-8")
    done = command("serve", "--settings", str(file))
    assert done.returncode == 1
    assert f"127.0.0.1:{taken} is in use" in done.stderr
    assert not (tmp_path / "ledger.db").exists()


def test_a_wall_whose_ledger_is_in_use_leaves_nothing_open(tmp_path: Path) -> None:
    file = tmp_path / "wallboard.toml"
    file.write_text(SETTINGS.format(folder=tmp_path, port=0) + "sign_in = true\n", "utf-8")
    settings = app.load(file, {})
    with closing(Ledger.held(settings.ledger, "import pbx")), pytest.raises(LedgerError, match="in use by"):
        app.build(settings)
    assert (tmp_path / "access.db").exists()
    assert not held_open(tmp_path / "access.db")


def test_a_wall_whose_ledger_is_of_a_newer_one_leaves_nothing_open_and_nothing_held(tmp_path: Path) -> None:
    file = tmp_path / "wallboard.toml"
    file.write_text(SETTINGS.format(folder=tmp_path, port=0), "utf-8")
    settings = app.load(file, {})
    with closing(Ledger(settings.ledger)) as ledger:
        ledger.migrate()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match="newer wallboard"):
        app.build(settings)
    assert not held_open(tmp_path / "ledger.db")
    Ledger.held(settings.ledger, "import pbx").close()


@pytest.mark.slow
def test_a_folder_in_which_a_demo_runs_is_left_to_it(tmp_path: Path) -> None:
    with held(tmp_path) as first:
        first.tell("http://127.0.0.1:8311")
        done = command("demo", "--folder", str(tmp_path), "--port", "0")
    assert done.returncode == 1
    assert "A demo runs in" in done.stderr
    assert "http://127.0.0.1:8311" in done.stderr
    assert {each.name for each in tmp_path.iterdir()} == {"demo.lock"}


def test_every_board_is_told_by_its_whole_address(tmp_path: Path) -> None:
    boards = '[boards.wall]\nrows = [["waiting_now:4"]]\n[boards.live]\nrows = [["waiting_now:4"]]\n'
    settings = parse(SETTINGS.format(folder=tmp_path, port=0) + boards, "wall.toml", {}, {})
    assert where_it_is("https://wall.example.gov", settings, sign_in=True) == [
        "Wallboard is at https://wall.example.gov/",
        "  wall          https://wall.example.gov/board/wall",
        "  live (board)  https://wall.example.gov/board/live",
        "  departments   https://wall.example.gov/departments",
        "  gallery       https://wall.example.gov/gallery",
        "  live          https://wall.example.gov/live",
        "  review        https://wall.example.gov/review",
        "  today         https://wall.example.gov/today",
        "  pair a TV     https://wall.example.gov/tv",
    ]
    assert not any("/tv" in line for line in where_it_is("http://127.0.0.1:1", settings, sign_in=False))

"""The command line as a whole: what it imports before a command needs it, and which errors are told in one line."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

import app
from wallboard.mendable import Mendable
from wallboard.settings.problems.wording import SettingsError

ROOT = Path(__file__).parents[3]
WITHIN_S = 100
WEB = {"dash", "plotly", "fastapi", "starlette", "flask", "uvicorn", "jinja2", "apscheduler"}
HEAVY = WEB | {
    "pandas",
    "numpy",
    "sqlalchemy",
    "alembic",
    "pydantic",
    "structlog",
    "psycopg",
    "pymysql",
    "cryptography",
}
HEAVY |= {"argon2", "authlib", "httpx", "holidays", "simpy", "orjson", "prometheus_client", "rich", "data_sources"}
OF_COMMANDS = {"later", "options", "wiring"}
SETTINGS = """
ledger = "sqlite:///{folder}/wallboard.db"
[sites.main]
name = "City 311"
zone = "America/Chicago"
[sources.log]
kind = "asterisk_queue_log_file"
path = "{folder}/queue_log"
[boards.hall]
rows = [["waiting_now", "longest_wait", "agents", "speed_of_answer"], ["queues:2", "ageing:2"]]
[access]
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"
"""
IMPORTED_BY = """
import json, sys
import app
try:
    app.main()
finally:
    print("IMPORTED " + json.dumps(sorted(sys.modules)))
"""


def imported_by(*words: str) -> set[str]:
    """Every module that is there when the command has ended, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED_BY, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    *_, last = done.stdout.splitlines()
    assert "Traceback" not in done.stderr, done.stderr
    return set(json.loads(last.removeprefix("IMPORTED ")))


@pytest.fixture
def wall(tmp_path: Path) -> Path:
    (tmp_path / "queue_log").write_text("1764000000|1.1|waste|NONE|ENTERQUEUE||5551234|1\n", "utf-8")
    file = tmp_path / "wallboard.toml"
    file.write_text(SETTINGS.format(folder=tmp_path), "utf-8")
    return file


@pytest.mark.whole
def test_help_imports_nothing_heavy_and_no_command() -> None:
    imported = imported_by("--help")
    assert {name.partition(".")[0] for name in imported} & HEAVY == set()
    rooms = {name for name in imported if name.startswith(("layouts.", "wallboard."))}
    assert rooms == {"layouts.cli", "wallboard.collector"} | {f"layouts.cli.{name}" for name in OF_COMMANDS}


@pytest.mark.slow
def test_check_draws_nothing_and_serves_nothing(wall: Path) -> None:
    imported = imported_by("check", "--settings", str(wall))
    assert "layouts.wall.boards" in imported  # it did measure the boards
    assert {name.partition(".")[0] for name in imported} & (WEB | {"alembic"}) == set()
    assert not {name for name in imported if name.startswith("wallboard.ledger")}
    # the settings name no requests, no server of a database and no holidays
    assert imported & {"pandas", "psycopg", "pymysql", "holidays"} == set()


@pytest.mark.slow
def test_settings_are_read_without_what_reads_rows() -> None:
    code = "import sys, data_sources; data_sources.kinds(); print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(imported.stdout.split()) & {"pandas", "psycopg", "pymysql", "plotly"} == set()


@pytest.mark.slow
def test_check_begins_to_look_at_the_ledger_without_numpy() -> None:
    code = "import sys, layouts.cli.check, layouts.wall.tiles, data_sources; data_sources.kinds(); print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "numpy" not in imported.stdout.split()


@pytest.mark.slow
def test_the_newest_requests_are_looked_at_without_pandas() -> None:
    code = "import sys, wallboard.engine.census, data_sources._tickets.sql_source, data_sources._csv.source; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "pandas" not in imported.stdout.split()


@pytest.mark.slow
def test_snapshot_draws_nothing_and_serves_nothing(wall: Path) -> None:
    imported = imported_by("snapshot", "--json", "--settings", str(wall))
    assert "wallboard.engine.recount" in imported
    assert {name.partition(".")[0] for name in imported} & WEB == set()


@pytest.mark.parametrize("name", list(app.commands.table))
def test_the_table_tells_of_each_command_what_the_command_tells_itself(name: str) -> None:
    told, real = app.commands.table[name], app.commands.table[name].real()
    assert real.name == name
    assert told.hidden is real.hidden
    for room in (30, 45, 70, 200):
        assert told.get_short_help_str(room) == real.get_short_help_str(room)


def test_every_command_that_a_module_mounts_is_in_the_table() -> None:
    everything = typer.Typer(rich_markup_mode=None)
    for each in app.commands.table.values():
        each.mount(everything)
    mounted = typer.main.get_group(everything)
    assert isinstance(mounted, TyperGroup)
    assert set(mounted.commands) == set(app.commands.table)


def ended_by(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """`main` with a command that raises the error."""

    def broken(**given: object) -> None:
        raise error

    monkeypatch.setattr(app, "cli", broken)
    app.main()


@pytest.mark.parametrize(
    "error",
    [
        SettingsError(["wallboard.toml: one", "wallboard.toml: two"]),
        FileNotFoundError(errno.ENOENT, "No such file or directory", "backup.db"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_what_people_can_mend_is_said_without_a_traceback(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        ended_by(error, monkeypatch)
    assert ended.value.code == 1
    assert capsys.readouterr().err.splitlines() == str(error).split("\n")


@pytest.mark.parametrize(
    "error", [ValueError("not enough values to unpack"), OSError(errno.EBADF, "Bad file descriptor"), KeyError("site")]
)
def test_a_fault_of_ours_keeps_its_traceback(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(type(error)) as raised:
        ended_by(error, monkeypatch)
    assert raised.value is error


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["snapshot", "--at", "yesterday"], '"yesterday" is no instant'),
        (["snapshot", "--known", "0001-01-01"], "the year must be 1900"),
        (["replay", "{folder}/queue_log", "--into", "sqlite:///{folder}/a.db", "--zone", "Nowhere"], "Nowhere"),
        (["replay", "{folder}/none", "--into", "sqlite:///{folder}/a.db"], "No such file"),
        (["replay", "{folder}/bad.csv", "--into", "sqlite:///{folder}/a.db"], "neither a queue_log file nor its table"),
        (["certificate", "no name"], "cannot be in a certificate"),
        (["backup", "{folder}/nowhere/backup.db"], "backup"),
        (["people", "disable", "nobody"], 'there is no "nobody"'),
        (["screens", "revoke", "nothing"], "nothing"),
    ],
)
def test_what_people_type_wrong_is_told_without_a_traceback(
    words: list[str], says: str, wall: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (wall.parent / "bad.csv").write_text("when,what\n1,2\n", "utf-8")
    typed = [word.format(folder=wall.parent) for word in words]
    if words[0] not in ("replay", "certificate"):
        typed += ["--settings", str(wall)]
    monkeypatch.setattr(sys, "argv", ["app.py", *typed])
    monkeypatch.setattr("wallboard.log.set_up_by", lambda environ: None)
    with pytest.raises(SystemExit) as ended:
        app.main()
    told = capsys.readouterr().err
    assert ended.value.code in (1, 2)
    assert says in told
    assert "Traceback" not in told


def test_a_log_level_that_there_is_not_is_told_without_a_traceback(
    wall: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WALLBOARD_LOG_LEVEL", "loud")
    monkeypatch.setattr(sys, "argv", ["app.py", "check", "--settings", str(wall)])
    with pytest.raises(SystemExit):
        app.main()
    assert 'there is no log level "loud"' in capsys.readouterr().err


def test_named_errors_stay_what_they_were() -> None:
    """Code that catches ValueError or OSError goes on doing so."""
    from layouts.wall.boards._plan import UnfitBoard
    from layouts.web.server import NotFree, NotSafe
    from layouts.web.tls import BadCertificate
    from wallboard.access.refused import Refused
    from wallboard.clock import NoInstant
    from wallboard.simulate.demo_folder import FolderTaken

    for kind in (UnfitBoard, NotSafe, BadCertificate, Refused, NoInstant):
        assert issubclass(kind, Mendable)
        assert issubclass(kind, ValueError)
    for system in (NotFree, FolderTaken):
        assert issubclass(system, Mendable)
        assert issubclass(system, OSError)

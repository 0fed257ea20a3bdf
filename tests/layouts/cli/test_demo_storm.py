"""`demo --play storm` begins at an hour at which there is something to see, and tells what goes wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import app
from layouts.cli.demo import OPEN_HOUR, add_demo_command
from layouts.site.serving import Begin
from wallboard.clock import Clock, instant, shifted
from wallboard.model import Micros
from wallboard.settings import Settings
from wallboard.simulate import demo_city
from wallboard.simulate.storm import Kind, Trouble, a_storm
from wallboard.simulate.troubles import Tell
from wallboard.simulate.years import Years


def played(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[Micros | None, str]:
    """When the city was made to begin, and what the terminal said, of a city that is only a clock."""
    began: list[Micros | None] = []

    @contextmanager
    def started(
        folder: Path,
        start: Micros | None,
        on_progress: Callable[[float], None],
        held: int,
        storm: Tell | None = None,
        years: Years | None = None,
    ) -> Iterator[Clock]:
        began.append(start)
        if storm is not None:
            for trouble in a_storm(start or 0):
                storm(trouble, True)
        yield shifted(start or 0)

    def run(settings: Settings, begin: Begin) -> None:
        with begin("http://127.0.0.1:1") as clock:
            assert clock() >= (began[0] or 0)

    monkeypatch.setattr(demo_city, "started", started)
    cli = typer.Typer()
    add_demo_command(cli, app.load, run)
    told = CliRunner().invoke(cli, ["--folder", str(folder), *words], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return began[0], told.output


def test_a_storm_begins_in_the_morning_unless_it_is_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, told = played(tmp_path, monkeypatch, "--play", "storm")
    assert start == instant(OPEN_HOUR)
    assert "A storm breaks out in a minute" in told
    for line in (
        "10:44  five times as many call about Streets & lights",
        "10:50  the trunk is lost: nobody who calls gets through",
        "10:54  nobody is logged in to Permits any more, and people call",
    ):
        assert line in told
    start, told = played(tmp_path, monkeypatch, "--play", "storm", "--now", "2026-11-19T15:00-05:00")
    assert start == instant("2026-11-19T15:00-05:00")
    assert "15:02  five times as many" in told


def test_without_a_storm_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start, told = played(tmp_path, monkeypatch)
    assert start is None
    assert "storm" not in told


def test_what_cannot_be_played_says_what_can(tmp_path: Path) -> None:
    told = CliRunner().invoke(app.cli, ["demo", "--folder", str(tmp_path / "city"), "--play", "sunshine"])
    assert told.exit_code == 2
    assert "storm" in told.output
    assert not (tmp_path / "city").exists()


@pytest.mark.slow
def test_the_living_city_tells_its_parent_of_each_trouble(tmp_path: Path) -> None:
    """As `demo_city.started` reads it, of a city whose clock runs two hundred times as fast."""
    lines: list[Any] = []
    code = f"""
import json, sys
from threading import Event
from pathlib import Path
from wallboard.clock import instant, system_clock
from wallboard.simulate import demo_city
from wallboard.simulate.demo import Demo

begun, real = instant({OPEN_HOUR!r}), system_clock()
demo_city.WEEKS = 0
demo_city.shifted = lambda start: lambda: begun + 200 * (system_clock() - real)
demo_city.main({str(tmp_path)!r}, str(begun), demo_city.STORM)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(app.__file__).parent,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "live":
            process.stdin.write("0\n")
            process.stdin.flush()
        elif line.startswith("["):
            lines.append(json.loads(line))
            if len(lines) == 2 * len(Kind):
                break
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()
    begun = [Trouble(Kind(kind), at, lasts_s, queue) for kind, at, lasts_s, queue, begins in lines if begins]
    assert begun == list(a_storm(begun[0].at - 60_000_000))
    assert sorted(line[0] for line in lines if not line[4]) == sorted(Kind)

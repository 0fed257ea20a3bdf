"""A file of days and a settings file, and no source else: nothing complains, and no board promises what nobody tells."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

import app
from layouts.wall import boards
from wallboard.clock import local_day, system_clock
from wallboard.model import State
from wallboard.model.remit import Remit
from wallboard.questions.outside_figures import outside_days

pytestmark = pytest.mark.whole

SETTINGS = """
ledger = "sqlite:///{folder}/ledger.db"
[access]
database = "sqlite:///{folder}/access.db"
keys_file = "{folder}/access.keys"
[sites.main]
name = "City 311"
zone = "America/Chicago"
[sources.web]
kind = "csv_days"
path = "{folder}/web.csv"
settle_s = 0
columns = {{ day = "Date", visits = "Visits" }}
[figures.visits]
source = "web"
column = "visits"
kind = "flow"
better = "more"
targets = [{{ value = 500 }}]
"""


def test_figures_alone_are_checked_polled_and_answered_and_boards_say_what_is_missing(tmp_path: Path) -> None:
    today = local_day(system_clock(), ZoneInfo("America/Chicago"))
    days = {today - timedelta(days=ago): 100.0 + ago for ago in range(10, 0, -1)}
    rows = "".join(f"{day},{visits:g}\n" for day, visits in days.items())
    (tmp_path / "web.csv").write_text(f"Date,Visits\n{rows}", encoding="utf-8")
    file = tmp_path / "wallboard.toml"
    file.write_text(SETTINGS.format(folder=tmp_path), encoding="utf-8")
    checked = CliRunner().invoke(app.cli, ["check", "--settings", str(file)])
    assert checked.exit_code == 0, checked.output
    assert "WRONG" not in checked.output
    settings = app.load(file, {})
    wall = app.build(settings)
    try:
        while wall.engine.polls.poll("web") is not None:
            pass
        wall.engine.maintenance.run()
        snapshot = wall.engine.present.snapshot(Remit())
        told = outside_days(wall.engine.present.ledger, settings, "main", "visits")
    finally:
        wall.engine.present.ledger.close()
        wall.access.close()
    assert told == days
    reviewed = CliRunner().invoke(app.cli, ["review", "--json", "--settings", str(file)])
    assert reviewed.exit_code == 0, reviewed.output
    [figure] = json.loads(reviewed.stdout)["figures"]
    assert (figure["metric"], figure["target"], figure["better"]) == ("outside.visits", 500, "more")
    assert [health.state for health in snapshot.health] == [State.LIVE]
    view = boards.view("wall", settings, snapshot)
    assert view["foot-alert-says"]["text"] == "No source of calls or requests is set up"
    assert view["speed-of-answer-word"]["text"] == "no source"
